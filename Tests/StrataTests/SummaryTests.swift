import Testing

@testable import Strata

/// The expected tables are those that Keras 3.15.1 prints for the same models.
@Suite struct SummaryTests {
  @Test func looksLikeKerasInAnEightyColumnTerminal() throws {
    let model = try Sequential(name: "mnist") {
      Input(shape: [784])
      Dense(128, activation: .relu, name: "dense")
      Dropout(0.2, name: "dropout")
      Dense(10, activation: .softmax, name: "dense_1")
    }
    #expect(
      model.summaryText(width: 76) == """
        Model: "mnist"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
        ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
        │ dense (Dense)                   │ (None, 128)            │       100,480 │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ dropout (Dropout)               │ (None, 128)            │             0 │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ dense_1 (Dense)                 │ (None, 10)             │         1,290 │
        └─────────────────────────────────┴────────────────────────┴───────────────┘
         Total params: 101,770 (397.54 KB)
         Trainable params: 101,770 (397.54 KB)
         Non-trainable params: 0 (0.00 B)
        """)
  }

  @Test func looksLikeKerasInAWideTerminal() throws {
    let model = try Sequential(name: "mnist") {
      Input(shape: [784])
      Dense(128, name: "dense")
    }
    let lines = model.summaryText(width: 88).split(separator: "\n")
    #expect(
      lines[1] == "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓")
    #expect(
      lines[4] == "│ dense (Dense)                        │ (None, 128)                 │         100,480 │")
  }

  @Test func unbuiltModelSaysSo() throws {
    let model = try Sequential(name: "unb") { Dense(3, name: "u") }
    let text = model.summaryText(width: 76)
    #expect(text.contains("│ u (Dense)                       │ ?                      │   0 (unbuilt) │"))
    #expect(text.contains("Not built"))
  }

  @Test func frozenWeightsAreCountedApart() throws {
    let model = try Sequential {
      Input(shape: [6, 6, 2])
      Conv2D(4, kernelSize: 3)
      BatchNormalization()
    }
    let text = model.summaryText(width: 76)
    // 3·3·2·4 + 4 in the convolution, 4·4 in the normalization, half of which are statistics.
    #expect(text.contains(" Total params: 92 (368.00 B)"))
    #expect(text.contains(" Trainable params: 84 (336.00 B)"))
    #expect(text.contains(" Non-trainable params: 8 (32.00 B)"))
  }

  @Test(arguments: [(0, "0.00 B"), (1023, "1023.00 B"), (407_080, "397.54 KB"), (1 << 30, "1.00 GB")])
  func sizesAreReadable(bytes: Int, text: String) { #expect(readableSize(bytes) == text) }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func digitsAreGrouped(number: Int, text: String) { #expect(groupedDigits(number) == text) }
}
