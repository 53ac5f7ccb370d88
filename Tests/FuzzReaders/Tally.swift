import Foundation

/// What a worker has found so far, in a file that both it and the supervisor have in their memory, so that nothing is
/// lost when the worker is killed by what it reads.
struct Tally {
  /// The input that is being read, or the next one.
  var number = 0
  var accepted = 0
  var refused = 0
  /// The input that took most memory beyond `Format.base` for each of its bytes.
  var mostMultiple = 0.0
  var mostMultipleNumber = 0
  var mostMultipleSize = 0
  var slowestSeconds = 0.0
  var slowestNumber = 0
}

/// The tally in a file.
struct SharedTally {
  let pointer: UnsafeMutablePointer<Tally>

  /// - Parameter isNew: whether the file is made, with an empty tally.
  init(path: String, isNew: Bool) {
    let file = open(path, O_RDWR | (isNew ? O_CREAT | O_TRUNC : 0), 0o600)
    guard file >= 0, ftruncate(file, off_t(MemoryLayout<Tally>.size)) == 0 else {
      fatalError("cannot open \(path)")
    }
    defer { close(file) }
    let address = mmap(nil, MemoryLayout<Tally>.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard let address, address != MAP_FAILED else { fatalError("cannot map \(path)") }
    pointer = address.bindMemory(to: Tally.self, capacity: 1)
    if isNew { pointer.initialize(to: Tally()) }
  }
}
