/// The first convolution of a model as pictures: its filters, and what it makes of a sample.
public struct ConvolutionPictures: Sendable {
  /// The name of the layer.
  public let layerName: String
  /// Height and width of the window.
  public let kernelSize: [Int]
  /// One for each filter, negative weights orange and positive ones blue; of a picture with three colours, the filter
  /// in these colours, grey standing for 0. Of other inputs with several channels the mean over the channels.
  public let filters: [Picture]
  /// Whether the filters are shown in the colours of a picture.
  public let areColored: Bool
  /// The largest distance of a weight from 0, where the colours end.
  public let largestWeight: Double
  /// The sample, if it is a picture.
  public let sample: Picture?
  /// What each filter makes of the sample, after the activation; empty without a sample.
  public let featureMaps: [Picture]
  /// The filters that give the same number everywhere in all samples that were looked at.
  public let deadFilters: [Int]
}

extension Conv2D {
  /// The filters as pictures, one for each; see `ConvolutionPictures.filters`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public func filterPictures() throws -> [Picture] {
    let kernel = try kernel.value
    let channels = kernel.shape[2]
    let limit = try largestWeight()
    return try (0..<filters).map { filter in
      let window = kernel[.all, .all, .all, filter]
      return channels == 3
        ? try Picture(window, range: -limit...limit)
        : try Picture(window.mean(axis: 2), range: -limit...limit, map: .diverging)
    }
  }

  /// The largest distance of a kernel's weight from 0, of those that are finite.
  func largestWeight() throws -> Double {
    try kernel.value.doubles.filter(\.isFinite).map(abs).max() ?? 0
  }
}

extension Model {
  /// What the channels of an inner layer's output look like for one picture.
  /// - Parameters:
  ///   - layerName: a layer whose output is `[batch, height, width, channels]`, or the path of one.
  ///   - picture: one sample, without the batch axis.
  /// - Returns: a picture for each channel; the colours of all span the same range.
  /// - Throws: `StrataError.invalidData` if the output is no picture, or what `outputs(of:for:)` throws.
  public func featureMaps(of layerName: String, for picture: Tensor) throws -> [Picture] {
    let output = try outputs(of: layerName, for: picture.expandedDims(axis: 0))
    guard output.rank == 4 else {
      throw StrataError.invalidData(
        "the output of '\(layerName)' is no picture: its shape is \(output.shape)")
    }
    return try channelPictures(output[0])
  }

  /// The first convolution, wherever it is, with the pictures of its filters and of what it makes of samples.
  /// - Parameter samples: the inputs to look at; the first sample is shown, by the first input that is a picture.
  func convolutionPictures(_ samples: [Tensor]?) throws -> ConvolutionPictures? {
    guard let layer = firstConvolution(in: self), layer.isBuilt else { return nil }
    let output = try samples.map { layer.dataFormat.channelsLast(try outputs(of: [layer], for: $0)[0]) }
    let sample = samples?.lazy.compactMap {
      samplePicture(layer.dataFormat.channelsLast($0[0...0])[0])
    }.first
    return ConvolutionPictures(
      layerName: layer.name, kernelSize: layer.kernelSize, filters: try layer.filterPictures(),
      areColored: try layer.kernel.shape[2] == 3, largestWeight: try layer.largestWeight(), sample: sample,
      featureMaps: try output.map { try channelPictures($0[0]) } ?? [],
      deadFilters: output.map(constantChannels) ?? [])
  }

  private func firstConvolution(in layer: Layer) -> Conv2D? {
    for inner in layer.sublayers {
      if let found = inner as? Conv2D ?? firstConvolution(in: inner) { return found }
    }
    return nil
  }
}

/// Each channel of `[height, width, channels]` as a picture.
private func channelPictures(_ maps: Tensor) throws -> [Picture] {
  let finite = maps.doubles.filter(\.isFinite)
  let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
  return try (0..<maps.shape[2]).map { channel in
    try Picture(maps[.all, .all, channel], range: low...high, map: .viridis)
  }
}

/// The channels of `[batch, height, width, channels]` that are the same number everywhere; one sample does not tell.
private func constantChannels(_ maps: Tensor) -> [Int] {
  guard maps.shape[0] > 1 else { return [] }
  let flat = maps.reshaped([maps.count / maps.shape[3], maps.shape[3]])
  let (low, high) = (flat.min(axis: 0).doubles, flat.max(axis: 0).doubles)
  return low.indices.filter { low[$0] == high[$0] }
}

/// A sample as a picture, if its shape `[height, width]` or `[height, width, 1 or 3]` is that of one.
func samplePicture(_ sample: Tensor) -> Picture? {
  let isGray = sample.rank == 2 || sample.rank == 3 && sample.shape[2] == 1
  let isColored = sample.rank == 3 && sample.shape[2] == 3
  guard isGray || isColored, sample.shape[0] > 1, sample.shape[1] > 1 else { return nil }
  return try? Picture(sample)
}
