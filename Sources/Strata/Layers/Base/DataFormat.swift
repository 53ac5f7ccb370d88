/// Where the channels of an image or a sequence are among the axes.
public enum DataFormat: String, CaseIterable, ConfigValue, Sendable, Hashable {
  /// `[batch, height, width, channels]`, the faster one.
  case channelsLast = "channels_last"
  /// `[batch, channels, height, width]`.
  case channelsFirst = "channels_first"

  /// The axis of the channels.
  var channelAxis: Int { self == .channelsLast ? -1 : 1 }

  /// The spatial axes of an input with the given number of axes.
  func spatialAxes(rank: Int) -> [Int] { self == .channelsLast ? Array(1..<(rank - 1)) : Array(2..<rank) }

  /// A tensor in this format with its channels moved to the end.
  func channelsLast(_ x: Tensor) -> Tensor {
    self == .channelsLast || x.rank < 2 ? x : x.movingAxis(1, to: -1)
  }

  /// A tensor with its channels at the end in this format.
  func fromChannelsLast(_ x: Tensor) -> Tensor {
    self == .channelsLast ? x : x.movingAxis(-1, to: 1)
  }
}

extension Config {
  /// Where the channels are, the end if the file does not say so.
  var dataFormat: DataFormat { get throws { try choice("data_format", default: .channelsLast) } }
}
