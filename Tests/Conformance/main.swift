// Holds a device against the reference engine: every row of the conformance table, and graphs of random operations.
// It needs nothing but the plugin of the device, so that it also runs where there is no Swift.
//
//     Conformance [cpu | cuda | tpu [the number of random graphs]]

import Foundation
import ReferenceEngine
import StrataGraph
import StrataXLA

let arguments = CommandLine.arguments.dropFirst()
guard let platform = XLAPlatform(rawValue: arguments.first ?? "cpu"),
  let graphCount = Int(arguments.dropFirst().first ?? "200")
else {
  print("usage: Conformance [\(XLAPlatform.allCases.map(\.rawValue).joined(separator: " | ")) [graphs]]")
  exit(2)
}

/// Counts what was checked, and prints what differs.
struct Tally {
  private(set) var differences = 0

  mutating func check(_ name: String, of count: Int, _ body: () throws -> [String]) {
    let found: [String]
    do { found = try body() } catch { found = ["\(name): \(error)"] }
    print("\(name): \(count), \(found.isEmpty ? "all agree" : "\(found.count) differ")")
    for difference in found {
      print(difference.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
    }
    differences += found.count
  }
}

let engine: XLAEngine
do throws(EngineError) {
  // The factors of dot products keep all their bits, as the reference's do.
  engine = try XLAEngine(client: .shared(platform), precision: .highest)
} catch {
  print(error)
  exit(1)
}
print("\(engine.device.kind), \(engine.device.client.platformVersion)")
var tally = Tally()
for family in conformanceFamilies {
  tally.check(family.name, of: family.rows.count) {
    try RowBatch.all(of: family).flatMap { try $0.disagreements(of: engine) }
  }
}
tally.check("random graphs", of: graphCount) {
  try (0..<graphCount).flatMap { try disagreements(of: engine, onGraphFromSeed: $0) }
}
exit(tally.differences == 0 ? 0 : 1)
