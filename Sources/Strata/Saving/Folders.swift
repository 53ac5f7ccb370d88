import Foundation

/// Creates the folder that a file is to be in, unless it is there.
/// - Throws: `StrataError.file`.
func createFolder(of path: String) throws {
  let folder = (path as NSString).deletingLastPathComponent
  if !folder.isEmpty { try createFolder(folder) }
}

/// Creates a folder and those around it, unless they are there.
/// - Throws: `StrataError.file`.
func createFolder(_ folder: String) throws {
  do {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  } catch {
    throw StrataError.file(
      path: folder, reason: "the folder cannot be created: \(error.localizedDescription)")
  }
}
