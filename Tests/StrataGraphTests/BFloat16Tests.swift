import StrataGraph
import Testing

@Suite struct BFloat16Tests {
  /// What `ml_dtypes` makes of numbers.
  @Test(arguments: [
    (1.0, 0x3F80), (1.00390625, 0x3F80), (1.01171875, 0x3F82), (3.3895313892515355e38, 0x7F7F),
    (3.4e38, 0x7F80),
    (1e-40, 1), (4.6e-41, 1), (-2.71828, 0xC02E), (65504.0, 0x4780), (-0.0, 0x8000), (-.infinity, 0xFF80),
  ])
  func isRoundedToTheNearest(_ value: Double, _ bits: UInt16) {
    #expect(BFloat16(value).bitPattern == bits)
    #expect(BFloat16(Float(value)).bitPattern == bits)
  }

  @Test func isRoundedOnce() {
    // As a Float this would be halfway between two numbers, and then become the even one.
    #expect(BFloat16(1 + 0x1p-8 + 0x1p-40).bitPattern == 0x3F81)
    #expect(BFloat16(1 + 0x1p-8 - 0x1p-40).bitPattern == 0x3F80)
    #expect(BFloat16(-1 - 0x1p-8 - 0x1p-40).bitPattern == 0xBF81)
  }

  @Test func everyNumberComesBack() {
    for bits in UInt16.min...UInt16.max {
      let number = BFloat16(bitPattern: bits)
      if Float(number).isNaN {
        if !Float(BFloat16(Float(number))).isNaN { Issue.record("\(bits)") }
      } else if BFloat16(Float(number)).bitPattern != bits
        || BFloat16(Double(Float(number))).bitPattern != bits
      {
        Issue.record("\(bits)")
      }
    }
  }

  @Test func comparesAsNumbers() {
    #expect(BFloat16(0.0) == BFloat16(-0.0))
    #expect(BFloat16(0.0).hashValue == BFloat16(-0.0).hashValue)
    #expect(BFloat16(Double.nan) != BFloat16(Double.nan))
  }
}
