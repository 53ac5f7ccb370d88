import Foundation
import StrataIO
import Testing

@testable import Strata

/// Keras reads what Strata writes. `STRATA_PYTHON` names a Python that has Keras and JAX.
@Suite("Weights for Keras") struct WeightsForKerasTests {
  private static let python = ProcessInfo.processInfo.environment["STRATA_PYTHON"] ?? "python3"

  /// What Python prints for a script, or nil if it fails.
  private static func output(of script: String, _ arguments: [String] = []) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["KERAS_BACKEND=jax", python, "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  private static let hasKeras = output(of: "import keras, h5py") != nil

  /// Builds the recorded models, loads their weights and prints how far predictions and optimizer are off.
  private static let script = """
    import importlib.util, sys, numpy as np
    spec = importlib.util.spec_from_file_location("record", sys.argv[1])
    record = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(record)
    for name, make, _, make_optimizer in record.CASES:
        expected = np.load(f"{sys.argv[2]}/{name}.npz")
        for end in ["weights.h5", "weights.json"]:
            model = make()
            if make_optimizer:
                model.compile(make_optimizer(), "mse")
                model.optimizer.build(model.trainable_variables)
            model.load_weights(f"{sys.argv[2]}/{name}.{end}")
            prediction = np.abs(model.predict(expected["x"], verbose=0) - expected["prediction"]).max()
            variables = model.optimizer.variables if make_optimizer else []
            state = [np.array_equal(v.value, expected[f"optimizer_{i}"]) for i, v in enumerate(variables)]
            print(name, prediction < 1e-6, all(state), len(state) == len(expected.files) - 2)
    """

  @Test(.enabled(if: hasKeras, "there is no Python with Keras")) func kerasReadsWhatIsWritten() throws {
    let folder = try TemporaryFolder()
    for name in RecordedWeights.names {
      let recorded = try RecordedWeights(name)
      let model = try recorded.model()
      try model.loadWeights(from: RecordedWeights.path("\(name).weights.h5"))
      let x = try recorded.tensor("x")
      if model.optimizer != nil {
        try model.fit(x, Tensor.ones(model.predict(x).shape), batchSize: 2, epochs: 2, verbose: .silent)
      }
      try model.saveWeights(to: "\(folder.path)/\(name).weights.h5")
      try model.saveWeights(to: "\(folder.path)/\(name).weights.json", maxShardSize: 1000 / 0x1p30)
      let state = model.optimizer?.variables ?? []
      try Npz.write(
        NamedArrays(
          [("x", recorded.arrays["x"]!), ("prediction", hostArray(model.predict(x)))]
            + state.enumerated().map { ("optimizer_\($0)", $1.hostArray) }),
        to: "\(folder.path)/\(name).npz")
    }
    let recorder = URL(filePath: #filePath).appending(path: "../../../../scripts/record-keras-weights.py")
    let output = try #require(Self.output(of: Self.script, [recorder.standardized.path, folder.path]))
    let expected = RecordedWeights.names.flatMap { [String](repeating: "\($0) True True True", count: 2) }
    #expect(output.split(separator: "\n").map(String.init) == expected)
  }

  private func hostArray(_ tensor: Tensor) -> HostArray { HostArray(tensor.concreteBuffer(reading: "value")) }
}
