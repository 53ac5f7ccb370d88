import CStrataKernels
import StrataGraph

/// Turns a unit of elementwise nodes into a register program.
struct ChainPlan: StepPlan {
  private let program: ChainProgram
  private let kernels: [StrataKernel]
  /// What is no memory's, but handed over while the chain runs.
  private let handed: Value?
  private var readOffsets: [Int] = []
  private var resultOffsets: [Int] = []
  let label: String
  /// The most elements of a tile, unless a row has more.
  static let largestTile = 2048
  private var tile = 1024
  /// Tiles start anew after so many elements.
  private var group = 1
  private var totalsOffsets: [Int] = []
  private var scratchPerPart = 0
  private var parts = 1
  /// Whether what a part reads does not fit into a second-level cache. What does need not be prefetched, nor what one
  /// long loop works on: for Adam's update prefetching takes an eighth of the time.
  private var prefetches = false

  var scratchByteCount: Int { scratchPerPart * parts }

  init(_ plan: Plan, unit: Int, stored: [Value]) throws {
    handed = plan.units[unit].gradient.map { Value(node: $0) }
    let members = plan.units[unit].nodes + plan.units[unit].reductions.map(\.node)
    let names = members.map { plan.nodes[$0].operation.name }
    let program = ChainProgram(plan, unit: unit, stored: stored)
    let kernelCount = program.kernelCount
    label =
      "chain \(program.count): " + names.joined(separator: " ")
      + " in \(kernelCount) kernel\(kernelCount == 1 ? "" : "s")"
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
    let most = min(max(24_576 / max((slots + streams).reduce(0, +), 1) / 64 * 64, 128), Self.largestTile)
    chooseTile(most: most)

    var end = 0
    func reserve(_ byteCount: Int) -> Int {
      defer { end += (byteCount + 63) / 64 * 64 }
      return end
    }
    readOffsets = zip(program.reads, streams).map { read, bytes in
      switch kind(of: read) {
      case STRATA_READ_DIRECT, STRATA_READ_GROUP, STRATA_READ_HANDED: reserve(0)
      case STRATA_READ_PERIODIC: reserve(bytes * (tile + read.view.collapsed().shape[1]))
      default: reserve(bytes * tile)
      }
    }
    let slotOffsets = slots.map { reserve($0 * tile) }
    resultOffsets = slotOfInstruction.map { slotOffsets[$0] }
    totalsOffsets = program.reductions.map { reduction in
      reduction.layout.isColumns ? reserve(reduction.layout.rowLength * Int(STRATA_TOTAL_SIZE)) : 0
    }
    scratchPerPart = end

    let cost = program.instructions.reduce(program.reads.count) { $0 + $1.operation.cost } * program.count
    let tiles = program.count / group * ((group + tile - 1) / tile)
    parts =
      cost < 40_000 && handed == nil ? 1 : max(1, min(Int(strata_thread_count()), tiles))
    prefetches =
      handed == nil && program.count / parts * streams.reduce(0, +) > 1 << 20
      && program.kernelCount == program.instructions.count
  }

  /// Chooses tiles that suit the reductions, or else long periods of what is read.
  private mutating func chooseTile(most: Int) {
    let row = commonMultiple(of: program.reductions.map(\.layout))
    let isOneRow = program.reductions.allSatisfy { $0.layout.allowsParts(ofRow: row) }
    let longPeriod = program.reads.compactMap(\.period).first { $0 > most / 2 && $0 % row == 0 }
    if row > most, isOneRow {
      divideIntoGroups(of: row, most: most)
    } else if let longPeriod, row == 1 || isOneRow {
      divideIntoGroups(of: longPeriod, most: most)
    } else {
      group = program.count
      tile = max(most / row, 1) * row
    }
  }

  private mutating func divideIntoGroups(of size: Int, most: Int) {
    group = size
    // A whole group in a tile is worth some of the second-level cache: totals need not be put together from parts.
    let tiles = size <= 3 * most ? 1 : (size + most - 1) / most
    tile = ((size + tiles - 1) / tiles + 15) / 16 * 16
  }

  private func kind(of read: ChainProgram.Read) -> StrataReadKind {
    if let handed, read.view.root == handed { return STRATA_READ_HANDED }
    guard let period = read.period else { return read.kind }
    return period == group ? STRATA_READ_GROUP : period <= 512 ? STRATA_READ_PERIODIC : STRATA_READ_STRIDED
  }

  /// Lets results share registers where one is not needed any more.
  /// - Returns: the element size of each register, and the register of each instruction.
  private func assignSlots() -> (sizes: [Int], slotOfInstruction: [Int]) {
    let instructions = program.instructions
    var lastUse = instructions.map { _ in -1 }
    for (index, instruction) in instructions.enumerated() {
      for case .instruction(let operand) in instruction.operands { lastUse[operand] = index }
    }
    for result in program.results {
      if case .instruction(let operand) = result { lastUse[operand] = instructions.count }
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
    makeChainStep(addresses, memory)
  }

  func makeChainStep(_ addresses: AddressBook, _ memory: StepMemory) -> ChainStep {
    var chain = StrataChain()
    chain.count = Int64(program.count)
    chain.tile = Int64(tile)
    chain.group = Int64(group)
    chain.scratch = memory.scratch
    chain.scratch_per_part = Int64(scratchPerPart)
    chain.parts = Int64(parts)
    chain.prefetches = prefetches
    let reads = program.reads.indices.map { makeRead($0, addresses) }
    return ChainStep(
      label: label + (parts > 1 ? ", \(parts) threads" : ""), chain, reads: reads,
      instructions: program.instructions.indices.map(makeInstruction),
      writes: makeWrites(addresses, reads),
      reductions: program.reductions.indices.map { makeReduction($0, addresses) })
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
    result.bundle = program.bundle(at: index)
    result.width = result.bundle == nil ? 1 : Int64(STRATA_MAXIMUM_BUNDLE)
    result.register_offset = Int64(resultOffsets[index])
    let operands = program.instructions[index].operands.map { Int(number($0)) }
    withUnsafeMutableBytes(of: &result.operands) { store(operands, in: $0) }
    return result
  }

  private func makeRead(_ index: Int, _ addresses: AddressBook) -> StrataRead {
    let read = program.reads[index]
    let view = read.view.collapsed()
    var result = StrataRead()
    result.kind = kind(of: read)
    result.type = read.dtype.kernelType
    if view.root == nil {
      result.start = Int64(view.offset)
    } else if result.kind != STRATA_READ_HANDED {
      result.address = addresses.start(of: view, read.dtype)
    }
    result.register_offset = Int64(readOffsets[index])
    result.period = Int64(read.period ?? 0)
    // A view of one element collapses to no axes at all; C code expects one.
    let shape = view.shape.isEmpty ? [1] : view.shape
    let strides = view.shape.isEmpty ? [0] : view.strides
    result.rank = Int64(shape.count)
    withUnsafeMutableBytes(of: &result.shape) { store(shape, in: $0) }
    withUnsafeMutableBytes(of: &result.strides) { store(strides, in: $0) }
    return result
  }

  private func makeReduction(_ index: Int, _ addresses: AddressBook) -> StrataChainReduction {
    let reduction = program.reductions[index]
    var result = StrataChainReduction()
    result.reduction = reduction.kind.kernelReduction
    result.type = reduction.dtype.kernelType
    result.operand = number(reduction.operand)
    result.address = addresses[reduction.result]
    switch reduction.layout {
    case .rows(let length): result.row_length = Int64(length)
    case .columns(let count): result.columns = Int64(count)
    }
    result.totals_offset = Int64(totalsOffsets[index])
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
