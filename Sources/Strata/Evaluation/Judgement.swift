/// Turns a model's outputs and the truth into `Quality`: finds out what kind of question is asked, and brings both into
/// the form that it needs. What the mask of the outputs leaves out is not judged.
struct Judgement {
  let outputs: Tensor
  let truth: Tensor
  let loss: (any Loss)?
  let task: Quality.Task?
  let names: [String]?
  /// The number of outputs for each row.
  private let width: Int
  /// The number of predictions: samples, or positions within them.
  private let rows: Int

  /// - Throws: `StrataError.invalidData` if the truth does not fit the outputs.
  init(outputs: Tensor, truth: Tensor, loss: (any Loss)?, task: Quality.Task?, names: [String]?) throws {
    self.loss = loss
    self.names = names
    width = outputs.rank > 1 ? outputs.shape[outputs.rank - 1] : 1
    let rows = width > 0 ? outputs.count / width : 0
    guard rows > 0 else {
      throw StrataError.invalidData("there are no outputs to judge: their shape is \(outputs.shape)")
    }
    guard truth.count == rows || truth.count == rows * width else {
      throw StrataError.invalidData(
        "y of shape \(truth.shape) does not fit outputs of shape \(outputs.shape)")
    }
    let kept = try outputs.mask.map { try Self.keptRows(of: rows, $0) }
    func rowsThatCount(_ tensor: Tensor) -> Tensor {
      let matrix = tensor.converted(to: .float32).reshaped([rows, tensor.count / rows])
      return kept.map { matrix.take($0, axis: 0) } ?? matrix
    }
    self.rows = kept?.count ?? rows
    self.outputs = rowsThatCount(outputs)
    self.truth = rowsThatCount(truth).flattened()
    self.task = task
  }

  /// The rows that a mask keeps, which has one element for each or for several that follow each other.
  private static func keptRows(of rows: Int, _ mask: Tensor) throws -> Tensor {
    guard mask.count > 0, rows % mask.count == 0 else {
      throw StrataError.invalidData("a mask of shape \(mask.shape) does not fit \(rows) rows of outputs")
    }
    let keeps = mask.scalars(as: Bool.self)
    let kept = (0..<rows).filter { keeps[$0 / (rows / mask.count)] }
    guard !kept.isEmpty else {
      throw StrataError.invalidData("there are no outputs to judge: the mask leaves out all")
    }
    return Tensor(kept)
  }

  /// - Throws: `StrataError.labelOutOfRange`, `.invalidData`, or `.invalidArgument` for a wrong number of names.
  func quality() throws -> Quality {
    let broken = (.!outputs.isFinite()).any(axis: 1).converted(to: .float32).sum().scalar(as: Float.self)
    if broken > 0 {
      return .undefined(
        "\(groupedDigits(Int(broken))) of \(groupedDigits(rows)) outputs are NaN or infinite, so nothing can be "
          + "judged by them. Often the learning rate is too high, or the inputs hold NaN.")
    }
    switch task ?? likelyTask {
    case .binary: return .binary(try binary())
    case .multiClass: return .multiClass(try multiClass())
    case .multiLabel: return .multiLabel(try multiLabel())
    case .regression: return .regression(try regression())
    }
  }

  // MARK: What is asked

  private var likelyTask: Quality.Task {
    if loss is SparseCategoricalCrossentropy || loss is CategoricalCrossentropy || loss is CategoricalHinge {
      return .multiClass
    }
    let isYesOrNo = truth.doubles.allSatisfy { $0 == 0 || $0 == 1 } || isSigned
    if width == 1 { return isYesOrNo ? .binary : .regression }
    if truth.count == rows {
      let areClassNumbers = truth.doubles.allSatisfy { Int(exactly: $0).map { 0..<width ~= $0 } ?? false }
      return areClassNumbers ? .multiClass : .regression
    }
    guard isYesOrNo else { return .regression }
    let isOneHot = truth.reshaped([rows, width]).sum(axis: 1).doubles.allSatisfy { $0 == 1 }
    return isOneHot && !(loss is BinaryCrossentropy) ? .multiClass : .multiLabel
  }

