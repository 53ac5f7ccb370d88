import Foundation
import Testing

/// The program FuzzReaders with a fixed seed; by hand it is run with others, and longer.
@Suite struct FuzzTests {
  @Test("Mutated files of every format bring nothing down, keep it busy, or make it take too much memory")
  func mutations() throws {
    let process = Process()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "FuzzReaders")
    process.arguments = ["--count", "10000"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
  }
}
