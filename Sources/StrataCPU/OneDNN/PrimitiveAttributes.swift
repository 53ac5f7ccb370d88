import COneDNN

/// How a primitive gets its scratch memory, and what it applies to its result.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  init(relu: Bool = false) throws {
    var handle: dnnl_primitive_attr_t?
    try OneDNN.check(dnnl_primitive_attr_create(&handle), "making attributes")
    self.handle = handle!
    try OneDNN.check(
      dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user),
      "setting the scratchpad mode")
    if relu {
      var operations: dnnl_post_ops_t?
      try OneDNN.check(dnnl_post_ops_create(&operations), "making post-operations")
      defer { dnnl_post_ops_destroy(operations) }
      try OneDNN.check(
        dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0), "appending a relu")
      try OneDNN.check(dnnl_primitive_attr_set_post_ops(handle, operations), "setting post-operations")
    }
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}
