import StrataGraph

/// Devices of one client, arranged in a grid. Tensors are split along its axes.
public struct Mesh: Equatable, Sendable {
  /// The devices in row-major order.
  public let devices: [PJRTDevice]
  /// The size of each axis.
  public let shape: [Int]

  /// - Parameters:
  ///   - devices: devices of one client, as many as the grid has places.
  ///   - shape: the size of each axis of the grid; one axis if nil.
  public init(devices: [PJRTDevice], shape: [Int]? = nil) {
    let shape = shape ?? [devices.count]
    precondition(
      !devices.isEmpty && devices.count == shape.reduce(1, *), "a mesh \(shape) of \(devices.count)")
    precondition(devices.allSatisfy { $0.client === devices[0].client }, "devices of several clients")
    self.devices = devices
    self.shape = shape
  }

  var client: PJRTClient { devices[0].client }

  /// The place of a device along each axis.
  func place(of device: Int) -> [Int] {
    zip(shape, rowMajorStrides(shape)).map { size, stride in device / stride % size }
  }
}
