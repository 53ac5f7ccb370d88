import CStrataKernels
import StrataGraph

/// Turns a unit of elementwise nodes into a register program.
struct ChainPlan: StepPlan {
  /// A value within the program.
  private enum Operand: Hashable {
    case read(Int)
    case instruction(Int)
  }

  private struct Read: Hashable {
    let view: View
    let dtype: DType
    var isRandom = false
    /// For a view of one element: whether it serves kernels that take a scalar.
    var isScalar = false
  }

  private struct Instruction {
    let kernel: StrataKernel
    var operands: [Operand]
    let elementSize: Int
    let cost: Int
    var registerOffset = 0
  }

  private let count: Int
  private var reads: [Read] = []
  private var readKinds: [StrataReadKind] = []
  private var registerOffsets: [Int] = []
  private var instructions: [Instruction] = []
  private var writes: [(value: Value, dtype: DType, operand: Operand)] = []
  private let label: String
  private var tile = 1024
  private var scratchPerPart = 0
  private var parts = 1

  var scratchByteCount: Int { scratchPerPart * parts }

  init(_ plan: Plan, unit: Int, stored: [Value]) throws {
    let members = plan.units[unit].nodes
    count = plan.nodes[members[0]].types[0].count
    label = "chain \(count): " + members.map { plan.nodes[$0].operation.name }.joined(separator: " ")
    var results: [Int: Operand] = [:]
    for node in members {
      var operands: [Operand] = []
      for view in plan.reads(of: node) {
        if let producer = plan.chainedProducer(view, of: node), plan.unitOfNode[producer] == unit {
          operands.append(results[producer]!)
        } else {
          let isRandom = plan.nodes[node].operation.isRandomBits
          operands.append(addRead(Read(view: view, dtype: plan.dtype(of: view), isRandom: isRandom)))
        }
      }
      results[node] = try addNode(plan, node, operands)
    }
    for value in stored {
      writes.append((value, plan[value].dtype, storable(results[value.node]!, plan[value].dtype)))
    }
    dropUnusedReads()
    try allocateRegisters()
  }

  private mutating func addRead(_ read: Read) -> Operand {
    if let index = reads.firstIndex(of: read) { return .read(index) }
    reads.append(read)
    return .read(reads.count - 1)
  }

  /// Drops reads in whose place kernels take a scalar.
  private mutating func dropUnusedReads() {
    var used: [Int] = []
    for operand in instructions.flatMap(\.operands) + writes.map(\.operand) {
      if case .read(let index) = operand, !used.contains(index) { used.append(index) }
    }
    used.sort()
    func renumbered(_ operand: Operand) -> Operand {
      if case .read(let index) = operand { .read(used.firstIndex(of: index)!) } else { operand }
    }
    reads = used.map { reads[$0] }
    for index in instructions.indices {
      instructions[index].operands = instructions[index].operands.map(renumbered)
    }
    for index in writes.indices { writes[index].operand = renumbered(writes[index].operand) }
  }

  private mutating func addNode(_ plan: Plan, _ node: Int, _ operands: [Operand]) throws -> Operand {
    if plan.copied[node] != nil { return operands[0] }
    let operation = plan.nodes[node].operation
    let dtype = plan.nodes[node].types[0].dtype
    let first = plan.nodes[node].operands.first.map { plan[$0].dtype } ?? dtype
    let cost = operation.elementCost
    for form in [STRATA_SCALAR_B, STRATA_SCALAR_A, STRATA_SCALAR_C] {
      let index = form == STRATA_SCALAR_A ? 0 : form == STRATA_SCALAR_B ? 1 : 2
      guard index < operands.count, case .read(let read) = operands[index],
        kind(of: reads[read]) == STRATA_READ_SPLAT,
        let kernel = kernel(operation, first, dtype, form)
      else { continue }
      var scalar = reads[read]
      scalar.isScalar = true
      var operands = operands
      operands[index] = addRead(scalar)
      return addInstruction(kernel, operands, dtype, cost: cost)
    }
    switch operation {
    case .randomBits, .bitcast: return operands[0]
    case .convert(first): return operands[0]
    default: break
    }
    guard let kernel = kernel(operation, first, dtype, STRATA_VECTORS) else {
      throw EngineError("there is no kernel for \(operation.name) of \(first)")
    }
    return addInstruction(kernel, operands, dtype, cost: cost)
  }

