import Foundation
import StrataIO

/// The newest checkpoint of a run and the ones before it: `run.safetensors`, `run.1.safetensors`, ….
final class CheckpointFiles {
  /// The newest file.
  let path: String
  private let keeping: Int
  /// Whether the newest file could not be read, so that it must not take the place of a good one before it.
  private var isNewestDamaged = false

  init(path: String, keeping: Int) {
    self.path = AtomicFile.followingLinks(path)
    self.keeping = keeping
  }

  private func older(_ age: Int) -> String {
    let name = path as NSString
    return age == 0 ? path : "\(name.deletingPathExtension).\(age).\(name.pathExtension)"
  }

  /// The newest checkpoint that can be read, and its file; nil if there are none.
  /// - Throws: `StrataError.file` if there are files and none of them can be read.
  func newest() throws -> (checkpoint: Checkpoint, path: String)? {
    isNewestDamaged = false
    var firstError: (any Error)?
    for path in (0..<keeping).map(older) where FileManager.default.fileExists(atPath: path) {
      do {
        let checkpoint = try Checkpoint(contentsOf: path)
        if let firstError { warn("\(firstError); taking \(path) instead") }
        return (checkpoint, path)
      } catch {
        if path == self.path { isNewestDamaged = true }
        firstError = firstError ?? error
      }
    }
    if let firstError { throw firstError }
    return nil
  }

  /// Writes a checkpoint as the newest one. Whenever the process ends, the newest one and those before it are whole.
  func save(_ checkpoint: Checkpoint) throws {
    try createFolder(of: path)
    if keeping > 1, !isNewestDamaged, FileManager.default.fileExists(atPath: path) {
      try reportingFileErrors {
        for age in (1..<keeping - 1).reversed() where FileManager.default.fileExists(atPath: older(age)) {
          try AtomicFile.keep(older(age), as: older(age + 1))
        }
        try AtomicFile.keep(path, as: older(1))
      }
    }
    try checkpoint.write(to: path)
    isNewestDamaged = false
  }

  /// Deletes the files, the newest last.
  func delete() throws {
    for path in (0..<keeping).reversed().map(older) where FileManager.default.fileExists(atPath: path) {
      guard unlink(path) == 0 else {
        throw StrataError.file(path: path, reason: "cannot delete: \(String(cString: strerror(errno)))")
      }
    }
  }
}
