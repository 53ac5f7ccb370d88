/// How a file has the inputs or the outputs of a functional model.
enum GraphEnds {
  case single, list
  /// A dictionary with these names, which give the order.
  case byName([String])

  /// As Keras has them where it is not told otherwise.
  init(count: Int) { self = count == 1 ? .single : .list }

  var names: [String]? {
    if case .byName(let names) = self { names } else { nil }
  }
}