  private func kernel(
    _ operation: Operation, _ operand: DType, _ result: DType, _ form: StrataForm
  ) -> StrataKernel? {
    switch operation {
    case .binary(let op): return strata_binary_kernel(op.kernelOperator, operand.kernelType, form)
    case .compare(let comparison):
      return strata_comparison_kernel(comparison.kernelOperator, operand.kernelType, form)
    case .select: return strata_select_kernel(result.kernelType, form)
    default: break
    }
    guard form == STRATA_VECTORS else { return nil }
    switch operation {
    case .convert(let target): return strata_convert_kernel(operand.kernelType, target.kernelType)
    case .unary(let op): return strata_unary_kernel(op.kernelOperator, operand.kernelType)
    case .clamp: return strata_clamp_kernel(operand.kernelType)
    default: return nil
    }
  }

  private mutating func addInstruction(
    _ kernel: @escaping StrataKernel, _ operands: [Operand], _ dtype: DType, cost: Int
  ) -> Operand {
    instructions.append(
      Instruction(kernel: kernel, operands: operands, elementSize: dtype.byteCount, cost: cost))
    return .instruction(instructions.count - 1)
  }

  /// An operand that is not used from where it lies, so that it can be written elsewhere at any time.
  private mutating func storable(_ operand: Operand, _ dtype: DType) -> Operand {
    guard case .read(let index) = operand else { return operand }
    switch kind(of: reads[index]) {
    case STRATA_READ_DIRECT, STRATA_READ_SPLAT, STRATA_READ_PERIODIC:
      return addInstruction(strata_copy_kernel(Int64(dtype.byteCount)), [operand], dtype, cost: 1)
    default:
      return operand
    }
  }

  private func kind(of read: Read) -> StrataReadKind {
    if read.isRandom { return STRATA_READ_RANDOM }
    if read.isScalar { return STRATA_READ_SCALAR }
    if read.view.root == nil { return STRATA_READ_COUNTER }
    if read.view.isContiguous { return STRATA_READ_DIRECT }
    let strides = read.view.collapsed().strides
    if strides.allSatisfy({ $0 == 0 }) { return STRATA_READ_SPLAT }
    if strides == [0, 1], read.view.collapsed().shape[1] <= 512 { return STRATA_READ_PERIODIC }
    return STRATA_READ_STRIDED
  }

  /// Chooses the tile, and where in the scratch memory of a thread each register lies.
  private mutating func allocateRegisters() throws {
    guard reads.count + instructions.count <= Int(STRATA_MAXIMUM_OPERANDS) else {
      throw EngineError("a chain of elementwise operations has too many operands")
    }
    readKinds = reads.map(kind(of:))
    for read in reads where read.view.collapsed().shape.count > Int(STRATA_MAXIMUM_RANK) {
      throw EngineError("a view of \(read.view.shape) has too many axes")
    }
    let (slots, slotOfInstruction) = assignSlots()
    let streams = zip(reads, readKinds).map { $1 == STRATA_READ_SCALAR ? 0 : $0.dtype.byteCount }
    let readBytes = zip(streams, readKinds).map { $1 == STRATA_READ_DIRECT ? 0 : $0 }
    // Three quarters of a first-level cache of 32 KiB for all that a tile touches.
    tile = min(max(24_576 / max((slots + streams).reduce(0, +), 1) / 64 * 64, 128), 2048)

    var end = 0
    func reserve(_ byteCount: Int) -> Int {
      defer { end += (byteCount + 63) / 64 * 64 }
      return end
    }
    for (index, bytes) in readBytes.enumerated() {
      let period = readKinds[index] == STRATA_READ_PERIODIC ? reads[index].view.collapsed().shape[1] : 0
      registerOffsets.append(reserve(bytes * (tile + period)))
    }
    let slotOffsets = slots.map { reserve($0 * tile) }
    for index in instructions.indices {
      instructions[index].registerOffset = slotOffsets[slotOfInstruction[index]]
    }
    scratchPerPart = end

    let cost = instructions.reduce(reads.count) { $0 + $1.cost } * count
    let tiles = (count + tile - 1) / tile
    parts = cost < 40_000 ? 1 : max(1, min(Int(strata_thread_count()), tiles))
  }

