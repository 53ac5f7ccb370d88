import StrataIO
import Testing

@testable import Strata

@Suite("Merging layers compute what Keras recorded")
struct MergingTests {
  static let cases = try! Fixture("merging").cases

  private func layer(_ recorded: Fixture.Case) throws -> Layer {
    let config = try KerasConfig(recorded["layer"])
    let name = try config.string("name")
    switch config.className {
    case "Add": return Add(name: name)
    case "Subtract": return Subtract(name: name)
    case "Multiply": return Multiply(name: name)
    case "Average": return Average(name: name)
    case "Maximum": return Maximum(name: name)
    case "Minimum": return Minimum(name: name)
    case "Concatenate": return Concatenate(axis: try config.integer("axis"), name: name)
    case "Dot":
      return Dot(axes: try config.integers("axes"), normalize: try config.bool("normalize"), name: name)
    default: throw UnknownName(name: config.className)
    }
  }

  private func inputs(_ recorded: Fixture.Case) throws -> [Tensor] {
    let masks = try #require(recorded["masks"]?.array)
    return try zip(#require(recorded["inputs"]?.array), masks).map { input, mask in
      Tensor(try recorded.array(input)).masked(by: mask.isNull ? nil : Tensor(try recorded.array(mask)))
    }
  }

  @Test("Outputs and their masks", arguments: cases)
  func output(recorded: Fixture.Case) throws {
    let output = try layer(recorded)(inputs(recorded))
    expectClose(output, try recorded.array("output"), "the output")
    if recorded["outputMask"]?.isNull == true {
      #expect(output.mask == nil)
    } else {
      let expected = Tensor(try recorded.array("outputMask"))
      let found = try #require(output.mask)
      #expect(found.shape == expected.shape)
      #expect(found.scalars(as: Bool.self) == expected.scalars(as: Bool.self))
    }
  }

  @Test("Gradients with respect to the inputs", arguments: cases)
  func gradients(recorded: Fixture.Case) throws {
    let layer = try layer(recorded)
    let variables = try inputs(recorded).map { Variable($0) }
    let masks = try inputs(recorded).map(\.mask)
    let cotangent = Tensor(try recorded.array("cotangent"))
    let (_, gradients) = try valueAndGradient(for: variables) {
      (try layer(zip(variables, masks).map { $0.value.masked(by: $1) }) * cotangent).sum()
    }
    for (gradient, key) in zip(gradients, try #require(recorded["inputGradients"]?.array)) {
      expectClose(gradient, try recorded.array(key), absolute: 5e-6, "the gradient")
    }
  }

  @Test("Shapes before there is data", arguments: cases)
  func shapes(recorded: Fixture.Case) throws {
    let symbols = try inputs(recorded).map { Input(shape: $0.shape.dropFirst().map(Optional.init)) }
    let expected = try recorded.array("output").type.shape
    #expect(try layer(recorded)(symbols).shape == PartialShape(batchesLike: expected))
  }
}
