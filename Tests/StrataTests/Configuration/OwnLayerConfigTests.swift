import StrataIO
import Testing

@testable import Strata

/// Layers of one's own in files.
struct OwnLayerConfigTests {
  private final class Blend: Layer {
    let shares: [Double]
    let inner: Layer
    let hint: String?

    init(shares: [Double], inner: Layer, hint: String? = nil, name: String? = nil) {
      self.shares = shares
      self.inner = inner
      self.hint = hint
      super.init(name: name)
    }

    override var arguments: Arguments? { ["shares": shares, "inner": inner, "hint": hint] }

    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      try shares[0] * input + shares[1] * inner(input, context: context)
    }
  }

  private final class Undescribed: Layer {}

  @Test
  func roundTrip() throws {
    Registry.layers.register("Blend") { config in
      try Blend(
        shares: config.doubles("shares"), inner: config.layer("inner"), hint: config.optionalString("hint"),
        name: config.name)
    }
    defer { Registry.layers.unregister("Blend") }
    let blend = Blend(
      shares: [0.25, 0.75],
      inner: Dense(3, activation: .relu, kernelInitializer: .constant(0.5), name: "wide"),
      name: "mine")
    let written = try blend.json
    #expect(written["class_name"] == .string("Blend"))
    #expect(written["module"] == .null)
    #expect(written["registered_name"] == .string("Custom>Blend"))
    #expect(written["config"]?["inner"]?["config"]?["units"] == .integer(3))

    let read = try #require(try Registry.layers.make(from: written, place: "here") as? Blend)
    #expect(try read.json == written)
    let input = Tensor([[1, -2, 4]] as [[Float]])
    #expect(try read(input).scalars(as: Float.self) == blend(input).scalars(as: Float.self))
  }

  @Test
  func layerWithoutArguments() throws {
    let error = #expect(throws: StrataError.self) { try Undescribed(name: "secret").json }
    #expect(
      error.map { "\($0)" }
        == "the layer 'secret' of class Undescribed cannot be described in a file: it needs a value for `arguments`, "
        + "and a class registered with Registry to be read again")
  }
}
