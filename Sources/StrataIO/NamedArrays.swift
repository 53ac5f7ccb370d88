/// Arrays under names, in a fixed order: what an npz or a safetensors file holds.
public struct NamedArrays: Sendable, Equatable {
  /// The names in order.
  public private(set) var names: [String] = []
  private var arrays: [String: HostArray] = [:]

  /// No arrays.
  public init() {}

  /// Arrays under names that differ from each other.
  public init(_ pairs: some Sequence<(String, HostArray)>) {
    for (name, array) in pairs {
      precondition(self[name] == nil, "two arrays with the name '\(name)'")
      self[name] = array
    }
  }

  /// The array under a name. A new name comes after the others; nil removes.
  public subscript(name: String) -> HostArray? {
    get { arrays[name] }
    set {
      switch (arrays[name] != nil, newValue) {
      case (false, .some): names.append(name)
      case (true, nil): names.removeAll { $0 == name }
      default: break
      }
      arrays[name] = newValue
    }
  }
}

extension NamedArrays: RandomAccessCollection {
  /// Where the first name is: 0.
  public var startIndex: Int { 0 }
  /// The number of names.
  public var endIndex: Int { names.count }
  /// The name and array at a position.
  public subscript(position: Int) -> (name: String, array: HostArray) {
    (names[position], arrays[names[position]]!)
  }
}
