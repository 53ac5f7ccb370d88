import StrataGraph
import Testing

@testable import Strata

@Suite("Policies of element types")
struct DTypePolicyTests {
  @Test("A name says both types")
  func names() throws {
    let policies: [(String, DType, DType)] = [
      ("float32", .float32, .float32), ("float64", .float64, .float64), ("float16", .float16, .float16),
      ("bfloat16", .bfloat16, .bfloat16), ("mixed_float16", .float16, .float32),
      ("mixed_bfloat16", .bfloat16, .float32),
    ]
    for (name, compute, variable) in policies {
      let policy = try DTypePolicy(name: name)
      #expect(policy.name == name && policy.description == name)
      #expect(policy.computeDType == compute && policy.variableDType == variable)
    }
    #expect(try DTypePolicy(name: "mixed_bfloat16") == .mixedBFloat16)
  }

  @Test("An unknown name is an error that lists the known ones")
  func unknownName() {
    let error = #expect(throws: StrataError.self) { try DTypePolicy(name: "mixed_float8") }
    #expect("\(error!)".contains("'mixed_float8'") && "\(error!)".contains("'mixed_bfloat16'"))
  }

  @Test("Layers take the policy that is current where they are made")
  func scope() throws {
    let (outer, inner) = withDTypePolicy(.mixedBFloat16) {
      (Dense(2), withDTypePolicy(.float32) { Dense(2) })
    }
    #expect(outer.dtypePolicy == .mixedBFloat16)
    #expect(inner.dtypePolicy == .float32)
    #expect(Dense(2).dtypePolicy == .float32)
  }

  @Test("Layers within a layer have its policy")
  func withinLayers() throws {
    let layer = withDTypePolicy(.mixedFloat16) { Bidirectional(LSTM(2)) }
    #expect(layer.allLayers.map(\.dtypePolicy) == Array(repeating: .mixedFloat16, count: 5))
    let later = Bidirectional(LSTM(2))
    later.dtypePolicy = .bfloat16
    #expect(later.allLayers.map(\.dtypePolicy) == Array(repeating: .bfloat16, count: 5))
    try later.build(inputShape: [nil, 3, 2])
    #expect(Set(later.weights.map(\.dtype)) == [.bfloat16])
  }

  @Test("Weights have the policy's type, and a layer reads them in the type that it computes in")
  func weights() throws {
    final class Reader: Layer {
      var types: [DType] = []
      override func createWeights(inputShape: PartialShape) throws {
        try addWeight(name: "a", shape: [2])
        try addWeight(name: "exact", shape: [2], autocast: false)
        try addWeight(name: "wide", shape: [2], dtype: .float64)
        try addWeight(name: "count", shape: [2], dtype: .int32, initializer: .zeros)
      }
      override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
        types = [input.dtype] + (try ["a", "exact", "wide", "count"].map { try weight($0).value.dtype })
        try weight("a").value = input
        return input
      }
    }
    let reader = withDTypePolicy(.mixedBFloat16) { Reader() }
    let output = try reader(Tensor([1.00390625, 2] as [Float]))
    #expect(reader.weights.map(\.dtype) == [.float32, .float32, .float64, .int32])
    #expect(reader.types == [.bfloat16, .bfloat16, .float32, .bfloat16, .int32])
    #expect(output.dtype == .bfloat16)
    // Outside of the call, the variable has its own type; it was assigned the rounded input.
    #expect(try reader.weight("a").value.scalars(as: Float.self) == [1, 2])
  }

  @Test("A layer with its own policy within a mixed one reads its weights in its own type")
  func nestedPolicies() throws {
    final class Outer: Layer {
      let inner = withDTypePolicy(.float32) { Dense(2, kernelInitializer: .ones) }
      override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try inner(input) }
    }
    let outer = withDTypePolicy(.mixedFloat16) { Outer() }
    let output = try outer(Tensor([[1, 2]] as [[Float]]))
    #expect(output.dtype == .float32)
    #expect(output.scalars(as: Float.self) == [3, 3])
  }

  @Test("Everything in float64")
  func float64() throws {
    let model = try withDTypePolicy(.float64) {
      try Sequential {
        Input(shape: [2], dtype: .float64)
        Dense(3, activation: .tanh)
        LayerNormalization()
        Dense(1)
      }
    }
    #expect(Set(model.weights.map(\.dtype)) == [.float64])
    #expect(try model.predict(Tensor.ones([4, 2])).dtype == .float64)
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    let x = Tensor.arange(0, 8).reshaped([4, 2])
    let history = try model.fit(x, x.sum(axis: 1, keepDims: true), epochs: 3, verbose: .silent)
    #expect(history["loss"][2] < history["loss"][0])
  }

  @Test("Integers that a layer looks up are not rounded to a small type")
  func lookedUp() throws {
    let layer = withDTypePolicy(.mixedBFloat16) { Embedding(600, 1) }
    try layer.build(inputShape: [nil])
    try layer.setWeights([Tensor.arange(0, 600).reshaped([600, 1])])
    #expect(try layer(Tensor([511] as [Float])).scalars(as: BFloat16.self).map(Float.init) == [512])
    #expect(try layer(Tensor([257] as [Int32])).converted(to: .float32).scalars(as: Float.self) == [256])
  }

  @Test("States that a layer keeps have the type of its weights, and can be made zero")
  func keptStates() throws {
    for policy in [DTypePolicy.bfloat16, .mixedBFloat16, .float64] {
      let layer = withDTypePolicy(policy) { GRU(2, stateful: true) }
      let first = try layer(Tensor.ones([1, 3, 2]))
      #expect(first.dtype == policy.computeDType)
      #expect(layer.states?.map(\.dtype) == [policy.variableDType])
      #expect(try layer(Tensor.ones([1, 3, 2])).json != first.json)
      layer.resetStates()
      #expect(layer.states?.map(\.dtype) == [policy.variableDType])
      #expect(try layer(Tensor.ones([1, 3, 2])).json == first.json)
    }
  }
}
