import COneDNN
import StrataGraph

/// Element type, sizes and strides of a tensor, or a layout of oneDNN's own.
final class MemoryDescriptor {
  let handle: dnnl_memory_desc_t

  /// A tensor with the given strides in elements.
  init(_ dtype: DType, sizes: [Int], strides: [Int]) throws {
    var handle: dnnl_memory_desc_t?
    try OneDNN.check(
      dnnl_memory_desc_create_with_strides(
        &handle, Int32(sizes.count), sizes.map(Int64.init), dtype.libraryType, strides.map(Int64.init)),
      "describing a tensor of \(sizes)")
    self.handle = handle!
  }

  /// A tensor whose layout the library may choose.
  init(_ dtype: DType, anyLayoutOf sizes: [Int]) throws {
    var handle: dnnl_memory_desc_t?
    try OneDNN.check(
      dnnl_memory_desc_create_with_tag(
        &handle, Int32(sizes.count), sizes.map(Int64.init), dtype.libraryType, dnnl_format_tag_any),
      "describing a tensor of \(sizes)")
    self.handle = handle!
  }

  /// The copy of a descriptor that somebody else owns.
  init(copying other: const_dnnl_memory_desc_t) throws {
    var handle: dnnl_memory_desc_t?
    try OneDNN.check(dnnl_memory_desc_clone(&handle, other), "copying a description")
    self.handle = handle!
  }

  deinit { dnnl_memory_desc_destroy(handle) }

  var byteCount: Int { dnnl_memory_desc_get_size(handle) }

  static func == (left: MemoryDescriptor, right: MemoryDescriptor) -> Bool {
    dnnl_memory_desc_equal(left.handle, right.handle) != 0
  }
}

extension DType {
  fileprivate var libraryType: dnnl_data_type_t {
    switch self {
    case .float32: dnnl_f32
    case .bfloat16: dnnl_bf16
    default: preconditionFailure("oneDNN is not used for \(self)")
    }
  }
}
