import COneDNN
import StrataGraph

/// The geometry of a convolution in oneDNN's terms.
struct ConvolutionDescription {
  private let strides: [Int64]
  private let dilation: [Int64]
  private let paddingLow: [Int64]
  private let paddingHigh: [Int64]

  init(_ geometry: ConvolutionGeometry) {
    strides = geometry.strides.map(Int64.init)
    // oneDNN counts the elements that are skipped.
    dilation = geometry.dilation.map { Int64($0 - 1) }
    paddingLow = geometry.paddingLow.map(Int64.init)
    paddingHigh = geometry.paddingHigh.map(Int64.init)
  }

  private func forwardDescriptor(
    input: MemoryDescriptor, kernel: MemoryDescriptor, bias: MemoryDescriptor?, output: MemoryDescriptor,
    _ attributes: PrimitiveAttributes
  ) throws -> dnnl_primitive_desc_t {
    var descriptor: dnnl_primitive_desc_t?
    try OneDNN.check(
      dnnl_convolution_forward_primitive_desc_create(
        &descriptor, OneDNN.engine, dnnl_forward_training, dnnl_convolution_direct, input.handle,
        kernel.handle,
        bias?.handle, output.handle, strides, dilation, paddingLow, paddingHigh, attributes.handle),
      "planning a convolution")
    return descriptor!
  }

  func forward(
    input: MemoryDescriptor, kernel: MemoryDescriptor, bias: MemoryDescriptor?, output: MemoryDescriptor,
    prefersDirectKernel: Bool
  ) throws -> Primitive {
    let attributes = try PrimitiveAttributes()
    return try withExtendedLifetime(attributes) {
      try Primitive.choosing(directKernel: prefersDirectKernel) {
        try forwardDescriptor(input: input, kernel: kernel, bias: bias, output: output, attributes)
      }
    }
  }

  func inputGradient(
    input: MemoryDescriptor, kernel: MemoryDescriptor, output: MemoryDescriptor, prefersDirectKernel: Bool
  ) throws -> Primitive {
    let attributes = try PrimitiveAttributes()
    let hint = try forwardDescriptor(input: input, kernel: kernel, bias: nil, output: output, attributes)
    // The library looks at the hint again when it goes from one implementation to the next.
    defer { withExtendedLifetime(attributes) { _ = dnnl_primitive_desc_destroy(hint) } }
    return try Primitive.choosing(directKernel: prefersDirectKernel) {
      var descriptor: dnnl_primitive_desc_t?
      try OneDNN.check(
        dnnl_convolution_backward_data_primitive_desc_create(
          &descriptor, OneDNN.engine, dnnl_convolution_direct, input.handle, kernel.handle, output.handle,
          strides, dilation, paddingLow, paddingHigh, hint, attributes.handle),
        "planning the input gradient of a convolution")
      return descriptor!
    }
  }

  func kernelGradient(
    input: MemoryDescriptor, kernel: MemoryDescriptor, output: MemoryDescriptor
  ) throws -> Primitive {
    let attributes = try PrimitiveAttributes()
    let hint = try forwardDescriptor(input: input, kernel: kernel, bias: nil, output: output, attributes)
    defer { withExtendedLifetime(attributes) { _ = dnnl_primitive_desc_destroy(hint) } }
    var descriptor: dnnl_primitive_desc_t?
    try OneDNN.check(
      dnnl_convolution_backward_weights_primitive_desc_create(
        &descriptor, OneDNN.engine, dnnl_convolution_direct, input.handle, kernel.handle, nil, output.handle,
        strides, dilation, paddingLow, paddingHigh, hint, attributes.handle),
      "planning the kernel gradient of a convolution")
    return try Primitive(descriptor: descriptor!)
  }
}
