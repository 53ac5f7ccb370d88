import COneDNN
import CStrataKernels
import StrataGraph

/// A step that executes one primitive of oneDNN.
final class PrimitiveStep: Step {
  /// An argument such as `DNNL_ARG_SRC`, with its layout and address.
  struct Argument {
    let index: Int32
    let descriptor: MemoryDescriptor
    let address: StrataAddress
  }

  private let primitive: Primitive
  private let stream: LibraryStream
  private let arguments: CArray<dnnl_exec_arg_t>
  private let addresses: CArray<StrataAddress>
  /// What the memory objects point to since the last run.
  private let bound: CArray<UnsafeMutableRawPointer?>

  /// - Parameter usesThreads: false for a primitive that was made for one thread.
  init(
    label: String, _ primitive: Primitive, _ arguments: [Argument], scratch: StrataAddress,
    usesThreads: Bool = true
  ) throws {
    self.primitive = primitive
    stream = try LibraryStream()
    let scratchpad = try primitive.memoryDescriptor(dnnl_query_scratchpad_md)
    let all =
      arguments
      + (scratchpad.byteCount > 0
        ? [Argument(index: DNNL_ARG_SCRATCHPAD, descriptor: scratchpad, address: scratch)] : [])
    self.arguments = CArray(
      try all.map { argument in
        var memory: dnnl_memory_t?
        // Nil stands for "no memory yet"; run sets the address.
        try OneDNN.check(
          dnnl_memory_create(&memory, argument.descriptor.handle, OneDNN.engine, nil),
          "making a memory object")
        return dnnl_exec_arg_t(arg: argument.index, memory: memory)
      })
    addresses = CArray(all.map(\.address))
    bound = CArray(all.map { _ in nil })
    super.init(label: "\(label) (\(primitive.implementation))", usesThreads: usesThreads)
  }

  deinit {
    for index in 0..<arguments.count { dnnl_memory_destroy(arguments.pointer[index].memory) }
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    for index in 0..<addresses.count {
      let pointer = addresses.pointer[index].resolve(bases)
      if bound.pointer[index] != pointer {
        bound.pointer[index] = pointer
        dnnl_memory_set_data_handle(arguments.pointer[index].memory, pointer)
      }
    }
    let status = OneDNN.limitingThreads(!usesThreads) {
      dnnl_primitive_execute(primitive.handle, stream.handle, Int32(arguments.count), arguments.pointer)
    }
    precondition(status == dnnl_success, "oneDNN: \(label) failed with status \(status.rawValue)")
  }
}
