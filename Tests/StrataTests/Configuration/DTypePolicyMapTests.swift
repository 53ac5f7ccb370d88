import StrataGraph
import StrataIO
import Testing

@testable import Strata

@Suite("Maps of policies")
struct DTypePolicyMapTests {
  static let recorded = try! Fixture("policyMaps").cases

  private func map(_ recorded: Fixture.Case) throws -> DTypePolicy {
    let policies = try #require(recorded["policies"]?.array).map { entry in
      (try #require(entry["key"]?.string), try DTypePolicy(name: #require(entry["policy"]?.string)))
    }
    return .map(
      DTypePolicyMap(policies), default: try DTypePolicy(name: #require(recorded["default"]?.string)))
  }

  @Test(
    "A path has the policy that Keras finds for it, or none where Keras has an error", arguments: recorded)
  func lookups(recorded: Fixture.Case) throws {
    let map = try map(recorded)
    for lookup in try #require(recorded["lookups"]?.array) {
      let path = try #require(lookup["path"]?.string)
      let found = try? map.policy(at: path).name
      #expect(found == lookup["policy"]?.string, "'\(path)' in \(recorded["policies"]!)")
    }
  }

  @Test("Files have Keras's form", arguments: recorded.filter { $0["json"]?.isNull == false })
  func files(recorded: Fixture.Case) throws {
    let map = try map(recorded)
    let json = try #require(recorded["json"])
    #expect(map.json == json)
    #expect(try dense(json).dtypePolicy == map)
  }

  /// A layer as files describe it.
  private func dense(_ policy: JSONValue) throws -> Layer {
    try Registry.layers.make(
      from: .object([
        "class_name": .string("Dense"),
        "config": .object(["name": .string("scores"), "units": .integer(2), "dtype": policy]),
      ]), place: "file")
  }

  @Test("What Keras left out of a file is the policy that is current where it is read")
  func withoutDefault() throws {
    let nameless = JSONValue.object([
      "class_name": .string("DTypePolicy"), "config": .object(["name": .null]),
    ])
    let json = JSONValue.object([
      "class_name": .string("DTypePolicyMap"),
      "config": .object([
        "default_policy": .null,
        "policy_map": .object(["scores": nameless, "exact": .string("float64")]),
      ]),
    ])
    let policy = try withDTypePolicy(.map(["x": .float16], default: .mixedBFloat16)) {
      try dense(json).dtypePolicy
    }
    #expect(
      policy == .map(["scores": .mixedBFloat16, "exact": .float64], default: .mixedBFloat16))
  }

  @Test("A map in a file that cannot be one is an error that names the place")
  func brokenFiles() throws {
    let map = DTypePolicy.map(["a": .float16], default: .float32).json
    func with(_ policies: JSONValue?, default other: JSONValue) -> JSONValue {
      var config: JSONObject = ["default_policy": other]
      config["policy_map"] = policies
      return .object(["class_name": .string("DTypePolicyMap"), "config": .object(config)])
    }
    for (json, expected) in [
      (with(nil, default: .null), "must have a policy_map"),
      (with(.array([]), default: .null), "must have a policy_map"),
      (with(.object([:]), default: map), "must be one of 'float32'"),
      (with(.object(["a": map]), default: .null), "must be one of 'float32'"),
      (with(.object(["a": .string("int8_from_float32")]), default: .null), "must be one of 'float32'"),
      (with(.object(["a": .integer(3)]), default: .null), "must be one of 'float32'"),
    ] {
      let error = #expect(throws: StrataError.self) { try dense(json) }
      #expect("\(error!)".contains(expected) && "\(error!)".contains("dtype"), "\(error!)")
    }
  }

