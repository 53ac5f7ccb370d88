import COneDNN

/// How a primitive gets its scratch memory.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  init() throws {
    var handle: dnnl_primitive_attr_t?
    try OneDNN.check(dnnl_primitive_attr_create(&handle), "making attributes")
    self.handle = handle!
    try OneDNN.check(
      dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user),
      "setting the scratchpad mode")
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}
