import Foundation

/// What the arguments say.
struct Options {
  var formats = Format.all
  var count = 10_000
  var seed: UInt64 = 1
  /// How long each format is tried, instead of a number of inputs.
  var seconds: Double?
  /// A file to read once.
  var reproduce: String?

  static let usage = """
    usage: FuzzReaders [--format NAME] [--count N | --seconds T] [--seed S] [--reproduce FILE]

    Reads broken files of every format, or of one: \(Format.all.map(\.name).joined(separator: ", ")).

      --count N         inputs of each format that are changed at random (10000), beside whole files cut off everywhere
      --seconds T       how long to try each format, instead of a number of inputs
      --seed S          another seed, other inputs (1)
      --reproduce FILE  reads one file and says how that ends; its extension or --format names the format
    """

  /// Nil if the arguments are not understood.
  init?(_ arguments: [String]) {
    guard arguments.count % 2 == 0 else { return nil }
    var formatName: String?
    for position in stride(from: 0, to: arguments.count, by: 2) {
      let value = arguments[position + 1]
      switch arguments[position] {
      case "--format": formatName = value
      case "--count":
        guard let count = Int(value), count >= 0 else { return nil }
        self.count = count
      case "--seed":
        guard let seed = UInt64(value) else { return nil }
        self.seed = seed
      case "--seconds":
        guard let seconds = Double(value), seconds.isFinite else { return nil }
        self.seconds = seconds
      case "--reproduce":
        reproduce = value
        formatName = formatName ?? URL(filePath: value).pathExtension
      default: return nil
      }
    }
    if let formatName { formats = Format.all.filter { $0.name == formatName } }
    if formats.isEmpty { return nil }
  }
}
