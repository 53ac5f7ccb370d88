import CPJRT
import StrataGraph

/// A compiled program on one device, or on several that work together.
public final class LoadedExecutable: @unchecked Sendable {
  public let client: PJRTClient
  /// The number of tensors that the program returns.
  public let outputCount: Int
  /// The number of devices that run the program together.
  public let deviceCount: Int
  private let handle: OpaquePointer

  private var functions: PJRTFunctions { client.functions }

  private init(owning handle: OpaquePointer, client: PJRTClient) throws(EngineError) {
    self.handle = handle
    self.client = client
    let (functions, table) = (client.functions, client.functions.table)
    do throws(EngineError) {
      outputCount = try Self.withExecutable(of: handle, functions) { executable throws(EngineError) in
        try functions.call(table.pointee.PJRT_Executable_NumOutputs, .init(), to: "count a program's results")
        {
          $0.executable = executable
        }.num_outputs
      }
      deviceCount = try functions.call(
        table.pointee.PJRT_LoadedExecutable_AddressableDevices, .init(), to: "list a program's devices"
      ) { $0.executable = handle }.num_addressable_devices
    } catch {
      Self.destroy(handle, functions)
      throw error
    }
  }

  deinit { Self.destroy(handle, functions) }

  private static func destroy(_ handle: OpaquePointer, _ functions: PJRTFunctions) {
    functions.free(functions.table.pointee.PJRT_LoadedExecutable_Destroy, .init()) { $0.executable = handle }
  }

  /// Compiles a program.
  /// - Parameter text: an MLIR module of StableHLO operations.
  /// - Throws: `EngineError` with the compiler's message.
  public convenience init(
    compiling text: String, options: CompileOptions, client: PJRTClient
  ) throws(EngineError) {
    let functions = client.functions
    let code = CArray.allocate(copying: text.utf8CString)
    let format = CArray.allocate(copying: "mlir".utf8CString)
    let options = CArray.allocate(copying: options.serialized.map(CChar.init(bitPattern:)))
    let program = CArray.allocate(repeating: PJRT_Program(), count: 1)
    defer {
      code.deallocate()
      format.deallocate()
      options.deallocate()
      program.deallocate()
    }
    setStructureSize(&program[0])
    program[0].code = code.baseAddress
    program[0].code_size = code.count - 1
    program[0].format = UnsafePointer(format.baseAddress)
    program[0].format_size = format.count - 1
    let compilation = try functions.call(
      functions.table.pointee.PJRT_Client_Compile, .init(), to: "compile the program"
    ) {
      $0.client = client.handle
      $0.program = UnsafePointer(program.baseAddress)
      $0.compile_options = UnsafePointer(options.baseAddress)
      $0.compile_options_size = options.count
    }
    try self.init(owning: compilation.executable, client: client)
  }

  /// Loads a program that `serialized` gave, in this process or another.
  /// - Throws: `EngineError` if it is from another plugin or version.
  public convenience init(serialized: [UInt8], client: PJRTClient) throws(EngineError) {
    let functions = client.functions
    let bytes = CArray.allocate(copying: serialized.map(CChar.init(bitPattern:)))
    defer { bytes.deallocate() }
    let loading = try functions.call(
      functions.table.pointee.PJRT_Executable_DeserializeAndLoad, .init(), to: "load a compiled program"
    ) {
      $0.client = client.handle
      $0.serialized_executable = UnsafePointer(bytes.baseAddress)
      $0.serialized_executable_size = bytes.count
    }
    try self.init(owning: loading.loaded_executable, client: client)
  }

  /// The compiled program as bytes, for the same version of the plugin and the same kind of device.
  /// - Throws: `EngineError` if the plugin does not offer this.
  public var serialized: [UInt8] {
    get throws(EngineError) {
      try Self.withExecutable(of: handle, functions) { [functions] executable throws(EngineError) in
        let serialization = try functions.call(
          functions.table.pointee.PJRT_Executable_Serialize, .init(), to: "write a compiled program"
        ) { $0.executable = executable }
        defer { serialization.serialized_executable_deleter?(serialization.serialized_executable) }
        return Array(
          UnsafeRawBufferPointer(
            start: serialization.serialized_bytes, count: serialization.serialized_bytes_size))
      }
    }
  }

