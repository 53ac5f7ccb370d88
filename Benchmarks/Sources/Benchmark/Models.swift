import Strata

func makeModel(_ name: String, _ settings: Settings) throws -> Model {
  try withDTypePolicy(settings.policy) {
    switch name {
    case "resnet": try residualNetwork(settings)
    default: try Sequential([input(settings)] + stack(name, settings) + [head()])
    }
  }
}

private func input(_ settings: Settings) -> Input {
  Input(shape: settings.shape.map { $0 }, dtype: settings.vocabulary > 0 ? .int32 : .float32)
}

/// The size of an attention head.
private let headSize = 64

/// In `float32` under any policy.
private func head() -> Layer { withDTypePolicy(.float32) { Dense(10, activation: .softmax) } }

private func stack(_ name: String, _ settings: Settings) throws -> [Layer] {
  let width = settings.width
  switch name {
  case "mlp": return (0..<settings.depth).map { _ in Dense(width, activation: .relu) }
  case "cnn":
    return [
      Conv2D(width, kernelSize: 3, activation: .relu), MaxPooling2D(),
      Conv2D(2 * width, kernelSize: 3, activation: .relu), MaxPooling2D(),
      Flatten(), Dense(4 * width, activation: .relu),
    ]
  case "lstm": return [LSTM(width)]
  case "gru": return [GRU(width)]
  case "transformer":
    let blocks = (0..<settings.depth).map { _ in
      TransformerBlock(width: width, headCount: max(1, width / headSize))
    }
    return blocks + [GlobalAveragePooling1D()]
  case "text": return [Embedding(settings.vocabulary, width), GlobalAveragePooling1D()]
  default: throw UnknownRequest(text: name)
  }
}

/// Three stages of residual blocks, each with half the height and width and twice the filters of the one before.
private func residualNetwork(_ settings: Settings) throws -> Model {
  let start = input(settings)
  var x = try ReLU()(normalizedConvolution(start, settings.width))
  for stage in 0..<3 {
    for block in 0..<settings.depth {
      x = try residualBlock(x, settings.width << stage, strides: stage > 0 && block == 0 ? 2 : 1)
    }
  }
  return try Model(inputs: start, outputs: head()(GlobalAveragePooling2D()(x)))
}

private func residualBlock(_ x: SymbolicTensor, _ filters: Int, strides: Int) throws -> SymbolicTensor {
  let inner = try ReLU()(normalizedConvolution(x, filters, strides: strides))
  let y = try normalizedConvolution(inner, filters)
  let shortcut = strides == 1 ? x : try Conv2D(filters, kernelSize: 1, strides: 2, padding: .same)(x)
  return try ReLU()(y + shortcut)
}

private func normalizedConvolution(
  _ x: some SymbolicTensorConvertible, _ filters: Int, strides: Int = 1
) throws -> SymbolicTensor {
  try BatchNormalization()(
    Conv2D(filters, kernelSize: 3, strides: strides, padding: .same, useBias: false)(x))
}
