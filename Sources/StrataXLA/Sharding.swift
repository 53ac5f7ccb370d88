import StrataGraph

/// How a tensor lies on several devices.
public enum Sharding: Hashable, Sendable {
  /// Each device has the whole tensor.
  case replicated
  /// Each device has a part of equal size along an axis, in the order of the devices.
  case split(axis: Int)

  /// The type of one part of a tensor.
  /// - Throws: `EngineError` if the axis cannot be split into parts of equal size.
  public func partType(_ type: TensorType, deviceCount: Int) throws(EngineError) -> TensorType {
    guard case .split(let axis) = self else { return type }
    guard type.shape.indices.contains(axis), type.shape[axis].isMultiple(of: deviceCount) else {
      throw EngineError("axis \(axis) of \(type) cannot be split among \(deviceCount) devices")
    }
    var shape = type.shape
    shape[axis] /= deviceCount
    return type.with(shape)
  }

  /// Copies a tensor to devices.
  /// - Returns: for each device, its part.
  /// - Throws: `EngineError` if the axis cannot be split into parts of equal size, or memory is lacking.
  public func parts(of buffer: Buffer, on devices: [PJRTDevice]) throws(EngineError) -> [DeviceBuffer] {
    let type = try partType(buffer.type, deviceCount: devices.count)
    let strides = rowMajorStrides(buffer.type.shape).map { $0 * type.dtype.byteCount }
    return try buffer.withHostBytes { bytes in
      Result { () throws(EngineError) in
        var parts: [DeviceBuffer] = []
        for (index, device) in devices.enumerated() {
          let start = UnsafeRawBufferPointer(rebasing: bytes[offset(of: index, type, strides)...])
          parts.append(try DeviceBuffer(copying: start, type: type, byteStrides: strides, to: device))
        }
        return parts
      }
    }.get()
  }

  /// Where the part of a device begins.
  private func offset(of index: Int, _ part: TensorType, _ strides: [Int]) -> Int {
    guard case .split(let axis) = self else { return 0 }
    return index * part.shape[axis] * strides[axis]
  }

  /// Copies the parts of a tensor to the host and puts them together.
  /// - Throws: `EngineError` if the program that makes the tensor fails.
  public func whole(_ parts: [DeviceBuffer], type: TensorType) throws(EngineError) -> HostBuffer {
    let whole = HostBuffer(type: type)
    guard case .split(let axis) = self else {
      try parts[0].copyElements(to: whole.bytes)
      return whole
    }
    let partType = try partType(type, deviceCount: parts.count)
    let part = HostBuffer(type: partType)
    // A part is a run of neighbours in each of the blocks that the axes before the split one number.
    let blockCount = type.shape[..<axis].reduce(1, *)
    let runByteCount = partType.byteCount / max(blockCount, 1)
    for (index, buffer) in parts.enumerated() {
      try buffer.copyElements(to: part.bytes)
      for block in 0..<blockCount {
        (whole.pointer + (block * parts.count + index) * runByteCount)
          .copyMemory(from: part.pointer + block * runByteCount, byteCount: runByteCount)
      }
    }
    return whole
  }
}

extension HostBuffer {
  /// The memory of the elements.
  var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: pointer, count: type.byteCount)
  }
}
