extension Report {
  var qualitySection: ReportSection? {
    switch quality {
    case .binary(let quality): binarySection(quality)
    case .multiClass(let quality): multiClassSection(quality)
    case .multiLabel(let labels): multiLabelSection(labels)
    case .regression(let fits): regressionSection(fits)
    case .undefined(let reason):
      ReportSection(
        title: "Quality", explanation: "How good the predictions are on \(samplesText).",
        contents: [.note(reason)])
    case nil: nil
    }
  }

  /// For example `360 samples`.
  var samplesText: String { sampleCount == 1 ? "1 sample" : "\(groupedDigits(sampleCount)) samples" }
}

/// A score with four digits, or a dash where it is undefined.
func scoreText(_ score: Double?) -> String { score.map { $0.isNaN ? "–" : fixed($0, 4) } ?? "–" }
