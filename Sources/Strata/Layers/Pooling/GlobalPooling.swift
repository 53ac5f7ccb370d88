/// What layers have in common that summarize each channel of a whole image or sequence.
public class GlobalPooling: Layer {
  /// Where the channels are.
  public let dataFormat: DataFormat
  /// Whether the spatial axes stay, with size 1.
  public let keepDims: Bool
  private let spatialRank: Int

  init(spatialRank: Int, dataFormat: DataFormat, keepDims: Bool, name: String?) {
    self.spatialRank = spatialRank
    self.dataFormat = dataFormat
    self.keepDims = keepDims
    super.init(name: name)
  }

  public override var arguments: Arguments? { ["data_format": dataFormat, "keepdims": keepDims] }

  public override var inputSpec: InputSpec? { InputSpec(rank: spatialRank + 2) }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  /// The axes that are summarized.
  var spatialAxes: [Int] { dataFormat.spatialAxes(rank: spatialRank + 2) }
}
