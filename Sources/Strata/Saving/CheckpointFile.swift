import StrataGraph
import StrataIO

extension Checkpoint {
  /// Reads a file that `BackupAndRestore` wrote.
  /// - Throws: `StrataError.file` if the file is missing or damaged, or something else.
  public init(contentsOf path: String) throws {
    try self.init(reportingFileErrors { try SafeTensors(contentsOf: path) }, file: path)
  }

  /// Writes a safetensors file, whole or not at all.
  func write(to path: String) throws {
    try reportingFileErrors { try encoded().withChecksum.write(to: path) }
  }

  private static let metadataKey = "strata.checkpoint"
  private static let version = 1

  // MARK: Writing

  private func encoded() throws -> SafeTensors {
    var arrays = variables
    func add(_ name: String, _ array: HostArray) { arrays[Self.prefix + name] = array }
    func add(_ name: String, _ values: [Double]) { add(name, HostArray(values, shape: [values.count])) }
    func add(_ name: String, _ state: GlobalRandom.State) {
      add(name + "/seeds", HostArray(state.seeds.snapshot, shape: [state.seeds.snapshot.count]))
      add(name + "/shuffling", HostArray(state.shuffling.snapshot, shape: [state.shuffling.snapshot.count]))
    }
    add("random", random)
    if let source { add("source", source.random) }
    add("history/epochs", HostArray(history.epochs.map { Int64($0) }, shape: [history.epochs.count]))
    add("history/seconds", history.epochSeconds)
    for (name, values) in history.values.sorted(by: { $0.key < $1.key }) {
      add("history/values/" + name, values)
    }
    for (name, value) in logs.sorted(by: { $0.key < $1.key }) { add("logs/" + name, [value]) }
    for (callback, state) in callbacks {
      for (name, tensors) in state.tensors.sorted(by: { $0.key < $1.key }) {
        for (position, tensor) in tensors.enumerated() {
          let buffer = tensor.concreteBuffer(reading: "state of a callback")
          add("callbacks/\(callback)/\(name)/\(position)", HostArray(buffer))
        }
      }
    }
    let header = JSONValue.object([
      "version": .integer(Self.version), "epoch": .integer(epoch), "step": .integer(step),
      "stopped": .bool(isStopped), "epoch_seconds": .number(epochSeconds),
      "batches_taken": source.map { .integer($0.batchesTaken) } ?? .null,
      "frozen": .array(frozen.map { .string($0) }), "settings": settings.json,
      "callbacks": .array(callbacks.map { .string($0.name) }),
    ])
    return SafeTensors(arrays, metadata: [Self.metadataKey: try header.text()])
  }

  // MARK: Reading

  private init(_ content: SafeTensors, file: String) throws {
    guard content.hasChecksum, let text = content.metadata[Self.metadataKey] else {
      throw StrataError.file(path: file, reason: "this is no checkpoint of a training run")
    }
    let header = try reportingFileErrors { try JSONValue(parsing: text.utf8, file: file) }
    guard header["version"]?.integer == Self.version else {
      throw StrataError.file(path: file, reason: "a checkpoint of another version of Strata")
    }
    let reader = CheckpointReader(header: header, arrays: content.arrays, file: file)
    epoch = try reader.count("epoch")
    step = try reader.count("step")
    isStopped = try reader.wanted(header["stopped"]?.bool, "stopped")
    epochSeconds = try reader.wanted(header["epoch_seconds"]?.double, "epoch_seconds")
    frozen = try reader.texts("frozen")
    settings = try reader.wanted(header["settings"].flatMap { RunSettings(json: $0) }, "settings")
    random = try reader.random("random")
    source =
      header["batches_taken"]?.isNull == true
      ? nil
      : BatchSource(random: try reader.random("source"), batchesTaken: try reader.count("batches_taken"))
    history = History()
    history.epochs = try reader.vector("history/epochs", Int64.self).map { Int($0) }
    history.epochSeconds = try reader.vector("history/seconds", Double.self)
    for name in reader.names(in: "history/values/") {
      history.values[name] = try reader.vector("history/values/" + name, Double.self)
    }
    logs = [:]
    for name in reader.names(in: "logs/") {
      logs[name] = try reader.vector("logs/" + name, Double.self).first
    }
    callbacks = try reader.texts("callbacks").map { name in (name, reader.callbackState(name)) }
    variables = NamedArrays(
      content.arrays.filter { !$0.name.hasPrefix(Self.prefix) || Self.isVariable($0.name) })
  }

  private static func isVariable(_ name: String) -> Bool {
    name.hasPrefix(prefix + "metrics/") || name.hasPrefix(prefix + "layers/")
  }
}

/// Takes the parts of a checkpoint out of a file.
private struct CheckpointReader {
  let header: JSONValue
  let arrays: NamedArrays
  let file: String

  func wanted<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else {
      throw StrataError.file(path: file, reason: "the checkpoint has no '\(name)', or one of another kind")
    }
    return value
  }

  func count(_ name: String) throws -> Int {
    try wanted(header[name]?.integer.flatMap { $0 >= 0 ? $0 : nil }, name)
  }

  func texts(_ name: String) throws -> [String] {
    let elements = try wanted(header[name]?.array, name)
    return try elements.map { try wanted($0.string, name) }
  }

  func vector<Scalar: TensorScalar>(_ name: String, _: Scalar.Type) throws -> [Scalar] {
    let array = try wanted(arrays[Checkpoint.prefix + name], name)
    guard array.type.dtype == Scalar.dtype, array.type.rank == 1 else { return try wanted(nil, name) }
    return array.scalars(as: Scalar.self)
  }

  func random(_ name: String) throws -> GlobalRandom.State {
    func generator(_ name: String) throws -> MersenneTwister {
      try wanted(MersenneTwister(snapshot: vector(name, UInt32.self)), name)
    }
    return GlobalRandom.State(
      seeds: try generator(name + "/seeds"), shuffling: try generator(name + "/shuffling"))
  }

  /// What follows a common beginning in the names of the arrays.
  func names(in folder: String) -> [String] {
    let start = Checkpoint.prefix + folder
    return arrays.names.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
  }

  func callbackState(_ callback: String) -> CallbackState {
    let folder = "callbacks/\(callback)/"
    var tensors: [String: [Tensor]] = [:]
    // The tensors of a value are in the file in their order.
    for name in names(in: folder) {
      guard let slash = name.lastIndex(of: "/") else { continue }
      let array = arrays[Checkpoint.prefix + folder + name]!
      tensors[String(name[..<slash]), default: []].append(Tensor(array.hostBuffer()))
    }
    return CallbackState(tensors: tensors)
  }
}