  /// Whether no and yes are −1 and 1.
  private var isSigned: Bool {
    let numbers = truth.doubles
    return numbers.contains(-1) && numbers.allSatisfy { abs($0) == 1 }
  }

  /// Whether outputs are logits, of any size, instead of probabilities.
  private var areLogits: Bool {
    switch loss {
    case let loss as BinaryCrossentropy: loss.fromLogits
    case let loss as CategoricalCrossentropy: loss.fromLogits
    case let loss as SparseCategoricalCrossentropy: loss.fromLogits
    case is Hinge, is SquaredHinge, is CategoricalHinge: true
    case nil: isSigned || ((outputs .< 0) .| (outputs .> 1)).any().scalar(as: Bool.self)
    default: isSigned
    }
  }

  // MARK: Answers

  private func binary() throws -> BinaryQuality {
    guard width == 1 else { throw mismatch("one output for each sample") }
    return try binaryQuality(column: 0, names: try checkedNames(2, ["no", "yes"]))
  }

  private func multiLabel() throws -> [BinaryQuality] {
    guard truth.count == outputs.count else { throw mismatch("one 0 or 1 for each output") }
    let names = try checkedNames(width, (0..<width).map(String.init))
    return try (0..<width).map { try binaryQuality(column: $0, names: ["not \(names[$0])", names[$0]]) }
  }

  private func binaryQuality(column: Int, names: [String]) throws -> BinaryQuality {
    let probabilities = (areLogits ? outputs.sigmoid() : outputs)[.all, column]
    let answers = truth.reshaped([rows, width])[.all, column]
    return try BinaryQuality(
      names: names, truths: try yesOrNo(isSigned ? maximum(answers, 0) : answers),
      probabilities: probabilities.doubles)
  }

  private func multiClass() throws -> ClassQuality {
    guard width > 1 else { throw mismatch("an output for each class") }
    let names = try checkedNames(width, (0..<width).map(String.init))
    let scores = areLogits ? outputs.softmax(axis: 1) : outputs
    if truth.count == outputs.count {
      return try ClassQuality(
        classNames: names, truths: truth.reshaped([rows, width]).argmax(axis: 1), scores: scores)
    }
    let (labels, kept) = try withoutIgnored(scores)
    return try ClassQuality(classNames: names, truths: labels, scores: kept)
  }

  /// Labels and scores without the samples that the loss leaves out.
  private func withoutIgnored(_ scores: Tensor) throws -> (labels: Tensor, scores: Tensor) {
    guard let ignored = (loss as? SparseCategoricalCrossentropy)?.ignoreClass else { return (truth, scores) }
    let places = truth.doubles.enumerated().filter { $0.element != Double(ignored) }.map(\.offset)
    guard !places.isEmpty else { throw StrataError.invalidData("all samples are of the class to be ignored") }
    return (truth.take(Tensor(places), axis: 0), scores.take(Tensor(places), axis: 0))
  }

  private func regression() throws -> [RegressionFit] {
    guard truth.count == outputs.count else { throw mismatch("one number for each output") }
    let truths = truth.reshaped([rows, width])
    let names = try checkedNames(width, width == 1 ? [""] : (0..<width).map { "output \($0)" })
    return try (0..<width).map { column in
      try RegressionFit(
        truths: truths[.all, column].doubles, predictions: outputs[.all, column].doubles, name: names[column])
    }
  }

  private func mismatch(_ wanted: String) -> StrataError {
    .invalidData(
      "this kind of report needs \(wanted); the outputs are \(rows) rows of \(width), and y has \(truth.count) "
        + "numbers")
  }

  private func checkedNames(_ count: Int, _ otherwise: [String]) throws -> [String] {
    guard let names else { return otherwise }
    guard names.count == count else {
      throw StrataError.invalidArgument(
        owner: "report", argument: "classNames", expected: "\(count) names", found: "\(names.count)")
    }
    return names
  }
}
