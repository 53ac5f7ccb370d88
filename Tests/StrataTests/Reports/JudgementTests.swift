import Testing

@testable import Strata

@Suite("What a report judges by")
struct JudgementTests {
  private func judge(
    _ outputs: Tensor, _ truth: Tensor, loss: (any Loss)? = nil, task: Quality.Task? = nil,
    names: [String]? = nil
  ) throws -> Quality {
    try Judgement(outputs: outputs, truth: truth, loss: loss, task: task, names: names).quality()
  }

  private func kind(_ quality: Quality) -> String {
    switch quality {
    case .binary: "binary"
    case .multiClass: "classes"
    case .multiLabel: "labels"
    case .regression: "numbers"
    case .undefined: "undefined"
    }
  }

  @Test("The kind of question follows from the loss, the outputs and the truth")
  func kinds() throws {
    let one = Tensor([[0.2], [0.7], [0.9]] as [[Float]])
    let two = Tensor([[0.2, 0.8], [0.7, 0.3], [0.9, 0.1]] as [[Float]])
    let oneHot = Tensor([[0, 1], [1, 0], [1, 0]])
    let cases: [(String, Tensor, Tensor, (any Loss)?)] = [
      ("binary", one, Tensor([0, 1, 1]), nil),
      ("binary", one, Tensor([[0], [1], [1]]), BinaryCrossentropy()),
      ("binary", one, Tensor([0, 1, 1]), MeanSquaredError()),
      ("binary", one, Tensor([-1, 1, 1]), Hinge()),
      ("binary", one.flattened(), Tensor([0, 1, 1]), nil),
      ("numbers", one, Tensor([0.5, 1, 1] as [Float]), nil),
      ("numbers", one, Tensor([3, 4, 5]), MeanSquaredError()),
      ("classes", two, Tensor([1, 0, 0]), nil),
      ("classes", two, Tensor([[1], [0], [0]]), SparseCategoricalCrossentropy()),
      ("classes", two, oneHot, nil),
      ("classes", two, oneHot, CategoricalCrossentropy()),
      ("labels", two, oneHot, BinaryCrossentropy()),
      ("labels", two, Tensor([[1, 1], [0, 0], [1, 0]]), nil),
      ("numbers", two, Tensor([[1, 1.5], [0, 0], [1, 0]] as [[Float]]), nil),
    ]
    for (expected, outputs, truth, loss) in cases {
      #expect(
        kind(try judge(outputs, truth, loss: loss)) == expected, "\(truth.shape), \(String(describing: loss))"
      )
    }
    #expect(kind(try judge(one, Tensor([0, 1, 1]), task: .regression)) == "numbers")
  }

  @Test("Logits become probabilities, and yes begins above ½")
  func logits() throws {
    let truth = Tensor([0, 1, 1])
    let logits = Tensor([[-2], [0.3], [3]] as [[Float]])
    guard case .binary(let quality) = try judge(logits, truth, loss: BinaryCrossentropy(fromLogits: true))
    else {
      Issue.record("not binary")
      return
    }
    #expect(quality.confusion.counts == [[1, 0], [0, 2]])
    expectAgree(quality.probabilities, [0.1192, 0.5744, 0.9526], within: 1e-4)

    let scores = Tensor([[1, 3], [2, 0]] as [[Float]])
    let loss = SparseCategoricalCrossentropy(fromLogits: true)
    guard case .multiClass(let classes) = try judge(scores, Tensor([1, 1]), loss: loss) else {
      Issue.record("not classes")
      return
    }
    #expect(classes.predictions == [1, 0])
    // 1 / (1 + e⁻²)
    expectAgree(classes.confidences, [0.8808, 0.8808], within: 1e-4)
    #expect(classes.confusion.counts == [[0, 0], [1, 1]])
  }

  @Test("Outputs of a model that minimizes squares stay as they are")
  func squares() throws {
    let outputs = Tensor([[-0.1], [0.4], [1.2]] as [[Float]])
    guard case .binary(let quality) = try judge(outputs, Tensor([0, 1, 1]), loss: MeanSquaredError()) else {
      Issue.record("not binary")
      return
    }
    #expect(quality.confusion.counts == [[1, 0], [1, 1]])
  }

  @Test("Samples of the class to be ignored do not count")
  func ignored() throws {
    let outputs = Tensor([[0.2, 0.8], [0.7, 0.3], [0.9, 0.1]] as [[Float]])
    let loss = SparseCategoricalCrossentropy(ignoreClass: -1)
    guard case .multiClass(let quality) = try judge(outputs, Tensor([1, -1, 0]), loss: loss) else {
      Issue.record("not classes")
      return
    }
    #expect(quality.confusion.counts == [[1, 0], [0, 1]])
    #expect(throws: StrataError.self) { try judge(outputs, Tensor([-1, -1, -1]), loss: loss) }
  }

  @Test("Each position of a sequence is judged")
  func positions() throws {
    let outputs = Tensor([0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.3, 0.7] as [Float], shape: [2, 2, 2])
    guard case .multiClass(let quality) = try judge(outputs, Tensor([[0, 1], [1, 1]])) else {
      Issue.record("not classes")
      return
    }
    #expect(quality.confusion.counts == [[1, 0], [1, 2]])
  }

  @Test("What the mask leaves out is not judged")
  func masked() throws {
    var outputs = Tensor([0.9, 0.1, 0.2, 0.8, .nan, 0.4, 0.3, 0.7] as [Float], shape: [2, 2, 2])
    outputs.mask = Tensor([[true, true], [false, true]])
    // The label that does not count is none of the classes.
    guard case .multiClass(let quality) = try judge(outputs, Tensor([[0, 0], [7, 1]])) else {
      Issue.record("not classes")
      return
    }
    #expect(quality.confusion.counts == [[1, 1], [0, 1]])

    var numbers = Tensor([1, 2, 3, 4, 5, 6, 7, 8] as [Float], shape: [2, 2, 2])
    numbers.mask = Tensor([[true, false], [false, false]])
    guard case .regression(let fits) = try judge(numbers, numbers + 1) else {
      Issue.record("not numbers")
      return
    }
    #expect(fits.map(\.predictions) == [[1], [2]])

    outputs.mask = Tensor([[false, false], [false, false]])
    #expect(throws: StrataError.self) { try judge(outputs, Tensor([[0, 0], [7, 1]])) }
    outputs.mask = Tensor([true, false, true])
    #expect(throws: StrataError.self) { try judge(outputs, Tensor([[0, 0], [7, 1]])) }
  }

  @Test("Numbers have the names that are given, or those of the outputs")
  func namesOfNumbers() throws {
    let two = Tensor([[0.2, 1.8], [0.7, 1.3]] as [[Float]])
    func names(_ given: [String]?, _ outputs: Tensor) throws -> [String] {
      guard case .regression(let fits) = try judge(outputs, outputs, task: .regression, names: given) else {
        return []
      }
      return fits.map(\.name)
    }
    #expect(try names(["width", "height"], two) == ["width", "height"])
    #expect(try names(nil, two) == ["output 0", "output 1"])
    #expect(try names(nil, two[.all, 0]) == [""])
    #expect(throws: StrataError.self) { try names(["width"], two) }
  }

  @Test("NaN leaves nothing to judge, and says so")
  func notANumber() throws {
    let outputs = Tensor([[.nan, 0.8], [0.7, 0.3]] as [[Float]])
    guard case .undefined(let reason) = try judge(outputs, Tensor([1, 0])) else {
      Issue.record("judged")
      return
    }
    #expect(reason.hasPrefix("1 of 2 outputs are NaN or infinite"))
  }

  @Test("Data that do not fit are errors")
  func mistakes() {
    let two = Tensor([[0.2, 0.8], [0.7, 0.3]] as [[Float]])
    #expect(throws: StrataError.labelOutOfRange(label: 2, classes: 2, index: 1)) {
      try judge(two, Tensor([0, 2]), loss: SparseCategoricalCrossentropy())
    }
    #expect(throws: StrataError.invalidData("y of shape [3] does not fit outputs of shape [2, 2]")) {
      try judge(two, Tensor([0, 1, 1]))
    }
    #expect(
      throws: StrataError.invalidArgument(
        owner: "report", argument: "classNames", expected: "2 names", found: "3")
    ) { try judge(two, Tensor([0, 1]), names: ["a", "b", "c"]) }
    #expect(throws: StrataError.self) { try judge(two, Tensor([0, 1]), task: .binary) }
  }
}
