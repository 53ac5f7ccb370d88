extension UnsafeMutableBufferPointer {
  /// Memory with a copy of elements without references, for a function in C; the caller deallocates it.
  static func allocate(copying elements: some Collection<Element>) -> Self {
    let copy = Self.allocate(capacity: elements.count)
    _ = copy.initialize(from: elements)
    return copy
  }

  /// Memory with the same element everywhere, for a function in C; the caller deallocates it.
  static func allocate(repeating element: Element, count: Int) -> Self {
    let memory = Self.allocate(capacity: count)
    memory.initialize(repeating: element)
    return memory
  }
}

typealias CArray<Element> = UnsafeMutableBufferPointer<Element>
