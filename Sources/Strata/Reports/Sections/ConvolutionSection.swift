extension Report {
  /// The number of filters that are shown.
  private static var mostFilters: Int { 64 }

  var convolutionSection: ReportSection? {
    guard let convolution, !convolution.filters.isEmpty else { return nil }
    var contents: [ReportSection.Content] = []
    if !convolution.deadFilters.isEmpty {
      let count = convolution.deadFilters.count
      contents.append(
        .note(
          "\(count) of \(convolution.filters.count) filters give\(count == 1 ? "s" : "") the same number for every sample "
            + "that was looked at (dead): \(convolution.deadFilters.map(String.init).joined(separator: ", "))."
        ))
    }
    contents.append(.figures([filterFigure(convolution)] + featureFigures(convolution)))
    return ReportSection(
      title: "What the first convolution sees",
      explanation: "The filters of “\(convolution.layerName)” are windows of "
        + "\(convolution.kernelSize.map(String.init).joined(separator: " × ")) weights that move over the picture. Where "
        + "the picture looks like a filter, its feature map is bright.",
      contents: contents)
  }

  private func filterFigure(_ convolution: ConvolutionPictures) -> Figure {
    let limit = compactNumber(convolution.largestWeight)
    return Figure(
      name: "filters", title: "Filters of \(convolution.layerName)",
      caption: convolution.areColored
        ? "Each filter in the colours that it looks for; grey is 0, full colours are ±\(limit)."
        : "Each filter's weights: blue is positive, orange is negative, white is 0; the strongest colours are "
          + "±\(limit).",
      drawing: grid("Filters of \(convolution.layerName)", convolution.filters, start: []))
  }

  private func featureFigures(_ convolution: ConvolutionPictures) -> [Figure] {
    guard !convolution.featureMaps.isEmpty else { return [] }
    let sample = convolution.sample.map { [PictureGrid.Tile(picture: $0, lines: ["input"])] } ?? []
    return [
      Figure(
        name: "feature-maps", title: "Feature maps of \(convolution.layerName)",
        caption: "What each filter makes of the first sample: the brighter, the stronger it answers there.",
        drawing: grid("Feature maps of \(convolution.layerName)", convolution.featureMaps, start: sample))
    ]
  }

  private func grid(_ title: String, _ pictures: [Picture], start: [PictureGrid.Tile]) -> Drawing {
    PictureGrid(
      title: title,
      tiles: start
        + pictures.prefix(Self.mostFilters).enumerated().map { index, picture in
          PictureGrid.Tile(picture: picture, lines: ["\(index)"], tip: "filter \(index)")
        }, tileWidth: 48
    ).drawing()
  }
}
