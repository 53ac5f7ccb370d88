import Foundation
import StrataGraph

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements as NumPy prints them; of a large tensor, those at the ends of the axes. A traced tensor, which
  /// has no elements, gives its type.
  public var description: String {
    if isTraced { return "traced \(type)" }
    switch dtype {
    case .bool: return text(of: Bool.self) { _ in { $0 ? " True" : "False" } }
    case .uint8: return integerText(of: UInt8.self)
    case .int32: return integerText(of: Int32.self)
    case .uint32: return integerText(of: UInt32.self)
    case .int64: return integerText(of: Int64.self)
    case .float16: return floatText(of: Float16.self)
    case .bfloat16: return text(of: BFloat16.self) { _ in { $0.sixDigits } }
    case .float32: return floatText(of: Float.self)
    case .float64: return floatText(of: Double.self)
    }
  }

  /// The type, then the elements as in `description`, further rows of them below the first.
  public var debugDescription: String {
    if isTraced { return "Tensor(\(description))" }
    let start = "Tensor(\(type), "
    let rows = description.split(separator: "\n", omittingEmptySubsequences: false)
    return start + rows.joined(separator: "\n" + String(repeating: " ", count: start.count)) + ")"
  }

  private func integerText<Number: BinaryInteger & TensorScalar>(of _: Number.Type) -> String {
    text(of: Number.self) { printed in
      let width = printed.map { "\($0)".count }.max() ?? 0
      return { "\($0)".leftPadded(to: width) }
    }
  }

  private func floatText<Number: BinaryFloatingPoint & LosslessStringConvertible & TensorScalar>(
    of _: Number.Type
  ) -> String {
    if rank == 0 {
      let number = scalar(as: Number.self)
      return number.isFinite ? DecimalDigits(shortest: number).pythonText : FloatColumn([number]).text(number)
    }
    return text(of: Number.self) { FloatColumn($0).text }
  }

  /// - Parameter column: gives the function that formats elements, for the elements that are printed.
  private func text<Scalar: TensorScalar>(
    of _: Scalar.Type, _ column: ([Scalar]) -> (Scalar) -> String
  ) -> String {
    let elements = scalars(as: Scalar.self)
    let layout = ArrayLayout(shape)
    let format = column(layout.printedPositions.map { elements[$0] })
    let text = layout.text { format(elements[$0]) }
    return rank == 0 ? text.withoutLeadingBlanks : text
  }
}

extension BFloat16 {
  /// With up to six digits, as `ml_dtypes` prints it.
  fileprivate var sixDigits: String {
    let number = Float(self)
    return number.isFinite ? String(format: "%g", Double(number)) : FloatColumn([number]).text(number)
  }
}

extension String {
  fileprivate var withoutLeadingBlanks: String { String(drop { $0 == " " }) }
}
