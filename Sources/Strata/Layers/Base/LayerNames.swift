import Synchronization

/// The automatic names of layers: `dense`, `dense_1`, `dense_2`, as Keras gives them.
enum LayerNames {
  private static let counts = Mutex<[String: Int]>([:])

  /// The next free name for a class.
  static func next(forClass className: String) -> String {
    let base = snakeCase(className)
    return counts.withLock { counts in
      let used = counts[base, default: 0]
      counts[base] = used + 1
      return used == 0 ? base : "\(base)_\(used)"
    }
  }

  static func reset() { counts.withLock { $0 = [:] } }

  /// `MaxPooling2D` becomes `max_pooling2d`: Keras's rule, an underscore before a capital that follows a small
  /// letter or starts a word of small letters.
  static func snakeCase(_ className: String) -> String {
    let letters = Array(className)
    var name = ""
    for (index, letter) in letters.enumerated() {
      if index > 0, letter.isUppercase {
        let followsSmall = letters[index - 1].isLowercase
        let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
        if followsSmall || startsWord { name += "_" }
      }
      name += letter.lowercased()
    }
    return name
  }
}

/// Forgets the automatic names given so far: the next `Dense` is `dense` again.
public func clearSession() { LayerNames.reset() }