  /// Calls `body` with the part of a program that does not depend on where it is loaded.
  private static func withExecutable<Result>(
    of loaded: OpaquePointer, _ functions: PJRTFunctions,
    _ body: (OpaquePointer) throws(EngineError) -> Result
  ) throws(EngineError) -> Result {
    let table = functions.table
    let executable = try functions.call(
      table.pointee.PJRT_LoadedExecutable_GetExecutable, .init(), to: "describe a program"
    ) { $0.loaded_executable = loaded }.executable!
    defer { functions.free(table.pointee.PJRT_Executable_Destroy, .init()) { $0.executable = executable } }
    return try body(executable)
  }

  /// Starts the program. It runs while the caller goes on, if the plugin can.
  /// - Parameters:
  ///   - inputs: for each device, its part of each input. The program takes over the memory of those that it was
  ///     compiled to update in place; they cannot be used any more.
  ///   - kept: the indices of inputs whose memory it does not take over all the same.
  ///   - end: what is to tell when all devices have done their part; nil if nobody asks.
  /// - Returns: for each device, its part of each output.
  /// - Throws: `EngineError`, for example where the devices have not enough memory.
  func run(
    _ inputs: [[DeviceBuffer]], keeping kept: [Int] = [], end: RunEnd? = nil
  ) throws(EngineError) -> [[DeviceBuffer]] {
    precondition(inputs.count == deviceCount, "inputs for \(inputs.count) devices of \(deviceCount)")
    let inputCount = inputs[0].count
    precondition(inputs.allSatisfy { $0.count == inputCount }, "devices with different numbers of inputs")
    let arguments = CArray.allocate(copying: inputs.flatMap { $0.map { Optional($0.handle) } })
    let results = CArray<OpaquePointer?>.allocate(repeating: nil, count: deviceCount * outputCount)
    let argumentLists = CArray<UnsafePointer<OpaquePointer?>?>.allocate(
      copying: inputs.indices.map { UnsafePointer(arguments.baseAddress! + $0 * inputCount) })
    let resultLists = CArray<UnsafeMutablePointer<OpaquePointer?>?>.allocate(
      copying: inputs.indices.map { results.baseAddress! + $0 * outputCount })
    let events = CArray<OpaquePointer?>.allocate(repeating: nil, count: deviceCount)
    let kept = CArray.allocate(copying: kept.map(Int64.init))
    let options = CArray.allocate(repeating: PJRT_ExecuteOptions(), count: 1)
    defer {
      arguments.deallocate()
      results.deallocate()
      argumentLists.deallocate()
      resultLists.deallocate()
      events.deallocate()
      kept.deallocate()
      options.deallocate()
    }
    setStructureSize(&options[0])
    options[0].non_donatable_input_indices = UnsafePointer(kept.baseAddress)
    options[0].num_non_donatable_input_indices = kept.count
    try functions.call(
      functions.table.pointee.PJRT_LoadedExecutable_Execute, .init(), to: "run the program"
    ) {
      $0.executable = handle
      $0.options = options.baseAddress
      $0.argument_lists = UnsafePointer(argumentLists.baseAddress)
      $0.num_devices = argumentLists.count
      $0.num_args = inputCount
      $0.output_lists = UnsafePointer(resultLists.baseAddress)
      $0.device_complete_events = end == nil ? nil : events.baseAddress
    }
    // The plugin itself keeps the inputs' memory as long as the program needs it.
    withExtendedLifetime(inputs) {}
    let outputs = inputs.indices.map { device in
      results[device * outputCount..<(device + 1) * outputCount].map {
        DeviceBuffer(owning: $0!, client: client)
      }
    }
    end?.events = events.map { $0! }
    return outputs
  }
}
