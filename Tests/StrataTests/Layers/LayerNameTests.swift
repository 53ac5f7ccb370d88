import Testing

@testable import Strata

@Suite struct LayerNameTests {
  private final class NeverUsedElsewhere: Layer {
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input }
  }

  @Test func automaticNamesCount() {
    #expect(
      (0..<3).map { _ in NeverUsedElsewhere().name } == [
        "never_used_elsewhere", "never_used_elsewhere_1", "never_used_elsewhere_2",
      ])
    #expect(NeverUsedElsewhere(name: "mine").name == "mine")
  }

  @Test func classesHaveKerasNames() {
    let expected: [(Layer.Type, String)] = [
      (Input.self, "input_layer"), (Dense.self, "dense"), (Activation.self, "activation"),
      (Flatten.self, "flatten"), (Reshape.self, "reshape"), (Dropout.self, "dropout"),
      (Conv2D.self, "conv2d"),
      (MaxPooling2D.self, "max_pooling2d"), (AveragePooling2D.self, "average_pooling2d"),
      (GlobalAveragePooling2D.self, "global_average_pooling2d"),
      (GlobalMaxPooling2D.self, "global_max_pooling2d"), (BatchNormalization.self, "batch_normalization"),
      (ReLU.self, "re_lu"), (LeakyReLU.self, "leaky_re_lu"), (PReLU.self, "p_re_lu"), (ELU.self, "elu"),
      (Softmax.self, "softmax"),
    ]
    for (layer, name) in expected { #expect(LayerNames.snakeCase(layer.className) == name) }
  }
}
