import Foundation
import StrataXLA
import Testing

@testable import Strata

/// Several of the devices that XLA makes of the processor. What they compute is held against one device.
@Suite("Several devices", .needsXLA)
struct SeveralDevicesTests {
  static func devices(_ count: Int) -> [Device] { (0..<count).map { .xla($0) } }

  // MARK: Training

  /// The losses of some steps, an evaluation and an epoch with a last batch that cannot be dealt out, and then the
  /// weights.
  private func training(
    _ network: TrainingOnDevicesTests.Network, on device: Device
  ) throws -> (losses: [Double], weights: [Tensor]) {
    try withRandomSeed(21) {
      let model = try network.model()
      model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy())
      let x = network.samples(90)
      let y = Tensor((0..<90).map { Int32($0 * 7 % 4) })
      var losses: [Double] = []
      try withDevice(device) {
        for step in 0..<5 {
          let rows = 16 * step..<16 * (step + 1)
          model.resetMetrics()
          losses.append(try #require(model.trainOnBatch(x[rows], y[rows])["loss"]))
        }
      }
      losses.append(try #require(model.evaluate(x, y, verbose: .silent, device: device)["loss"]))
      let history = try model.fit(x, y, batchSize: 24, epochs: 2, verbose: .silent, device: device)
      losses += history["loss"]
      return (losses, try model.getWeights())
    }
  }

  @Test(
    "train as one does",
    arguments: TrainingOnDevicesTests.Network.allCases, [2, 4])
  func training(network: TrainingOnDevicesTests.Network, count: Int) throws {
    let expected = try training(network, on: .xla)
    let found = try training(network, on: .dataParallel(Self.devices(count)))
    #expect(expected.losses.count == 8)
    for (step, (a, b)) in zip(expected.losses, found.losses).enumerated() {
      #expect(abs(a - b) < 1e-4 * abs(a), "step \(step): \(a) on one device, \(b) on \(count)")
    }
    for (a, b) in zip(expected.weights, found.weights) {
      #expect(largestDifference(a, b) < 2e-3)
    }
  }

  private func largestDifference(_ a: Tensor, _ b: Tensor) -> Double {
    zip(a.scalars(as: Float.self), b.scalars(as: Float.self)).map { abs(Double($0 - $1)) }.max() ?? 0
  }

  // MARK: Split weights

  private func perceptron(_ seed: UInt32) throws -> Sequential {
    try withRandomSeed(seed) {
      let model = try Sequential(
        [
          Input(shape: [12]), Dense(32, activation: .relu, name: "up"), Dense(8, name: "down"),
          Dense(4, activation: .softmax, name: "classes"),
        ], name: "net")
      model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy())
      return model
    }
  }

  private static let x = TrainingOnDevicesTests.Network.mlp.samples(48)
  private static let y = Tensor((0..<48).map { Int32($0 * 7 % 4) })

  private func fit(_ model: Model, epochs: Int = 2, on device: Device) throws -> [Double] {
    try withRandomSeed(3) {
      let history = try model.fit(
        Self.x, Self.y, batchSize: 16, epochs: epochs, verbose: .silent, shuffle: false, device: device)
      return history["loss"]
    }
  }

  enum Split: String, CaseIterable {
    case columns, rows, columnsThenRows, withTheBatch

    var layout: LayoutMap {
      switch self {
      case .columns, .withTheBatch: ["net/up/kernel": [nil, "model"], "net/up/bias": ["model"]]
      case .rows: ["net/up/kernel": ["model", nil]]
      case .columnsThenRows:
        [".*/up/kernel": [nil, "model"], ".*/up/bias": ["model"], ".*/down/kernel": ["model", nil]]
      }
    }

    /// Meshes of 2 and 4 devices.
    var devices: [Device] {
      let meshes: [DeviceMesh] =
        switch self {
        case .withTheBatch:
          [2, 4].map { DeviceMesh(["model": $0], devices: SeveralDevicesTests.devices($0)) }
        default:
          [(1, 2), (1, 4), (2, 2)].map {
            DeviceMesh(["batch": $0, "model": $1], devices: SeveralDevicesTests.devices($0 * $1))
          }
        }
      return meshes.map { .modelParallel($0, layout: layout) }
    }
  }