  /// Lets results share registers where one is not needed any more.
  /// - Returns: the element size of each register, and the register of each instruction.
  private func assignSlots() -> (sizes: [Int], slotOfInstruction: [Int]) {
    var lastUse = instructions.map { _ in -1 }
    for (index, instruction) in instructions.enumerated() {
      for case .instruction(let operand) in instruction.operands { lastUse[operand] = index }
    }
    for write in writes {
      if case .instruction(let operand) = write.operand { lastUse[operand] = instructions.count }
    }
    var sizes: [Int] = []
    var freeFrom: [Int] = []
    var result: [Int] = []
    for (index, instruction) in instructions.enumerated() {
      let free = sizes.indices.first { sizes[$0] == instruction.elementSize && freeFrom[$0] <= index }
      let slot = free ?? sizes.count
      if free == nil {
        sizes.append(instruction.elementSize)
        freeFrom.append(0)
      }
      // A kernel may write over its own operands only element by element of one size, so wait one more.
      freeFrom[slot] = max(lastUse[index], index) + 1
      result.append(slot)
    }
    return (sizes, result)
  }

  // MARK: Addresses

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step {
    let chain = StrataChain(
      count: Int64(count), tile: Int64(tile), read_count: 0, instruction_count: 0, write_count: 0, reads: nil,
      instructions: nil, writes: nil, scratch: memory.scratch, scratch_per_part: Int64(scratchPerPart),
      parts: Int64(parts))
    let cReads = reads.indices.map { makeRead($0, addresses) }
    let cInstructions = instructions.map { instruction in
      let operands = instruction.operands.map(number)
      return StrataInstruction(
        kernel: instruction.kernel, a: operands[0], b: operands.count > 1 ? operands[1] : operands[0],
        c: operands.count > 2 ? operands[2] : operands[0], register_offset: Int64(instruction.registerOffset))
    }
    return ChainStep(
      label: label + (parts > 1 ? " (\(parts) threads)" : ""), chain, reads: cReads,
      instructions: cInstructions,
      writes: makeWrites(addresses, cReads))
  }

  private func number(_ operand: Operand) -> Int64 {
    switch operand {
    case .read(let index): Int64(index)
    case .instruction(let index): Int64(reads.count + index)
    }
  }

  private func makeRead(_ index: Int, _ addresses: AddressBook) -> StrataRead {
    let read = reads[index]
    let view = read.view.collapsed()
    var result = StrataRead()
    result.kind = readKinds[index]
    result.type = read.dtype.kernelType
    if view.root != nil {
      result.address = addresses.start(of: view, read.dtype)
    } else {
      result.start = Int64(view.offset)
    }
    result.register_offset = Int64(registerOffsets[index])
    result.period = readKinds[index] == STRATA_READ_PERIODIC ? Int64(view.shape[1]) : 0
    // A view of one element collapses to no axes at all; C code expects one.
    let shape = view.shape.isEmpty ? [1] : view.shape
    let strides = view.shape.isEmpty ? [0] : view.strides
    result.rank = Int64(shape.count)
    withUnsafeMutableBytes(of: &result.shape) { store(shape, in: $0) }
    withUnsafeMutableBytes(of: &result.strides) { store(strides, in: $0) }
    return result
  }

  private func makeWrites(_ addresses: AddressBook, _ cReads: [StrataRead]) -> [StrataWrite] {
    var computedInPlace: Set<Operand> = []
    return writes.map { write in
      let address = addresses[write.value]
      let inPlace =
        !overwritesNeededOperand(address, write.operand, cReads)
        && computedInPlace.insert(write.operand).inserted
      return StrataWrite(
        operand: number(write.operand), element_size: Int64(write.dtype.byteCount), address: address,
        in_place: inPlace)
    }
  }

  /// Whether an operand is read from `address` after the given one has been computed.
  private func overwritesNeededOperand(
    _ address: StrataAddress, _ operand: Operand, _ cReads: [StrataRead]
  ) -> Bool {
    let position = if case .instruction(let index) = operand { index } else { -1 }
    return instructions.indices.contains { index in
      index > position
        && instructions[index].operands.contains { other in
          guard case .read(let read) = other, cReads[read].kind == STRATA_READ_DIRECT else { return false }
          return cReads[read].address.base == address.base && cReads[read].address.offset == address.offset
        }
    }
  }
}

extension Operation {
  /// About how many additions computing one element is worth.
  fileprivate var elementCost: Int {
    switch self {
    case .unary(let op):
      switch op {
      case .negate, .abs, .sign, .floor, .ceil, .round, .not, .isFinite: 1
      default: 8
      }
    case .binary(.power), .binary(.atan2), .binary(.remainder), .binary(.divide): 8
    default: 1
    }
  }
}
