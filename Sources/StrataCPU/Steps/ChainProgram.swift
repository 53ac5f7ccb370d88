import CStrataKernels
import StrataGraph

/// Elementwise operations as a program whose registers hold one tile of elements each.
struct ChainProgram {
  enum Operand: Hashable {
    case read(Int)
    case instruction(Int)
  }

  struct Read: Hashable {
    let view: View
    let dtype: DType
    var isRandom = false
    /// For a view of one element: whether it serves kernels that take a scalar.
    var isScalar = false

    var kind: StrataReadKind {
      if isRandom { return STRATA_READ_RANDOM }
      if isScalar { return STRATA_READ_SCALAR }
      if view.root == nil { return STRATA_READ_COUNTER }
      if view.isContiguous { return STRATA_READ_DIRECT }
      let strides = view.collapsed().strides
      if strides.allSatisfy({ $0 == 0 }) { return STRATA_READ_SPLAT }
      return strides == [0, 1] ? STRATA_READ_PERIODIC : STRATA_READ_STRIDED
    }

    /// After how many elements the same ones come again, if they lie side by side.
    var period: Int? { kind == STRATA_READ_PERIODIC ? view.collapsed().shape[1] : nil }
  }

  struct Instruction {
    var operation: ChainOperation
    var operands: [Operand]
    let dtype: DType
    /// What the operands are taken for: a bitcast leaves the type that they have elsewhere in the program.
    let operandType: DType
  }

  struct Reduction {
    let result: Value
    let kind: StrataGraph.Reduction
    let layout: ChainReduction.Layout
    let dtype: DType
    var operand: Operand
  }

  let count: Int
  private(set) var reads: [Read] = []
  var instructions: [Instruction] = []
  private(set) var writes: [(value: Value, dtype: DType, operand: Operand)] = []
  private(set) var reductions: [Reduction] = []

