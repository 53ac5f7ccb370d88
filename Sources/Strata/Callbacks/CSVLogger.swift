import Foundation

/// Writes the logs of each epoch as a line of a CSV file: the epoch, from 0, and the numbers by name.
///
/// In a training that goes on from a checkpoint, the file goes on after the lines of the epochs before it; later
/// ones are taken away, because those epochs are trained again.
public final class CSVLogger: Callback {
  private let path: String
  private let separator: String
  private let append: Bool
  private var file: FileHandle?
  private var keys: [String]?

  /// - Parameter append: whether an existing file is continued, without another header, instead of replaced.
  public init(_ path: String, separator: String = ",", append: Bool = false) {
    self.path = path
    self.separator = separator
    self.append = append
  }

  public override var state: CallbackState {
    ["length": (try? file?.offset()).flatMap { Int(exactly: $0) }, "columns": keys]
  }

  /// Throws `StrataError.file` if the file cannot be shortened.
  public override func restore(_ state: CallbackState) throws {
    keys = try state.valueIfPresent("columns")
    guard let file, let length: Int = try state.valueIfPresent("length") else { return }
    try writing {
      let end = try file.seekToEnd()
      guard let length = UInt64(exactly: length), length < end else { return }
      try file.truncate(atOffset: length)
    }
  }

  /// Throws `StrataError.file` if the file cannot be opened.
  public override func onTrainBegin() throws {
    keys = nil
    let exists = FileManager.default.fileExists(atPath: path)
    try writing {
      if !((append || isResuming) && exists) { try Data().write(to: URL(fileURLWithPath: path)) }
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file?.seekToEnd()
    }
  }

  /// Throws `StrataError.file` if the file cannot be written.
  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    let keys = self.keys ?? columns(for: logs)
    try writing {
      if try file?.offset() == 0 { try write(["epoch"] + keys) }
      try write(["\(epoch)"] + keys.map { key in logs[key].map { "\($0)" } ?? "NA" })
    }
    self.keys = keys
  }

  /// Throws `StrataError.file` if the file cannot be closed.
  public override func onTrainEnd(logs: [String: Double]) throws {
    try writing { try file?.close() }
    file = nil
  }

  /// The names in the first epoch's logs. Columns for validation data are there even if they come later.
  private func columns(for logs: [String: Double]) -> [String] {
    let names = logs.keys.sorted()
    return names.contains { $0.hasPrefix("val_") } ? names : names + names.map { "val_\($0)" }
  }

  private func write(_ fields: [String]) throws {
    let line = fields.map(quoted).joined(separator: separator) + "\r\n"
    try file?.write(contentsOf: Data(line.utf8))
  }

  private func quoted(_ field: String) -> String {
    let isPlain = !field.contains(separator) && !field.contains { "\"\r\n".contains($0) }
    return isPlain ? field : "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\""
  }

  private func writing(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      throw StrataError.file(path: path, reason: "it cannot be written: \(error.localizedDescription)")
    }
  }
}
