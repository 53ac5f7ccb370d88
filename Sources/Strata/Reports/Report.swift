/// What a network is, how it was trained, how good it is, and what its weights look like.
///
/// ```swift
/// let report = try model.report(on: Batch(images, labels), history: history, classNames: names)
/// report.summary()                              // in short, in the terminal
/// try report.write(to: "report.html")           // one page that needs nothing else
/// try report.writeFigures(to: "figures", as: .svg)
/// ```
///
/// Everything that the page shows can be read here as numbers.
public struct Report: Sendable {
  public let modelName: String
  public let layers: [LayerSummary]
  /// The losses and metrics of the training, nil if they were not given.
  public let history: History?
  /// How all weights are spread, in the model's order; none if it is not built.
  public let weights: [WeightStatistics]
  /// The number of samples that the model was judged by.
  public let sampleCount: Int
  /// The loss on these samples, without penalties; nil without samples or if the model is not compiled.
  public let loss: (name: String, value: Double)?
  /// How good the outputs are, nil without samples.
  public let quality: Quality?
  /// The samples that the model got wrong, those that it was most sure of first.
  public let mistakes: [Mistake]
  /// The first convolution, nil if there is none.
  public let convolution: ConvolutionPictures?

  /// A sample that the model got wrong.
  public struct Mistake: Sendable {
    /// The sample's position.
    public let index: Int
    /// The class that it has.
    public let truth: String
    /// The class that the model takes it for.
    public let prediction: String
    /// How likely that class is to the model.
    public let confidence: Double
    /// The sample, if it is a picture.
    public let picture: Picture?
  }

  /// The number of elements of all weights.
  public var parameterCount: Int { weights.reduce(0) { $0 + $1.count } }

  /// All figures, in the order of the page.
  public var figures: [Figure] { sections.flatMap(\.figures) }
}