  /// - Parameter stored: the results that are written to memory.
  init(_ plan: Plan, unit: Int, stored: [Value]) {
    let members = plan.units[unit].nodes
    count = plan.nodes[members[0]].types[0].count
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
      results[node] = addNode(plan, node, operands)
    }
    for reduction in plan.units[unit].reductions { addReduction(plan, reduction, results) }
    for value in stored where results[value.node] != nil {
      writes.append((value, plan[value].dtype, storable(results[value.node]!, plan[value].dtype)))
    }
    // Roundings that nothing needs would be further users of what they round, which is then not fused.
    dropUnused()
    fuseInstructions()
    readScalars()
    dropUnused()
  }

  private mutating func addRead(_ read: Read) -> Operand {
    if let index = reads.firstIndex(of: read) { return .read(index) }
    reads.append(read)
    return .read(reads.count - 1)
  }

  private mutating func addNode(_ plan: Plan, _ node: Int, _ operands: [Operand]) -> Operand {
    if plan.copied[node] != nil { return operands[0] }
    let dtype = plan.nodes[node].types[0].dtype
    switch plan.nodes[node].operation {
    case .randomBits, .bitcast: return operands[0]
    case .convert where plan[plan.nodes[node].operands[0]].dtype == dtype: return operands[0]
    case let operation:
      if operation == .convert(.float32), let unrounded = unrounded(operands[0]) { return unrounded }
      let operandType = plan.nodes[node].operands.first.map { plan[$0].dtype } ?? dtype
      return addInstruction(.node(operation), operands, dtype, operandType: operandType)
    }
  }

  /// The float32 numbers that were rounded to elements of two bytes. What stays within a chain need not be rounded.
  private func unrounded(_ operand: Operand) -> Operand? {
    guard case .instruction(let index) = operand, instructions[index].dtype.isHalf,
      instructions[index].operandType == .float32, case .node(.convert) = instructions[index].operation
    else { return nil }
    return instructions[index].operands[0]
  }

  private mutating func addInstruction(
    _ operation: ChainOperation, _ operands: [Operand], _ dtype: DType, operandType: DType
  ) -> Operand {
    instructions.append(
      Instruction(operation: operation, operands: operands, dtype: dtype, operandType: operandType))
    return .instruction(instructions.count - 1)
  }

  private mutating func addReduction(_ plan: Plan, _ reduction: ChainReduction, _ results: [Int: Operand]) {
    let node = plan.nodes[reduction.node]
    guard case .reduce(let kind, _) = node.operation, let root = plan.view(of: node.operands[0]).root else {
      preconditionFailure("not a reduction of a chain")
    }
    reductions.append(
      Reduction(
        result: Value(node: reduction.node), kind: kind, layout: reduction.layout, dtype: node.types[0].dtype,
        operand: storable(results[root.node]!, node.types[0].dtype)))
  }

  /// What is left when all instructions have run.
  var results: [Operand] { writes.map(\.operand) + reductions.map(\.operand) }

  /// An operand that is not used from where it lies, so that it can be written elsewhere at any time.
  private mutating func storable(_ operand: Operand, _ dtype: DType) -> Operand {
    guard case .read(let index) = operand else { return operand }
    switch reads[index].kind {
    case STRATA_READ_DIRECT, STRATA_READ_SPLAT, STRATA_READ_PERIODIC:
      return addInstruction(.copy, [operand], dtype, operandType: dtype)
    default:
      return operand
    }
  }

  /// Lets kernels that can take a scalar do so where one element is read for all positions.
  private mutating func readScalars() {
    for index in instructions.indices {
      let form = scalarForm(of: instructions[index])
      for (position, operand) in instructions[index].operands.enumerated() where form.has(position) {
        guard case .read(let read) = operand else { continue }
        var scalar = reads[read]
        scalar.isScalar = true
        instructions[index].operands[position] = addRead(scalar)
      }
    }
  }

  /// The most operands of an instruction that can be scalars.
  private func scalarForm(of instruction: Instruction) -> StrataForm {
    let splats = instruction.operands.indices.filter {
      guard case .read(let read) = instruction.operands[$0] else { return false }
      return reads[read].kind == STRATA_READ_SPLAT
    }
    let all = splats.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
    let forms = (0...all).filter { $0 & all == $0 }
    let preferred = forms.sorted { ($0.nonzeroBitCount, $0) > ($1.nonzeroBitCount, $1) }.map {
      StrataForm(rawValue: $0)
    }
    return preferred.first { kernel(of: instruction, form: $0) != nil } ?? STRATA_VECTORS
  }

  func kernel(of instruction: Instruction, form: StrataForm) -> StrataKernel? {
    instruction.operation.kernel(operand: instruction.operandType, result: instruction.dtype, form: form)
  }

  /// The kernel for an instruction whose scalar operands have been chosen.
  func kernel(of instruction: Instruction) -> StrataKernel? {
    let scalars = instruction.operands.indices.filter {
      guard case .read(let read) = instruction.operands[$0] else { return false }
      return reads[read].isScalar
    }
    return kernel(
      of: instruction, form: StrataForm(rawValue: scalars.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }))
  }

  /// Drops instructions and reads that nothing needs.
  private mutating func dropUnused() {
    var used = Set(results)
    for index in instructions.indices.reversed() where used.contains(.instruction(index)) {
      used.formUnion(instructions[index].operands)
    }
    var renumbered: [Operand: Operand] = [:]
    let oldReads = reads
    let oldInstructions = instructions
    (reads, instructions) = ([], [])
    for index in oldReads.indices where used.contains(.read(index)) {
      renumbered[.read(index)] = .read(reads.count)
      reads.append(oldReads[index])
    }
    for index in oldInstructions.indices where used.contains(.instruction(index)) {
      renumbered[.instruction(index)] = .instruction(instructions.count)
      var instruction = oldInstructions[index]
      instruction.operands = instruction.operands.map { renumbered[$0]! }
      instructions.append(instruction)
    }
    for index in writes.indices { writes[index].operand = renumbered[writes[index].operand]! }
    for index in reductions.indices { reductions[index].operand = renumbered[reductions[index].operand]! }
  }
}

extension StrataForm {
  fileprivate func has(_ position: Int) -> Bool { rawValue >> UInt32(position) & 1 == 1 }
}
