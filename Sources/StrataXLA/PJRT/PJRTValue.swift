import CPJRT

/// An option of a client, or a property of a plugin.
public enum PJRTValue: Hashable, Sendable {
  case string(String)
  case integer(Int64)
  case integers([Int64])
  case float(Float)
  case bool(Bool)

  /// A value that a plugin gave; nil if it is of a type that is not known.
  init?(_ value: PJRT_NamedValue) {
    switch value.type {
    case PJRT_NamedValue_kString: self = .string(String(bytes: value.string_value, count: value.value_size))
    case PJRT_NamedValue_kInt64: self = .integer(value.int64_value)
    case PJRT_NamedValue_kInt64List:
      self = .integers(Array(UnsafeBufferPointer(start: value.int64_array_value, count: value.value_size)))
    case PJRT_NamedValue_kFloat: self = .float(value.float_value)
    case PJRT_NamedValue_kBool: self = .bool(value.bool_value)
    default: return nil
    }
  }
}

/// Named values as a list of structures for a function in C; the caller deallocates them.
struct NamedValues {
  let list: CArray<PJRT_NamedValue>
  private let copies: [UnsafeMutableRawBufferPointer]

  init(_ values: [String: PJRTValue]) {
    var copies: [UnsafeMutableRawBufferPointer] = []
    list = CArray.allocate(
      copying: values.sorted { $0.key < $1.key }.map { PJRT_NamedValue($0.key, $0.value, copies: &copies) })
    self.copies = copies
  }

  func deallocate() {
    list.deallocate()
    for copy in copies { copy.deallocate() }
  }
}

extension PJRT_NamedValue {
  /// - Parameter copies: where the memory that belongs to the value is added.
  fileprivate init(_ name: String, _ value: PJRTValue, copies: inout [UnsafeMutableRawBufferPointer]) {
    self.init()
    setStructureSize(&self)
    self.name = copy(name.utf8CString, &copies)
    name_size = name.utf8.count
    value_size = 1
    switch value {
    case .string(let string):
      type = PJRT_NamedValue_kString
      string_value = copy(string.utf8CString, &copies)
      value_size = string.utf8.count
    case .integer(let integer):
      type = PJRT_NamedValue_kInt64
      int64_value = integer
    case .integers(let integers):
      type = PJRT_NamedValue_kInt64List
      int64_array_value = copy(integers, &copies)
      value_size = integers.count
    case .float(let float):
      type = PJRT_NamedValue_kFloat
      float_value = float
    case .bool(let bool):
      type = PJRT_NamedValue_kBool
      bool_value = bool
    }
  }
}

private func copy<Element>(
  _ elements: some Collection<Element>, _ copies: inout [UnsafeMutableRawBufferPointer]
) -> UnsafePointer<Element>? {
  let copy = CArray.allocate(copying: elements)
  copies.append(UnsafeMutableRawBufferPointer(copy))
  return UnsafePointer(copy.baseAddress)
}
