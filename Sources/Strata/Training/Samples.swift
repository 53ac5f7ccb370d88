import StrataGraph

/// The arrays of a data set or a batch, in the order in which the programs of a model take them.
struct Samples {
  let layout: SampleLayout
  let tensors: [Tensor]
  /// How messages call the tensors.
  let labels: [String]

  /// The number of samples.
  var count: Int { tensors[0].shape[0] }

  /// The buffers of the tensors.
  var buffers: [Buffer] { tensors.map { $0.concreteBuffer(reading: "samples") } }

  /// The types of the tensors, for checkpoints.
  var settingsText: String {
    zip(labels, tensors).map { "\($0) \($1.type)" }.joined(separator: ", ")
  }

  /// The samples at the given positions.
  func rows(_ range: Range<Int>) -> Samples {
    Samples(
      layout: layout,
      tensors: tensors.map { tensor in
        let ranges = [range] + tensor.shape.dropFirst().map { 0..<$0 }
        return Tensor.apply(
          .slice(
            start: ranges.map(\.lowerBound), limit: ranges.map(\.upperBound), strides: ranges.map { _ in 1 }),
          [tensor])
      }, labels: labels)
  }
}

/// Which argument of a step is what: the inputs come first, then the truths and the sample weights.
struct SampleLayout: Hashable {
  let inputCount: Int
  /// For each output the position of its truth, nil for one that needs none.
  let truths: [Int?]
  /// For each output the position of its sample weights, nil without them.
  let sampleWeights: [Int?]

  func inputs(_ arguments: [Tensor]) -> [Tensor] { Array(arguments[..<inputCount]) }

  func truth(_ arguments: [Tensor], output: Int) -> Tensor? { truths[output].map { arguments[$0] } }

  func sampleWeight(_ arguments: [Tensor], output: Int) -> Tensor? {
    sampleWeights[output].map { arguments[$0] }
  }
}

extension Model {
  /// The given inputs in the order of the model.
  /// - Throws: `StrataError.invalidArgument` if they do not go with the names of the inputs.
  func orderedInputs(_ x: any TensorOrList) throws -> [Tensor] {
    switch x.tensors {
    case .one(let tensor): [tensor]
    case .list(let tensors): tensors
    case .byName:
      try Ports(.input, count: inputNames.count, names: inputNames, model: name)
        .allValues(x.tensors, "x")
    }
  }

  /// The shapes of batches of the samples, with their size if the model is built for one size only.
  private func batchShapes(of inputs: [Tensor]) -> [PartialShape] {
    inputs.enumerated().map { index, input in
      var shape = PartialShape(batchesLike: input.shape)
      if let built = inputShapes, built.indices.contains(index), let size = built[index].first {
        shape[0] = size
      }
      return shape
    }
  }

  /// Puts the arrays of a batch in order, builds the model if need be, and checks that it can take the inputs, and
  /// losses and metrics the truth.
  /// - Parameter role: what the samples are for, if there are others too, such as `validationData: `.
  func samples(_ batch: Batch, _ compilation: Compilation, role: String = "") throws -> Samples {
    try batch.validate(role)
    let inputs = try orderedInputs(batch.inputs)
    let inputShapes = batchShapes(of: inputs)
    try validate(inputShapes: inputShapes)
    try validateElements(of: inputs)
    let outputShapes = try compilation.outputShapes(of: self, for: inputShapes)
    let objectives = try compilation.objectives(of: self, outputCount: outputShapes.count)
    var arguments = SampleArguments(
      inputs: inputs, ports: try Ports(.input, count: inputs.count, names: inputNames, model: name))
    let truths = try objectives.truths(batch.truths)
    let truthPositions = truths.indices.map { output in
      truths[output].map { arguments.add($0, objectives.ports.label("y", output)) }
    }
    let weights = try batch.sampleWeights.map { try objectives.sampleWeights($0, &arguments) }
    for (output, objective) in objectives.outputs.enumerated() {
      guard let truth = truths[output] else { continue }
      try objective.validate(
        truth, outputShape: outputShapes[output],
        sampleWeight: weights?[output].map { arguments.tensors[$0] })
    }
    return Samples(
      layout: SampleLayout(
        inputCount: inputs.count, truths: truthPositions,
        sampleWeights: weights ?? truths.map { _ in nil }),
      tensors: arguments.tensors, labels: arguments.labels)
  }
}

/// A list of arguments in the making.
struct SampleArguments {
  private(set) var tensors: [Tensor]
  private(set) var labels: [String]

  init(inputs: [Tensor], ports: Ports) {
    tensors = inputs
    labels = inputs.indices.map { ports.label("x", $0) }
  }

  /// - Returns: the position of the new argument.
  mutating func add(_ tensor: Tensor, _ label: String) -> Int {
    tensors.append(tensor)
    labels.append(label)
    return tensors.count - 1
  }
}