  @Test("hold parts of the weights", arguments: Split.allCases)
  func splitWeights(split: Split) throws {
    let reference = try perceptron(5)
    let losses = try fit(reference, on: .cpu)
    for device in split.devices {
      let model = try perceptron(5)
      let found = try fit(model, on: device)
      #expect(zip(losses, found).allSatisfy { abs($0 - $1) < 1e-4 }, "\(losses) and on \(device) \(found)")
      for (a, b) in try zip(reference.getWeights(), model.getWeights()) {
        #expect(largestDifference(a, b) < 1e-3)
      }
      let expected = try reference.predict(Self.x)
      #expect(largestDifference(expected, try model.predict(Self.x, device: device)) < 1e-3)
      #expect(largestDifference(expected, try model.predict(Self.x)) < 1e-3)
    }
  }

  @Test("hold no more of a split weight and its optimizer's state than their part")
  func memory() throws {
    let model = try perceptron(5)
    let mesh = DeviceMesh(["batch": 1, "model": 2], devices: Self.devices(2))
    _ = try fit(model, on: .modelParallel(mesh, layout: ["net/up/kernel": [nil, "model"]]))
    let optimizer = try #require(model.compilation).optimizer
    let kernel = try #require(model.weights.first)
    for variable in [kernel, optimizer.slot("momentum", of: kernel), optimizer.slot("velocity", of: kernel)] {
      let buffer = try #require(variable.buffer as? ShardedBuffer)
      #expect(buffer.sharding == .split(axis: 1, along: 1), "\(variable)")
    }
    let bias = try #require(model.weights[1].buffer as? ShardedBuffer)
    #expect(bias.sharding == .replicated)
  }

  // MARK: Weights and files

  @Test("let weights be read and set while they are split")
  func readingAndSetting() throws {
    let mesh = DeviceMesh(["batch": 1, "model": 2], devices: Self.devices(2))
    let device = Device.modelParallel(mesh, layout: ["net/up/kernel": [nil, "model"]])
    let (model, reference) = (try perceptron(5), try perceptron(5))
    for (model, device) in [(model, device), (reference, .cpu)] {
      _ = try fit(model, epochs: 1, on: device)
      let before = try model.getWeights()
      let copy = before[0].scalars(as: Float.self)
      try withDevice(device) { try model.setWeights(before.map { $0 * 0.5 }) }
      _ = try fit(model, epochs: 1, on: device)
      #expect(before[0].scalars(as: Float.self) == copy, "a value that was read does not change")
    }
    for (a, b) in try zip(reference.getWeights(), model.getWeights()) {
      #expect(largestDifference(a, b) < 1e-3)
    }
  }

