import StrataIO

extension Format {
  static let json = Format(
    name: "json", seeds: jsonSeeds,
    crafts: [
      { dice in
        if dice.once(in: 50) { return dice.denseJSON() }
        let text = dice.one(of: jsonSeeds)
        return dice.mutateTokens(text)
      }
    ], largestMultiple: 40
  ) {
    let value = try JSONValue(parsing: $0, file: "memory")
    // What was read can be written, and reads back as the same; of small files only, as it takes memory again.
    guard $0.count < 500 else { return }
    let again = try JSONValue(parsing: value.text().utf8, file: "memory")
    guard again == value else { throw RoundTripError() }
  }

  private static let jsonSeeds = fixtures(["sample.json"]) + [Array(modelConfiguration.utf8)]

  /// What was written is not what was read.
  struct RoundTripError: Error {}

  private static let modelConfiguration = """
    {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "trainable": true, "dtype":
    {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": null},
    "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 28, 28, 1], "sparse": false}},
    {"class_name": "Dense", "config": {"units": 10, "activation": "softmax", "rate": 0.5, "seed": -1e-3}}]}}
    """
}

extension Dice {
  /// As many small values as fit.
  mutating func denseJSON() -> [UInt8] {
    let count = 1 << below(15)
    switch below(3) {
    case 0:
      let element = one(of: [
        "0", "[]", "{}", "\"\"", "{\"\":0}", "[0]", "null", "1.5", "\"0123456789abcdef\"",
      ])
      return Array("[\([String](repeating: element, count: count).joined(separator: ","))]".utf8)
    case 1:
      let value = one(of: ["0", "[]", "{}", "\"\""])
      return Array("{\((0..<count).map { "\"\($0)\":\(value)" }.joined(separator: ","))}".utf8)
    default:
      let depth = once(in: 2) ? 1 + below(140) : 1 << below(18)
      let (open, close) = one(of: [("[", "]"), ("{\"a\":", "}"), ("[[],", "]")])
      return Array(
        (String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)).utf8)
    }
  }
}
