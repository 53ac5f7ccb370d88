import StrataIO

extension Format {
  static let npz = Format(
    name: "npz",
    seeds: fixtures(["stored.npz", "deflated.npz", "HDF5/variants.npz"]),
    crafts: [{ $0.npz() }], largestMultiple: compressedMultiple
  ) {
    _ = try Npz.decode($0, file: "memory")
  }
}

extension Dice {
  /// An archive whose checksums and sizes are right and whose arrays may be wrong.
  mutating func npz() -> [UInt8] {
    var archive = Archive()
    for number in 0...below(3) {
      var content = once(in: 2) ? npy() : one(of: Format.npySeeds)
      if once(in: 2) { mutate(&content, with: Format.npySeeds) }
      let name =
        once(in: 8) ? one(of: ["a", ".npy", "é.npy", "e\u{301}.npy", "0.npy", "x.NPY"]) : "\(number).npy"
      archive.add(Array(name.utf8), content, isDeflated: once(in: 2))
    }
    return archive.encoded()
  }
}
