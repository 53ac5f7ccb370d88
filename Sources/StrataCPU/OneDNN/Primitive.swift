import COneDNN

/// A compiled primitive of oneDNN.
final class Primitive {
  private let descriptor: dnnl_primitive_desc_t
  let handle: dnnl_primitive_t

  /// Takes over the descriptor.
  init(descriptor: dnnl_primitive_desc_t) throws {
    var handle: dnnl_primitive_t?
    let status = dnnl_primitive_create(&handle, descriptor)
    guard status == dnnl_success, let handle else {
      dnnl_primitive_desc_destroy(descriptor)
      try OneDNN.check(status, "making a primitive")
      preconditionFailure("oneDNN made no primitive")
    }
    self.descriptor = descriptor
    self.handle = handle
  }

  deinit {
    dnnl_primitive_destroy(handle)
    dnnl_primitive_desc_destroy(descriptor)
  }

  /// The memory descriptor of an argument, such as `dnnl_query_weights_md`.
  func memoryDescriptor(_ query: dnnl_query_t, _ index: Int32 = 0) throws -> MemoryDescriptor {
    try MemoryDescriptor(copying: dnnl_primitive_desc_query_md(descriptor, query, index))
  }

  /// The name of the implementation, such as `brg:avx512_core`.
  var implementation: String { Self.implementation(of: descriptor) }

  private static func implementation(of descriptor: dnnl_primitive_desc_t) -> String {
    var name: UnsafePointer<CChar>?
    let status = dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &name)
    return status == dnnl_success ? name.map { String(cString: $0) } ?? "" : ""
  }

  /// The library's first choice among its implementations, or its kernel with direct loops for the same instructions,
  /// if that is wanted and there is one.
  ///
  /// What the descriptors that `makeDescriptor` returns refer to must outlive the call.
  static func choosing(
    directKernel: Bool, _ makeDescriptor: () throws -> dnnl_primitive_desc_t
  ) throws -> Primitive {
    let descriptor = try makeDescriptor()
    guard directKernel, let instructions = implementation(of: descriptor).split(separator: ":").last else {
      return try Primitive(descriptor: descriptor)
    }
    repeat {
      if implementation(of: descriptor) == "jit:\(instructions)" {
        return try Primitive(descriptor: descriptor)
      }
    } while dnnl_primitive_desc_next_impl(descriptor) == dnnl_success
    dnnl_primitive_desc_destroy(descriptor)
    return try Primitive(descriptor: makeDescriptor())
  }

  // MARK: Kinds

  static func matmul(
    source: MemoryDescriptor, weights: MemoryDescriptor, bias: MemoryDescriptor?,
    destination: MemoryDescriptor,
    _ attributes: PrimitiveAttributes
  ) throws -> Primitive {
    var descriptor: dnnl_primitive_desc_t?
    try OneDNN.check(
      dnnl_matmul_primitive_desc_create(
        &descriptor, OneDNN.engine, source.handle, weights.handle, bias?.handle, destination.handle,
        attributes.handle),
      "planning a matrix product")
    return try Primitive(descriptor: descriptor!)
  }

  static func reorder(from: MemoryDescriptor, to: MemoryDescriptor) throws -> Primitive {
    let attributes = try PrimitiveAttributes()
    var descriptor: dnnl_primitive_desc_t?
    try withExtendedLifetime(attributes) {
      try OneDNN.check(
        dnnl_reorder_primitive_desc_create(
          &descriptor, from.handle, OneDNN.engine, to.handle, OneDNN.engine, attributes.handle),
        "planning a change of layout")
    }
    return try Primitive(descriptor: descriptor!)
  }
}
