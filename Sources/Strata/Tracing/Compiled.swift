import StrataGraph

/// Records the closure once for each device and set of argument types and gives a function that runs the compiled program.
///
/// ```swift
/// let step = compiled { (x: Tensor) in (x * weight.value).sum() }
/// let total = try step(Tensor([1, 2, 3] as [Float]))
/// ```
///
/// Variables are read and assigned each time the function runs. Any other tensor that the closure captures keeps
/// the value that it had when the closure was recorded. Code in the closure that is not about tensors, such as
/// `print`, runs while recording only.
public func compiled(
  _ body: @escaping ([Tensor]) throws -> [Tensor]
) -> ([Tensor]) throws -> [Tensor] {
  let function = CompiledFunction(body)
  return { try function($0) }
}

/// The same for a closure of one tensor.
public func compiled(_ body: @escaping (Tensor) throws -> Tensor) -> (Tensor) throws -> Tensor {
  let function = CompiledFunction { [try body($0[0])] }
  return { try function([$0])[0] }
}

/// The same for a closure of two tensors.
public func compiled(
  _ body: @escaping (Tensor, Tensor) throws -> Tensor
) -> (Tensor, Tensor) throws -> Tensor {
  let function = CompiledFunction { [try body($0[0], $0[1])] }
  return { try function([$0, $1])[0] }
}

/// A closure with the programs recorded from it.
final class CompiledFunction {
  private let body: ([Tensor]) throws -> [Tensor]
  private struct Key: Hashable {
    let device: Device
    let types: [TensorType]
  }
  private var programs: [Key: Program] = [:]
  /// The program of the last call; most calls take the same.
  private var last: (device: Device, types: [TensorType], program: Program)?

  init(_ body: @escaping ([Tensor]) throws -> [Tensor]) { self.body = body }

  func callAsFunction(_ arguments: [Tensor]) throws -> [Tensor] {
    // Within another recording the closure is part of that one.
    if Trace.current != nil || arguments.contains(where: \.isTraced) { return try body(arguments) }
    let program =
      if let last, last.device == Device.current, last.types.elementsEqual(arguments, by: { $0 == $1.type }) {
        last.program
      } else {
        try program(for: arguments.map(\.type))
      }
    return try program.run(arguments.map { $0.concreteBuffer(reading: "elements") })
  }

  /// The program for arguments of these types, recorded and compiled if it is not there yet.
  func program(for types: [TensorType]) throws -> Program {
    let key = Key(device: .current, types: types)
    if let known = programs[key] {
      last = (key.device, types, known)
      return known
    }
    let trace = Trace()
    let arguments = types.map { trace.argument($0) }
    let results = try trace.record { try body(arguments) }
    let program = try Program(trace, results: results)
    programs[key] = program
    last = (key.device, types, program)
    return program
  }
}
