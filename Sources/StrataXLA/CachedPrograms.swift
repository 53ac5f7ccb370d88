import StrataGraph

/// What a compiled program is stored under: all that it depends on, word by word.
struct ProgramKey {
  let bytes: [UInt8]

  init(text: String, options: CompileOptions, client: PJRTClient) throws(EngineError) {
    bytes = Array("\(try client.identity())\noptions \(options.serialized)\n\(text)".utf8)
  }
}

extension LoadedExecutable {
  /// Takes a program from the cache, or compiles it and puts it there.
  /// - Parameter cache: nil if nothing is to be kept.
  /// - Throws: `EngineError` with the compiler's message.
  static func make(
    _ text: String, options: CompileOptions, client: PJRTClient, cache: ExecutableCache?
  ) throws(EngineError) -> LoadedExecutable {
    guard let cache else { return try LoadedExecutable(compiling: text, options: options, client: client) }
    let key = try ProgramKey(text: text, options: options, client: client).bytes
    if let stored = cache.value(for: key),
      let executable = try? LoadedExecutable(serialized: stored, client: client)
    {
      return executable
    }
    let executable = try LoadedExecutable(compiling: text, options: options, client: client)
    // Not every plugin can write programs.
    if let serialized = try? executable.serialized { cache.store(serialized, for: key) }
    return executable
  }
}
