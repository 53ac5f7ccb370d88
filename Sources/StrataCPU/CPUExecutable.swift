import CStrataKernels
import StrataGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program as an array of steps over memory that is set aside once.
///
/// `run` allocates nothing. Runs of one executable exclude each other, as they share its memory.
public final class CPUExecutable: Executable, @unchecked Sendable {
  /// Bytes of memory for constants and all that lies between inputs and outputs.
  public let arenaByteCount: Int
  private let steps: [Step]
  /// What is done once for a series of runs with the same fixed inputs.
  private let preparations: [Step]
  private let arena: UnsafeMutableRawPointer
  /// The arena, the inputs, the outputs.
  private let bases: CArray<UnsafeMutableRawPointer?>
  private let fixedInputs: [Int]
  /// The versions of the fixed inputs' buffers at the last preparation.
  private var preparedVersions: [UInt64]
  private let inputTypes: [TensorType]
  private let outputTypes: [TensorType]
  private let lock = Lock()
  private let works: [StepWork]
  private var times: StepTimes?
  let usesThreads: Bool

  /// How many steps a run takes.
  public var stepCount: Int { steps.count }

  /// - Parameter fixedInputs: inputs that stay the same over a series of runs. `run` prepares for those that it is given,
  ///   and before a series of `runSteps` the caller does with `prepare`.
  init(_ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int> = []) throws {
    for (output, input) in donations where graph[graph.outputs[output]] != graph[graph.inputs[input]] {
      throw EngineError("output \(output) cannot take over the buffer of input \(input): their types differ")
    }
    inputTypes = graph.inputs.map { graph[$0] }
    outputTypes = graph.outputs.map { graph[$0] }

    self.fixedInputs = fixedInputs.sorted()
    preparedVersions = fixedInputs.map { _ in 0 }
    let graph = mergingSums(slicingEarly(graph.withFoldedScales(fixedInputs: fixedInputs)))
      .withWideHalves(keeping: OneDNN.takesHalves)
    var plan = Plan(graph, fixedInputs: fixedInputs)
    plan.findLiveNodes()
    plan.compareAfterRelu()
    plan.resolveViews()
    let unchanged = plan.ownOutputs(donations: donations)
    plan.fuseEpilogues()
    plan.formUnits()
    var dependencies = plan.units.indices.map(plan.dependencies(of:))
    let copiedLast = plan.placeDonations(donations, except: unchanged, dependencies: &dependencies)
    var order = plan.orderedWithEarlyUpdates(dependencies, donations: donations)
    plan.findFixedUnits(order)
    plan.shareKernels(donations: donations)
    plan.fuseUpdates(&order, donations: donations)
    var memory = plan.assignPlaces(
      order: order, donations: donations, unchanged: unchanged, copiedLast: copiedLast)

    let readFromMemory = plan.valuesReadFromMemory()
    var planned: [PlannedStep] = []
    for (position, unit) in order.enumerated() {
      let stored = plan.storedValues(of: unit, readFromMemory: readFromMemory)
      guard let step = try plan.stepPlan(unit: unit, stored: stored) else { continue }
      let scratch = memory.addBlock(byteCount: try step.scratchByteCount, first: position, last: position)
      let kept = memory.addBlock(byteCount: step.keptByteCount, first: 0, last: order.count)
      planned.append(
        PlannedStep(
          plan: step, isFixed: plan.fixedUnits.contains(unit), work: plan.work(of: unit, stored: stored),
          scratch: scratch, kept: kept))
    }
    let (offsets, byteCount) = packBlocks(memory.blocks)
    let addresses = AddressBook(
      addresses: memory.places.mapValues { place in
        switch place {
        case .arena(let block): StrataAddress(base: 0, offset: Int64(offsets[block]))
        case .input(let index): StrataAddress(base: Int64(1 + index), offset: 0)
        case .output(let index): StrataAddress(base: Int64(1 + graph.inputs.count + index), offset: 0)
        }
      })
    func arenaAddress(_ block: Int) -> StrataAddress { StrataAddress(base: 0, offset: Int64(offsets[block])) }
    var (steps, works, preparations): ([Step], [StepWork], [Step]) = ([], [], [])
    for planned in planned {
      let memory = StepMemory(scratch: arenaAddress(planned.scratch), kept: arenaAddress(planned.kept))
      if let preparation = try planned.plan.makePreparation(addresses, memory) {
        preparations.append(preparation)
      }
      let step = try planned.plan.makeStep(addresses, memory)
      if planned.isFixed {
        preparations.append(step)
      } else {
        steps.append(step)
        works.append(planned.work)
      }
    }
    for index in copiedLast.sorted() {
      let to = StrataAddress(base: Int64(1 + graph.inputs.count + index), offset: 0)
      let byteCount = plan[plan.outputs[index]].byteCount
      steps.append(CopyStep(from: addresses[plan.outputs[index]], to: to, byteCount: byteCount))
      works.append(StepWork(byteCount: 2 * byteCount))
    }
    self.steps = steps
    self.preparations = preparations
    self.works = works
    times = StepTimes.areWanted ? StepTimes(stepCount: steps.count) : nil
    usesThreads = (steps + preparations).contains { $0.usesThreads }
    arenaByteCount = byteCount
    arena = HostMemory.allocate(byteCount: byteCount)
    bases = CArray(
      [arena] + [UnsafeMutableRawPointer?](repeating: nil, count: inputTypes.count + outputTypes.count))
    for (block, literal) in memory.constants {
      literal.bytes.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress {
          (arena + offsets[block]).copyMemory(from: base, byteCount: bytes.count)
        }
      }
    }
  }

  deinit { arena.deallocate() }

  /// Runs all steps. The buffers are `HostBuffer`s.
  public func run(inputs: [Buffer], outputs: [Buffer]) {
    precondition(
      inputs.count == inputTypes.count && outputs.count == outputTypes.count,
      "the program takes \(inputTypes.count) inputs and \(outputTypes.count) outputs")
    lock.withLock {
      for index in inputs.indices { setPointer(index, pointer(inputs[index], inputTypes[index])) }
      for index in outputs.indices {
        setPointer(inputs.count + index, pointer(outputs[index], outputTypes[index]))
      }
      if usesThreads {
        let before = strata_run_begins()
        prepareAndRun(inputs)
        strata_run_ends(before)
      } else {
        prepareAndRun(inputs)
      }
      for index in outputs.indices { outputs[index].noteChange() }
    }
  }

  private func prepareAndRun(_ inputs: [Buffer]) {
    var isPrepared = true
    for index in fixedInputs.indices {
      let version = inputs[fixedInputs[index]].version
      isPrepared = isPrepared && version == preparedVersions[index]
      preparedVersions[index] = version
    }
    if !isPrepared { prepare() }
    runSteps()
  }

  /// Says where an input lies, or, counted after the inputs, an output.
  func setPointer(_ index: Int, _ pointer: UnsafeMutableRawPointer) { bases.pointer[1 + index] = pointer }

  /// Does what a series of runs with the fixed inputs that the pointers say needs before the first one.
  func prepare() {
    for index in preparations.indices { preparations[index].run(bases.pointer) }
  }

  /// Runs all steps on the memory that the pointers say.
  func runSteps() {
    guard let times else {
      // By index: iterating over an array allocates in builds that are not optimized.
      for index in steps.indices { steps[index].run(bases.pointer) }
      return
    }
    times.run(steps, bases.pointer)
    if StepTimes.areWanted, times.arePrinted { StepTimes.print(profile(times)) }
  }

  /// Takes the time of each step in the runs that `body` makes.
  public func profiling(_ body: () throws -> Void) rethrows -> Profile {
    let times = StepTimes(stepCount: steps.count)
    let before = self.times
    lock.withLock { self.times = times }
    defer { lock.withLock { self.times = before } }
    try body()
    return profile(times)
  }

  private func profile(_ times: StepTimes) -> Profile {
    let threadCount = Int(strata_thread_count())
    let shortest = times.shortest
    return Profile(
      steps: steps.indices.map { index in
        Profile.Step(
          label: steps[index].label, seconds: shortest[index],
          threadCount: steps[index].usesThreads ? threadCount : 1,
          operationCount: works[index].operationCount, byteCount: works[index].byteCount)
      }, runCount: times.runCount, arenaByteCount: arenaByteCount)
  }

  private func pointer(_ buffer: Buffer, _ type: TensorType) -> UnsafeMutableRawPointer {
    precondition(buffer.type == type, "a buffer of \(buffer.type) where the program has \(type)")
    return unsafeDowncast(buffer, to: HostBuffer.self).pointer
  }
}

/// What is known of a step before all have their memory.
private struct PlannedStep {
  let plan: any StepPlan
  /// Whether the step depends on fixed inputs alone, so that it need not be done in each run.
  let isFixed: Bool
  let work: StepWork
  /// Blocks of the arena.
  let scratch: Int
  let kept: Int
}

extension CPUExecutable: CustomStringConvertible {
  /// One line for each step, and for what is done once for a series of runs.
  public var description: String {
    (["\(stepCount) steps, \(arenaByteCount) bytes"] + preparations.map { "once: \($0.label)" }
      + steps.map(\.label)).joined(separator: "\n")
  }
}
