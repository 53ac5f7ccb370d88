import StrataIO

extension Config {
  /// More thresholds than anybody needs; each has its place in the memory.
  static let mostThresholds = 1_000_000

  /// The name of a metric: that of its class unless the file gives another.
  var metricName: String { get throws { try name ?? LayerNames.snakeCase(className) } }

  /// Thresholds in 0…1, or nil for none.
  func thresholds(_ argument: String) throws -> [Double]? {
    guard let thresholds = try optionalDoubles(argument) else { return nil }
    guard thresholds.allSatisfy({ 0...1 ~= $0 }), 1...Config.mostThresholds ~= thresholds.count else {
      throw error(argument, "must be numbers in 0...1")
    }
    return thresholds
  }

  /// How many of the largest predictions count, nil for all.
  var topK: Int? { get throws { try json("top_k") == nil ? nil : int("top_k", in: 1...) } }

  /// The only class that counts, nil for all.
  var classID: Int? { get throws { try json("class_id") == nil ? nil : int("class_id", in: 0...) } }

  /// The mean of a function, which the file names, with the function's arguments beside it.
  func meanOfFunction() throws -> Metric {
    let name = try string("name", default: "mean_metric_wrapper")
    guard let fn = json("fn"), let function = fn.string ?? fn["config"]?.string else {
      throw error("fn", "must be a function with a name")
    }
    var arguments = rest(without: ["fn", "dtype"])
    if Registry.losses.has(function) {
      arguments["name"] = nil
      let loss = try Registry.losses.make(
        from: .object(["class_name": .string(function), "config": .object(arguments)]), place: "\(place), fn")
      return MeanLoss(loss, name: name)
    }
    return try Registry.metrics.make(
      from: .object(["class_name": .string(function), "config": .object(arguments)]), place: "\(place), fn")
  }
}
