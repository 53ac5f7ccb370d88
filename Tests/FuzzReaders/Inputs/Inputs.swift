/// The inputs of a format, each with a number from which it can be made again.
///
/// First come all seeds cut off at every length, then as many as wanted that are changed at random.
struct Inputs {
  let format: Format
  let seed: UInt64

  /// Larger seeds are cut off at random only.
  private static let largestCut = 1 << 12

  init(_ format: Format, seed: UInt64) {
    self.format = format
    self.seed = seed
  }

  /// How many inputs are seeds that are cut off.
  var cutCount: Int { cutSeeds.reduce(0) { $0 + $1.count } }

  private var cutSeeds: [[UInt8]] { format.seeds.filter { $0.count <= Self.largestCut } }

  subscript(number: Int) -> [UInt8] {
    var rest = number
    for seed in cutSeeds {
      if rest < seed.count { return Array(seed[..<rest]) }
      rest -= seed.count
    }
    var dice = Dice(seed: seed, input: number)
    guard !format.crafts.isEmpty, dice.once(in: 2) else {
      var bytes = dice.one(of: format.seeds)
      dice.mutate(&bytes, with: format.seeds)
      return bytes
    }
    var bytes = dice.one(of: format.crafts)(&dice)
    if dice.once(in: 4) { dice.mutate(&bytes, with: format.seeds) }
    return bytes
  }
}
