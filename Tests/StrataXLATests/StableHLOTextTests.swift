import StrataGraph
import Testing

@testable import StrataXLA

/// The text of programs. What it means is for the plugins to say, in the conformance tests.
@Suite struct StableHLOTextTests {
  private func sum(of shape: [Int]) -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, shape))
    let y = graph.addInput(TensorType(.float32, shape))
    graph.outputs = [graph.add(.binary(.add), x, y)]
    return graph
  }

  @Test func writesAModule() throws {
    let text = """
      module @strata {
        func.func public @main(%0: tensor<2x3xf32>, %1: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
          %2 = "stablehlo.add"(%0, %1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> (tensor<2x3xf32>)
          "func.return"(%2) : (tensor<2x3xf32>) -> ()
        }
      }

      """
    #expect(try stableHLO(of: sum(of: [2, 3])) == text)
  }

  @Test func saysWhichInputsAreDonated() throws {
    let text = try stableHLO(of: sum(of: [2]), donations: [0: 1])
    #expect(text.contains("(%0: tensor<2xf32>, %1: tensor<2xf32> {tf.aliasing_output = 0 : i32})"))
  }

  /// XLA's code for processors is slow where a product over the rows has few columns.
  @Test(arguments: [
    ([5, 12], [5, 3], "(tensor<5x3xf32>, tensor<5x12xf32>) -> (tensor<3x12xf32>)"),
    ([2, 5, 12], [2, 5, 3], "(tensor<2x5x3xf32>, tensor<2x5x12xf32>) -> (tensor<3x12xf32>)"),
    ([5, 12], [5, 8], nil), ([5, 12], [5, 1], nil), ([5, 99], [5, 33], nil),
  ])
  func aProductWithFewColumnsIsTransposedOnTheHost(left: [Int], right: [Int], turned: String?) throws {
    var graph = Graph()
    let axes = Array(left.indices.dropLast())
    let operands = [left, right].map { graph.addInput(TensorType(.float32, $0)) }
    graph.outputs = [
      graph.add(.dot(DotAxes(leftContracting: axes, rightContracting: axes)), operands[0], operands[1])
    ]
    let plain = try stableHLO(of: graph)
    #expect(!plain.contains("stablehlo.transpose"))
    let text = try stableHLO(of: graph, target: StableHLOTarget(isOnHost: true))
    if let turned { #expect(text.contains(turned)) } else { #expect(text == plain) }
  }

  /// The text is the key of a cache.
  @Test func equalGraphsHaveEqualText() throws {
    func program() -> Graph {
      var graph = Graph()
      let key = graph.addInput(TensorType(.uint32, [2]))
      let bits = graph.add(.randomBits(shape: [7, 3]), key)
      let noise = graph.unary(.erf, graph.convert(bits, to: .float32))
      let window = Window(size: [2, 2], strides: [1, 1])
      let pooled = graph.add(.reduceWindow(.maximum, window), noise)
      graph.outputs = [graph.add(.selectAndScatter(window), noise, pooled)]
      return graph
    }
    #expect(try stableHLO(of: program()) == stableHLO(of: program()))
    #expect(try stableHLO(of: sum(of: [2])) != stableHLO(of: sum(of: [3])))
  }

  @Test(arguments: [
    (Literal(Float(1)), "dense<0x3F800000> : tensor<f32>"),
    (Literal(Float(-0.0)), "dense<0x80000000> : tensor<f32>"),
    (Literal(-Float.infinity), "dense<0xFF800000> : tensor<f32>"),
    (Literal(Double(1)), "dense<0x3FF0000000000000> : tensor<f64>"),
    (Literal(Int32.min), "dense<-2147483648> : tensor<i32>"),
    (Literal(UInt32.max), "dense<4294967295> : tensor<ui32>"),
    (Literal(Int64.min), "dense<-9223372036854775808> : tensor<i64>"),
    (Literal(UInt8(200)), "dense<200> : tensor<ui8>"),
    (Literal([7, 7] as [Int32], shape: [2, 1]), "dense<7> : tensor<2x1xi32>"),
    // Bytes of several elements, the least significant first.
    (Literal([1, -2] as [Int32], shape: [2]), #"dense<"0x01000000FEFFFFFF"> : tensor<2xi32>"#),
    (
      Literal([true, false, true, true], shape: [2, 2]),
      "dense<[[true, false], [true, true]]> : tensor<2x2xi1>"
    ),
    (Literal([Float](), shape: [0, 3]), "dense<> : tensor<0x3xf32>"),
  ])
  func spellsConstants(literal: Literal, text: String) { #expect(literal.stableHLO == text) }
}
