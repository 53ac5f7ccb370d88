@testable import Strata

/// The models that `scripts/keras_fixtures/functional.py` records, by their names, made line by line as there.
let recordedModels: [(name: String, make: @Sendable () throws -> Model)] = [
  ("residual", residual), ("invertedResidual", invertedResidual), ("inception", inception),
  ("siamese", siamese), ("encoderDecoder", encoderDecoder), ("bidirectionalEncoder", bidirectionalEncoder),
  ("nested", nested), ("twoByTwo", twoByTwo), ("chain", chain),
]

@Sendable private func residual() throws -> Model {
  let images = Input(shape: [8, 8, 3], name: "images")
  var x = try Conv2D(4, kernelSize: 3, padding: .same, useBias: false, name: "conv1")(images)
  x = try BatchNormalization(name: "norm1")(x)
  x = try ReLU(name: "relu1")(x)
  x = try Conv2D(4, kernelSize: 3, padding: .same, useBias: false, name: "conv2")(x)
  x = try BatchNormalization(name: "norm2")(x)
  let shortcut = try Conv2D(4, kernelSize: 1, name: "shortcut")(images)
  x = try Add(name: "sum")([x, shortcut])
  x = try ReLU(name: "relu2")(x)
  x = try GlobalAveragePooling2D(name: "pool")(x)
  return try Model(
    inputs: images, outputs: Dense(3, activation: .softmax, name: "scores")(x), name: "residual")
}

@Sendable private func invertedResidual() throws -> Model {
  let images = Input(shape: [6, 6, 4], name: "images")
  var x = try Conv2D(8, kernelSize: 1, useBias: false, name: "expand")(images)
  x = try BatchNormalization(name: "expandNorm")(x)
  x = try ReLU(maxValue: 6, name: "expandRelu")(x)
  x = try DepthwiseConv2D(kernelSize: 3, padding: .same, useBias: false, name: "depthwise")(x)
  x = try BatchNormalization(name: "depthwiseNorm")(x)
  x = try ReLU(maxValue: 6, name: "depthwiseRelu")(x)
  x = try Conv2D(4, kernelSize: 1, useBias: false, name: "project")(x)
  x = try BatchNormalization(name: "projectNorm")(x)
  x = try Add(name: "sum")([images, x])
  x = try GlobalAveragePooling2D(name: "pool")(x)
  return try Model(inputs: images, outputs: Dense(2, name: "scores")(x), name: "invertedResidual")
}

@Sendable private func inception() throws -> Model {
  let images = Input(shape: [7, 7, 3], name: "images")
  let reduce = Conv2D(3, kernelSize: 1, activation: .relu, name: "reduce")
  let norm = BatchNormalization(name: "norm")
  let first = try norm(reduce(images))
  let second = try Conv2D(2, kernelSize: 3, padding: .same, activation: .relu, name: "conv3")(reduce(images))
  var third = try MaxPooling2D(poolSize: 3, strides: 1, padding: .same, name: "pool")(images)
  third = try norm(reduce(third))
  var x = try Concatenate(name: "filters")([first, second, third])
  x = try Flatten(name: "flat")(x)
  return try Model(inputs: images, outputs: Dense(2, name: "scores")(x), name: "inception")
}

@Sendable private func siamese() throws -> Model {
  let left = Input(shape: [6], dtype: .int32, name: "left")
  let right = Input(shape: [6], dtype: .int32, name: "right")
  let words = Embedding(12, 3, maskZero: true, name: "words")
  let reader = LSTM(4, name: "reader")
  let (a, b) = (try reader(words(left)), try reader(words(right)))
  let product = try Multiply(name: "product")([a, b])
  let difference = try Subtract(name: "difference")([a, b])
  let cosine = try Dot(axes: 1, normalize: true, name: "cosine")([a, b])
  let x = try Concatenate(name: "both")([product, difference, cosine])
  let output = try Dense(1, activation: .sigmoid, name: "same")(x)
  return try Model(inputs: [left, right], outputs: output, name: "siamese")
}

@Sendable private func encoderDecoder() throws -> Model {
  let source = Input(shape: [6, 3], name: "source")
  let target = Input(shape: [5, 2], name: "target")
  let encoded = try LSTM(4, returnState: true, name: "encoder").outputs(for: [source])
  let decoder = LSTM(4, returnSequences: true, returnState: true, name: "decoder")
  let decoded = try decoder.outputs(for: target, initialState: [encoded[1], encoded[2]])
  let output = try Dense(2, name: "steps")(decoded[0])
  return try Model(inputs: [source, target], outputs: [output, decoded[1]], name: "encoderDecoder")
}

@Sendable private func bidirectionalEncoder() throws -> Model {
  let source = Input(shape: [nil, 3], name: "source")
  let target = Input(shape: [nil, 2], name: "target")
  let encoder = Bidirectional(GRU(3, returnState: true, name: "gru"), name: "encoder")
  let encoded = try encoder.outputs(for: [source])
  let context = try Concatenate(name: "context")(Array(encoded[1...]))
  let steps = try GRU(6, returnSequences: true, name: "decoder")(target, initialState: [context])
  let output = try TimeDistributed(Dense(2, name: "dense"), name: "steps")(steps)
  return try Model(inputs: [source, target], outputs: output, name: "bidirectionalEncoder")
}

@Sendable private func nested() throws -> Model {
  let inner = Input(shape: [4], name: "vector")
  var x = try Dense(5, activation: .tanh, name: "hidden")(inner)
  x = try BatchNormalization(name: "norm")(x)
  let tower = try Model(inputs: inner, outputs: [Dense(3, name: "code")(x), x], name: "tower")
  let head = try Sequential(name: "head") {
    Input(shape: [3])
    Dense(4, activation: .relu, name: "wide")
    Dense(2, name: "narrow")
  }
  let a = Input(shape: [4], name: "a")
  let b = Input(shape: [4], name: "b")
  let (towerA, towerB) = (try tower.outputs(for: [a]), try tower.outputs(for: [b]))
  let mean = try Average(name: "mean")([head(towerA[0]), head(towerB[0])])
  let largest = try Maximum(name: "largest")([towerA[0], towerB[0]])
  return try Model(inputs: [a, b], outputs: [mean, largest, towerB[1]], name: "nested")
}

@Sendable private func twoByTwo() throws -> Model {
  let title = Input(shape: [5], dtype: .int32, name: "title")
  let body = Input(shape: [4], name: "body")
  let words = try Embedding(10, 3, name: "words")(title)
  let hidden = try Dense(6, activation: .relu, name: "hidden")(body)
  let both = try Concatenate(name: "both")([LSTM(4, name: "reader")(words), hidden])
  let topic = try Dense(3, activation: .softmax, name: "topic")(both)
  let urgency = try Dense(1, name: "urgency")(both)
  return try Model(inputs: [title, body], outputs: [topic, urgency], name: "twoByTwo")
}

@Sendable private func chain() throws -> Model {
  let vector = Input(shape: [4], name: "vector")
  let x = try Dense(3, activation: .relu, name: "first")(vector)
  return try Model(inputs: vector, outputs: Dense(2, name: "second")(x), name: "chain")
}
