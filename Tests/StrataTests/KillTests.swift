import Foundation
import Testing

/// The program KillDuringSave with few kills; by hand it is run with more.
@Suite struct KillTests {
  @Test("A process that is killed while it saves leaves a whole checkpoint, from which the run ends the same")
  func kills() throws {
    let process = Process()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appending(
      path: "KillDuringSave")
    process.arguments = ["5", "4"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
  }
}
