import CStrataKernels
import StrataGraph

/// Turns a unit of elementwise nodes into a register program.
struct ChainPlan: StepPlan {
  private let program: ChainProgram
  private let kernels: [StrataKernel]
  private var readOffsets: [Int] = []
  private var resultOffsets: [Int] = []
  private let label: String
  private var tile = 1024
  private var scratchPerPart = 0
  private var parts = 1

  var scratchByteCount: Int { scratchPerPart * parts }

  init(_ plan: Plan, unit: Int, stored: [Value]) throws {
    let names = plan.units[unit].nodes.map { plan.nodes[$0].operation.name }
    let program = ChainProgram(plan, unit: unit, stored: stored)
    label = "chain \(program.count): " + names.joined(separator: " ")
    kernels = try program.instructions.map { instruction in
      if let kernel = program.kernel(of: instruction) { return kernel }
      throw EngineError("there is no kernel for \(instruction.operation) of \(instruction.dtype)")
    }
    self.program = program
    try allocateRegisters()
  }

  /// Chooses the tile, and where in the scratch memory of a thread each register lies.
  private mutating func allocateRegisters() throws {
    guard program.reads.count + program.instructions.count <= Int(STRATA_MAXIMUM_OPERANDS) else {
      throw EngineError("a chain of elementwise operations has too many operands")
    }
    for read in program.reads where read.view.collapsed().shape.count > Int(STRATA_MAXIMUM_RANK) {
      throw EngineError("a view of \(read.view.shape) has too many axes")
    }
    let (slots, slotOfInstruction) = assignSlots()
    let streams = program.reads.map { $0.kind == STRATA_READ_SCALAR ? 0 : $0.dtype.byteCount }
    // Three quarters of a first-level cache of 32 KiB for all that a tile touches.
    tile = min(max(24_576 / max((slots + streams).reduce(0, +), 1) / 64 * 64, 128), 2048)

    var end = 0
    func reserve(_ byteCount: Int) -> Int {
      defer { end += (byteCount + 63) / 64 * 64 }
      return end
    }
    readOffsets = zip(program.reads, streams).map { read, bytes in
      switch read.kind {
      case STRATA_READ_DIRECT: reserve(0)
      case STRATA_READ_PERIODIC: reserve(bytes * (tile + read.view.collapsed().shape[1]))
      default: reserve(bytes * tile)
      }
    }
    let slotOffsets = slots.map { reserve($0 * tile) }
    resultOffsets = slotOfInstruction.map { slotOffsets[$0] }
    scratchPerPart = end

    let cost = program.instructions.reduce(program.reads.count) { $0 + $1.operation.cost } * program.count
    let tiles = (program.count + tile - 1) / tile
    parts = cost < 40_000 ? 1 : max(1, min(Int(strata_thread_count()), tiles))
  }

  /// Lets results share registers where one is not needed any more.
  /// - Returns: the element size of each register, and the register of each instruction.
  private func assignSlots() -> (sizes: [Int], slotOfInstruction: [Int]) {
    let instructions = program.instructions
    var lastUse = instructions.map { _ in -1 }
    for (index, instruction) in instructions.enumerated() {
      for case .instruction(let operand) in instruction.operands { lastUse[operand] = index }
    }
    for write in program.writes {
      if case .instruction(let operand) = write.operand { lastUse[operand] = instructions.count }
    }
    var sizes: [Int] = []
    var freeFrom: [Int] = []
    var result: [Int] = []
    for (index, instruction) in instructions.enumerated() {
      let size = instruction.dtype.byteCount
      let free = sizes.indices.first { sizes[$0] == size && freeFrom[$0] <= index }
      let slot = free ?? sizes.count
      if free == nil {
        sizes.append(size)
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
      count: Int64(program.count), tile: Int64(tile), read_count: 0, instruction_count: 0, write_count: 0,
      reads: nil,
      instructions: nil, writes: nil, scratch: memory.scratch, scratch_per_part: Int64(scratchPerPart),
      parts: Int64(parts))
    let reads = program.reads.indices.map { makeRead($0, addresses) }
    let instructions = program.instructions.indices.map(makeInstruction)
    return ChainStep(
      label: label + (parts > 1 ? " (\(parts) threads)" : ""), chain, reads: reads,
      instructions: instructions, writes: makeWrites(addresses, reads))
  }

  private func number(_ operand: ChainProgram.Operand) -> Int64 {
    switch operand {
    case .read(let index): Int64(index)
    case .instruction(let index): Int64(program.reads.count + index)
    }
  }

  private func makeInstruction(_ index: Int) -> StrataInstruction {
    var result = StrataInstruction()
    result.kernel = kernels[index]
    result.register_offset = Int64(resultOffsets[index])
    let operands = program.instructions[index].operands.map { Int(number($0)) }
    withUnsafeMutableBytes(of: &result.operands) { store(operands, in: $0) }
    return result
  }

  private func makeRead(_ index: Int, _ addresses: AddressBook) -> StrataRead {
    let read = program.reads[index]
    let view = read.view.collapsed()
    var result = StrataRead()
    result.kind = read.kind
    result.type = read.dtype.kernelType
    if view.root != nil {
      result.address = addresses.start(of: view, read.dtype)
    } else {
      result.start = Int64(view.offset)
    }
    result.register_offset = Int64(readOffsets[index])
    result.period = read.kind == STRATA_READ_PERIODIC ? Int64(view.shape[1]) : 0
    // A view of one element collapses to no axes at all; C code expects one.
    let shape = view.shape.isEmpty ? [1] : view.shape
    let strides = view.shape.isEmpty ? [0] : view.strides
    result.rank = Int64(shape.count)
    withUnsafeMutableBytes(of: &result.shape) { store(shape, in: $0) }
    withUnsafeMutableBytes(of: &result.strides) { store(strides, in: $0) }
    return result
  }

  private func makeWrites(_ addresses: AddressBook, _ reads: [StrataRead]) -> [StrataWrite] {
    var computedInPlace: Set<ChainProgram.Operand> = []
    return program.writes.map { write in
      let address = addresses[write.value]
      let inPlace =
        !overwritesNeededOperand(address, write.operand, reads)
        && computedInPlace.insert(write.operand).inserted
      return StrataWrite(
        operand: number(write.operand), element_size: Int64(write.dtype.byteCount), address: address,
        in_place: inPlace)
    }
  }

  /// Whether an operand is read from `address` after the given one has been computed.
  private func overwritesNeededOperand(
    _ address: StrataAddress, _ operand: ChainProgram.Operand, _ reads: [StrataRead]
  ) -> Bool {
    let position = if case .instruction(let index) = operand { index } else { -1 }
    return program.instructions.dropFirst(position + 1).contains { instruction in
      instruction.operands.contains { other in
        guard case .read(let read) = other, reads[read].kind == STRATA_READ_DIRECT else { return false }
        return reads[read].address.base == address.base && reads[read].address.offset == address.offset
      }
    }
  }
}
