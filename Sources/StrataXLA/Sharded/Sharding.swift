import StrataGraph

/// How a tensor lies on the devices of a mesh.
public struct Sharding: Hashable, Sendable {
  /// For axes of the tensor, the axis of the mesh among whose devices it is split into parts of equal size. Devices that
  /// differ in their place along another axis of the mesh have the same part.
  public let splits: [Int: Int]

  public init(splits: [Int: Int]) { self.splits = splits }

  /// Each device has the whole tensor.
  public static let replicated = Sharding(splits: [:])

  /// Each device has a part along one axis.
  public static func split(axis: Int, along meshAxis: Int = 0) -> Sharding {
    Sharding(splits: [axis: meshAxis])
  }

  /// The type of one part of a tensor.
  /// - Throws: `EngineError` if the tensor cannot be split into parts of equal size.
  public func partType(_ type: TensorType, on mesh: Mesh) throws(EngineError) -> TensorType {
    var shape = type.shape
    for (axis, meshAxis) in splits {
      let count = mesh.shape[meshAxis]
      guard shape.indices.contains(axis), shape[axis].isMultiple(of: count) else {
        throw EngineError("axis \(axis) of \(type) cannot be split among \(count) devices")
      }
      shape[axis] /= count
    }
    return type.with(shape)
  }

  /// Copies a tensor to the devices of a mesh.
  /// - Returns: for each device, its part.
  /// - Throws: `EngineError` if the tensor cannot be split into parts of equal size, or memory is lacking.
  public func parts(of buffer: Buffer, on mesh: Mesh) throws(EngineError) -> [DeviceBuffer] {
    let type = try partType(buffer.type, on: mesh)
    let strides = rowMajorStrides(buffer.type.shape).map { $0 * type.dtype.byteCount }
    return try buffer.withHostBytes { bytes in
      Result { () throws(EngineError) in
        var parts: [DeviceBuffer] = []
        for (index, device) in mesh.devices.enumerated() {
          let start = offset(of: index, type, strides, on: mesh)
          parts.append(
            try DeviceBuffer(
              copying: UnsafeRawBufferPointer(rebasing: bytes[start...]), type: type, byteStrides: strides,
              to: device))
        }
        return parts
      }
    }.get()
  }

  /// Where the part of a device begins.
  private func offset(of device: Int, _ part: TensorType, _ strides: [Int], on mesh: Mesh) -> Int {
    let place = mesh.place(of: device)
    return splits.reduce(0) { $0 + place[$1.value] * part.shape[$1.key] * strides[$1.key] }
  }

  /// Copies the parts of a tensor to the host and puts them together.
  /// - Throws: `EngineError` if the program that makes the tensor fails.
  public func whole(_ parts: [DeviceBuffer], type: TensorType, on mesh: Mesh) throws(EngineError)
    -> HostBuffer
  {
    let whole = HostBuffer(type: type)
    let partType = try partType(type, on: mesh)
    let strides = rowMajorStrides(type.shape).map { $0 * type.dtype.byteCount }
    for (index, buffer) in parts.enumerated() where isFirstWithItsPart(index, on: mesh) {
      let start = whole.pointer + offset(of: index, partType, strides, on: mesh)
      try copy(buffer, partType, to: start, strides)
    }
    return whole
  }

  private func isFirstWithItsPart(_ device: Int, on mesh: Mesh) -> Bool {
    mesh.place(of: device).enumerated().allSatisfy { $0.element == 0 || splits.values.contains($0.offset) }
  }

  /// Copies a part to its place in the whole. The part is a run of neighbours for each position along the axes before
  /// the last one that is split.
  private func copy(
    _ buffer: DeviceBuffer, _ type: TensorType, to start: UnsafeMutableRawPointer, _ strides: [Int]
  ) throws(EngineError) {
    let outer = type.shape[..<(splits.keys.max() ?? 0)]
    let runCount = outer.reduce(1, *)
    guard runCount > 1 else {
      return try buffer.copyElements(to: UnsafeMutableRawBufferPointer(start: start, count: type.byteCount))
    }
    let part = HostBuffer(type: type)
    try buffer.copyElements(to: part.bytes)
    let runByteCount = type.byteCount / runCount
    let positions = rowMajorStrides(Array(outer))
    for run in 0..<runCount {
      let offset = outer.indices.reduce(0) { $0 + run / positions[$1] % outer[$1] * strides[$1] }
      (start + offset).copyMemory(from: part.pointer + run * runByteCount, byteCount: runByteCount)
    }
  }
}

extension HostBuffer {
  /// The memory of the elements.
  var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: pointer, count: type.byteCount)
  }
}