  @Test("leave a model that is saved, loaded and trained further on one")
  func saving() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let mesh = DeviceMesh(["batch": 2, "model": 2], devices: Self.devices(4))
    let device = Device.modelParallel(
      mesh, layout: [".*/up/kernel": [nil, "model"], ".*/down/kernel": ["model", nil]])
    let (model, reference) = (try perceptron(5), try perceptron(5))
    _ = try fit(model, on: device)
    _ = try fit(reference, on: .cpu)
    try withDevice(device) { try model.save(to: "\(folder)/model.keras") }
    let loaded = try Model.load(from: "\(folder)/model.keras")
    for (a, b) in try zip(model.getWeights(), loaded.getWeights()) {
      #expect(a.scalars(as: Float.self) == b.scalars(as: Float.self))
    }
    let expected = try fit(reference, on: .cpu)
    for model in [model, loaded] {
      let found = try fit(model, on: .cpu)
      #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 1e-4 }, "\(expected) and \(found)")
    }
  }

  @Test("go on from a checkpoint as if nothing had been, and so does one device", arguments: [2, 4])
  func resuming(count: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let several = Device.dataParallel(Self.devices(count))
    func train(_ epochs: Int, _ callbacks: [Callback], on device: Device) throws -> [Tensor] {
      try withRandomSeed(8) {
        let model = try Sequential([
          Input(shape: [12]), Dense(16), Dropout(0.5), Dense(4, activation: .softmax),
        ])
        model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
        try model.fit(
          Self.x, Self.y, batchSize: 16, epochs: epochs, verbose: .silent, callbacks: callbacks,
          device: device)
        return try model.getWeights()
      }
    }
    let expected = try train(4, [], on: several)
    for device in [several, .cpu] {
      let path = "\(folder)/\(device == .cpu).safetensors"
      _ = try train(2, [BackupAndRestore(path)], on: several)
      let found = try train(4, [BackupAndRestore(path)], on: device)
      for (a, b) in zip(expected, found) {
        #expect(largestDifference(a, b) <= (device == .cpu ? 1e-3 : 0), "\(device)")
      }
    }
  }

  // MARK: Random numbers

  @Test("draw the numbers that one draws", arguments: [2, 3, 4])
  func randomNumbers(count: Int) throws {
    func masks(on device: Device) throws -> [[Float]] {
      let layer = Dropout(0.4, seed: 12)
      let call = compiled { (x: Tensor) in try layer(x, training: true) }
      let ones = Tensor.ones([12, 7])
      return try withDevice(device) { try (0..<3).map { _ in try call(ones).scalars() } }
    }
    let expected = try masks(on: .cpu)
    #expect(expected[0] != expected[1])
    #expect(try masks(on: .dataParallel(Self.devices(count))) == expected)
  }

  // MARK: Mistakes

  private func reason(_ device: Device) -> String {
    do {
      try withDevice(device) {}
      return "none"
    } catch { return "\(error)" }
  }

  @Test("that cannot work together are an error before anything is done")
  func impossibleGroups() {
    let two = Self.devices(2)
    for (device, reason) in [
      (Device.dataParallel([]), "no devices"),
      (.dataParallel([.xla, .gpu(0)]), "one kind"),
      (.dataParallel([.cpu, .xla]), "cpu cannot be one of several devices"),
      (.dataParallel([.dataParallel(two), .xla(2)]), "cannot be one of several devices"),
      (.dataParallel([.xla, .xla(0)]), "twice"),
      (.dataParallel([.xla, .xla(99)]), "no device 99"),
      (.modelParallel(DeviceMesh(["batch": 3], devices: two), layout: [:]), "[3] does not have 2 devices"),
      (.modelParallel(DeviceMesh(["a": 1, "a": 2], devices: two), layout: [:]), "same name"),
      (.modelParallel(DeviceMesh(["a": 2], devices: two), layout: [:], batchAxis: "b"), "batchAxis"),
      (
        .modelParallel(DeviceMesh(["a": 2], devices: two), layout: ["k": ["b"]]),
        "layout of 'k' names the axis 'b'"
      ),
      (.modelParallel(DeviceMesh(["a": 2], devices: two), layout: ["k": ["a", "a"]]), "two axes"),
      (.modelParallel(DeviceMesh(["a": 2], devices: two), layout: ["(": ["a"]]), "regular expression"),
    ] {
      #expect(self.reason(device).contains(reason), "\(self.reason(device)) for \(device)")
    }
  }

  @Test("with a layout that does not fit the model are an error that says why")
  func layoutsThatDoNotFit() throws {
    let mesh = DeviceMesh(["batch": 1, "model": 3], devices: Self.devices(3))
    func failure(_ layout: LayoutMap) throws -> String {
      let model = try perceptron(5)
      do {
        _ = try fit(model, on: .modelParallel(mesh, layout: layout))
        return "none"
      } catch { return "\(error)" }
    }
    #expect(
      try failure(["net/up/kernel": [nil, "model"]])
        == "net/up/kernel: axis 1 must be a multiple of 3, the devices along 'model', not 32")
    #expect(try failure(["net/up/kernel": ["model"]]).contains("list for the axes of float32[12, 32]"))
    #expect(try failure([".*/kernal": ["model", nil]]).contains("not '.*/kernal'"))
    #expect(
      try failure([".*/up/.*": [nil, nil], ".*kernel": [nil, nil]]).contains("'.*/up/.*' and '.*kernel'"))
    #expect(try failure([".*kernel": [nil, nil], "net/up/kernel": ["model", nil]]) == "none")
  }
}
