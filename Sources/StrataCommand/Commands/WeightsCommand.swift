import ArgumentParser
import Foundation
import Strata
import StrataIO

struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "Show the weights of a model or a file of weights: names, shapes, statistics, values.",
    discussion: """
      With LAYER, the weights of that layer; a layer within a layer is written OUTER/INNER. FILE may also hold \
      weights without a model (.weights.h5, .safetensors, .npz): the names are then those in the file.

      Statistics leave out NaN and infinite numbers, which are counted apart. Zeros are elements that are exactly 0.

      EXAMPLES
        strata weights model.keras
        strata weights model.keras dense_1 --values
        strata weights model.keras --export weights.npz
      """)

  @Argument(help: "A model or a file of weights.") var file: String
  @Argument(help: "The name of a layer.") var layer: String?
  @Flag(help: "Print the values too, as NumPy does: the middle of large arrays is left out.") var values =
    false
  @Option(
    help: ArgumentHelp("Write the weights to a file, as arrays with names.", valueName: "w.npz|w.safetensors")
  )
  var export: String?
  @OptionGroup var json: JSONFlag

  func validate() throws {
    if let export, FileKind(of: export)?.hasNames != true {
      throw ValidationError("--export \(export): the name must end in .npz or .safetensors.")
    }
  }

  func run() throws {
    let weights = try selected()
    try export.map { try weights.write(to: $0) }
    if json.isOn {
      try StandardOutput.write(.object(["weights": .array(weights.map { try jsonEntry($0, $1) })]))
      return
    }
    print(weights.isEmpty ? "There are no weights\(layer.map { " in '\($0)'" } ?? "")." : table(weights))
    if values {
      for (name, tensor) in weights { print("\n\(name) \(tensor.type)\n\(tensor)") }
    }
    if let export { print("\nWrote \(export).") }
  }

  private func selected() throws -> NamedTensors {
    guard try FileKind.isModel(file) else {
      let all = try NamedTensors(weightsFile: file)
      guard let layer else { return all }
      let found = all.under(layer)
      guard !found.isEmpty else {
        throw CommandError(
          "\(file): has no weights under '\(layer)'; its weights are \(all.names.quotedList)")
      }
      return found
    }
    let model = try ModelFile(path: file).load()
    let all = NamedTensors(model.weights.map { (name: model.relativeName(of: $0), tensor: $0.value) })
    guard let layer else { return all }
    let found = all.under(layer)
    if found.isEmpty { _ = try model.layer(layer) }
    return found
  }

  private func table(_ weights: NamedTensors) -> String {
    let head = ["weight", "shape", "dtype", "min", "max", "mean", "std", "zeros"]
    let rows = weights.map { name, tensor in
      let statistics = WeightStatistics(of: tensor, path: name)
      let numbers = [
        statistics.minimum, statistics.maximum, statistics.mean, statistics.standardDeviation,
      ]
      return [name, "\(tensor.shape)", "\(tensor.dtype)"] + numbers.map { String(format: "%.4g", $0) }
        + ["\(statistics.zeroCount)"]
    }
    let notes = weights.compactMap { name, tensor -> String? in
      let count = WeightStatistics(of: tensor, path: name).nonFiniteCount
      return count > 0 ? "\(name): \(count) of \(tensor.count) numbers are NaN or infinite." : nil
    }
    return ([textTable([head] + rows, textColumns: 3)] + notes).joined(separator: "\n")
  }

  private func jsonEntry(_ name: String, _ tensor: Tensor) throws -> JSONValue {
    let statistics = WeightStatistics(of: tensor, path: name)
    var entry: JSONObject = [
      "name": .string(name), "shape": JSONValue(tensor.shape), "dtype": .string("\(tensor.dtype)"),
      "min": JSONValue(finite: statistics.minimum), "max": JSONValue(finite: statistics.maximum),
      "mean": JSONValue(finite: statistics.mean), "std": JSONValue(finite: statistics.standardDeviation),
      "zeros": .integer(statistics.zeroCount), "non_finite": .integer(statistics.nonFiniteCount),
    ]
    if values { entry["values"] = tensor.json }
    return .object(entry)
  }
}

extension WeightStatistics {
  fileprivate var zeroCount: Int { Int((zeroShare * Double(count)).rounded()) }
}