  @Test("Names and types are those of the default")
  func description() throws {
    let map = DTypePolicy.map([".*/logits": .float32], default: .mixedBFloat16)
    #expect(map.name == "map_mixed_bfloat16" && map.isMap && !DTypePolicy.float16.isMap)
    #expect(map.computeDType == .bfloat16 && map.variableDType == .float32)
    #expect(map.default == .mixedBFloat16 && DTypePolicy.float16.default == .float16)
    #expect(try DTypePolicy.float16.policy(at: "(") == .float16)
    // That which is current is the default, or its default.
    withDTypePolicy(.float16) { #expect(DTypePolicy.map([:]).default == .float16) }
    withDTypePolicy(map) { #expect(DTypePolicy.map([:]).default == .mixedBFloat16) }
  }

  @Test("A layer looks itself up when it is built")
  func paths() throws {
    let policy = DTypePolicy.map(
      ["net/exact": .float32, ".*/whole": .float16, "net/inner/.*": .float64], default: .mixedBFloat16)
    let model = try withDTypePolicy(policy) {
      try Sequential(name: "net") {
        Dense(3, name: "first")
        Dense(3, name: "exact")
        Dense(3, name: "whole")
        try Sequential(name: "inner") { Dense(3, name: "whole2") }
      }
    }
    let exact = try model.layer("exact")
    #expect(exact.dtypePolicy == policy && exact.computeDType == .bfloat16)
    try model.build(inputShape: [nil, 4])
    #expect(exact.dtypePolicy == policy)
    #expect(model.layers.map(\.computeDType) == [.bfloat16, .float32, .float16, .bfloat16])
    #expect(model.weights.map(\.dtype) == [.float32, .float32, .float16, .float64].flatMap { [$0, $0] })
    #expect(try model.predict(Tensor.ones([2, 4])).dtype == .float64)
    #expect(try exact(Tensor.ones([2, 3])).dtype == .float32)
  }

  @Test("Layers within a layer have policies of their own")
  func withinLayers() throws {
    let policy = DTypePolicy.map(["(.*/)?forward_lstm(/.*)?": .float32], default: .mixedFloat16)
    let layer = withDTypePolicy(policy) { Bidirectional(LSTM(2, name: "lstm"), name: "both") }
    #expect(try layer(Tensor.ones([2, 3, 4])).dtype == .float16)
    let types = Dictionary(uniqueKeysWithValues: layer.allLayers.map { ($0.path, $0.computeDType) })
    #expect(
      types == [
        "both": .float16, "both/forward_lstm": .float32, "both/forward_lstm/lstm_cell": .float32,
        "both/backward_lstm": .float16, "both/backward_lstm/lstm_cell": .float16,
      ])
  }

  @Test("Several keys for a layer, and a key that is no pattern, are errors when it is built")
  func errors() throws {
    func failure(_ map: DTypePolicyMap) throws -> String {
      let error = #expect(throws: StrataError.self) {
        try withDTypePolicy(.map(map, default: .float32)) {
          try Sequential([Input(shape: [2]), Dense(1, name: "scores")], name: "net")
        }
      }
      return "\(error!)"
    }
    #expect(
      try failure(["net/.*": .float16, ".*/scores": .float64])
        == "net/scores: its dtypePolicy must be matched by one key, not 'net/.*' and '.*/scores'")
    #expect(try failure(["(": .float16]).contains("'(' with a '(' without ')'"))
    #expect(try failure(["(?P<name>a)": .float16]).contains("an extension '(?'"))
    // Afterwards the layer can be built under another policy.
    let layer = withDTypePolicy(.map(["a": .float16, "b(": .float16])) { Dense(1, name: "dense") }
    #expect(throws: StrataError.self) { try layer.build(inputShape: [nil, 2]) }
    layer.dtypePolicy = .map(["dense": .float64])
    try layer.build(inputShape: [nil, 2])
    #expect(layer.variableDType == .float64)
  }

  @Test("A map within a map and a key that stands there twice are mistakes")
  func mistakes() async {
    await #expect(processExitsWith: .failure) {
      _ = DTypePolicy.map(["a": .map(["b": .float16])])
    }
    await #expect(processExitsWith: .failure) {
      _ = DTypePolicy.map([:], default: .map(["b": .float16]))
    }
    await #expect(processExitsWith: .failure) {
      _ = DTypePolicyMap([("a", .float16), ("a", .float32)])
    }
  }

  @Test("compile scales the loss if a layer computes in float16, or may")
  func lossScaling() throws {
    func scales(_ policy: DTypePolicy, built: Bool) throws -> Bool {
      let model = try withDTypePolicy(policy) {
        try Sequential((built ? [Input(shape: [2])] : []) + [Dense(1, name: "a"), Dense(1, name: "b")])
      }
      model.compile(optimizer: .sgd(), loss: .meanSquaredError())
      return model.optimizer is LossScaleOptimizer
    }
    #expect(try scales(.map([".*/b": .mixedFloat16], default: .float32), built: true))
    #expect(try scales(.map([".*/b": .mixedFloat16], default: .float32), built: false))
    #expect(try !scales(.map([".*/c": .mixedFloat16], default: .float32), built: true))
    #expect(try !scales(.map([".*": .float32], default: .mixedFloat16), built: true))
    #expect(try !scales(.map([".*/b": .mixedBFloat16], default: .float32), built: false))
  }

  @Test("A hostile pattern from a file neither hangs nor crashes")
  func hostilePatterns() throws {
    let path = String(repeating: "a", count: 999) + "!"
    let many = String(repeating: "(?=.*", count: 45) + "b" + String(repeating: ")", count: 45)
    for pattern in ["(a*)*b", "(a|a)*b", "(a|aa)+$b", "(?:a?){300}a{300}b", "((a*)*)*b", many + ".*"] {
      #expect(try !PathPattern(pattern).matches(path), "\(pattern)")
    }
    for pattern in [
      String(repeating: "(", count: 100_000),
      String(repeating: "(a", count: 60) + String(repeating: ")", count: 60),
      "((a{999}){999}){999}", "(((){999}){999}){999}", "a{99999999999999999999}",
      String(repeating: "a", count: 2000),
    ] {
      #expect(throws: PathPatternError.self, "\(pattern.prefix(20))") { try PathPattern(pattern) }
    }
    #expect(try !PathPattern("a*").matches(String(repeating: "a", count: 1001)))
    #expect(try PathPattern("a*").matches(String(repeating: "a", count: 1000)))
  }
}
