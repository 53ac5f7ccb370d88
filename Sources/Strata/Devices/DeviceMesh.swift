/// Devices arranged in a grid whose axes have names, such as 2 × 4 devices in which each row holds other samples and each
/// column another part of the weights. Keras's `DeviceMesh`.
public struct DeviceMesh: Hashable, Sendable {
  /// The names of the axes.
  public let axisNames: [String]
  /// The sizes of the axes.
  public let shape: [Int]
  /// The devices in row-major order.
  public let devices: [Device]

  /// - Parameters:
  ///   - axes: the axes by name with their sizes, as `["batch": 2, "model": 4]`.
  ///   - devices: as many devices of one kind as the product of the sizes, in row-major order. Using others is an error.
  public init(_ axes: KeyValuePairs<String, Int>, devices: [Device]) {
    axisNames = axes.map(\.key)
    shape = axes.map(\.value)
    self.devices = devices
  }
}

extension DeviceMesh: CustomStringConvertible {
  /// For example `gpu:0,gpu:1`, and with several axes `gpu:0,gpu:1,gpu:2,gpu:3 as batch 2 × model 2`.
  public var description: String {
    let devices = devices.map(\.description).joined(separator: ",")
    if axisNames.count == 1 { return devices }
    return devices + " as " + zip(axisNames, shape).map { "\($0) \($1)" }.joined(separator: " × ")
  }
}
