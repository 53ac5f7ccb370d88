import Foundation

/// A number with a fixed number of digits after the point.
func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

/// A metric as Keras prints it: four digits after the point, or scientific where those would not show it.
func metricText(_ value: Double) -> String {
  abs(value) > 1e-3 ? fixed(value, 4) : String(format: "%.4e", value)
}
