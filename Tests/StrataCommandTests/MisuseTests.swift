import Foundation
import StrataIO
import Testing

@Suite("strata and wrong arguments, files and data")
struct MisuseTests {
  private let x = fixture("x.npy")
  private let model = fixture("regression.keras")

  @Test("help teaches every command, with examples")
  func help() throws {
    for command in ["summary", "weights", "predict", "evaluate", "fit", "convert", "train-example"] {
      let outcome = try strata(command, "--help")
      #expect(outcome.status == 0)
      #expect(outcome.output.components(separatedBy: "strata \(command)").count > 3, "\(command)")
    }
  }

  @Test(
    "a wrong command line ends with 64",
    arguments: [
      ["sumary"], ["summary"], ["summary", "m.keras", "--loud"], ["predict", "m.keras", "--input", "x.npy"],
      ["predict", "m.keras", "--input", "x.npy", "--output", "y.csv"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--epochs", "0"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--epochs", "three"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--validation-split", "1"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--validation-split", "nan"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--seed", "-1"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--batch-size", "-8"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--learning-rate", "inf"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--optimizer", "{"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--save", "out.onnx"],
      ["fit", "m.keras", "--x", "x.npy", "--y", "y.npy", "--save", "o.keras", "--history", "o.keras"],
      ["evaluate", "m.keras", "--x", "x.npy", "--y", "y.npy", "--device", "gpu:one"],
      ["evaluate", "m.keras", "--x", "x.npy", "--y", "y.npy", "--device", "abacus"],
      ["train-example", "imagenet"], ["weights", "m.keras", "--export", "w.txt"],
      ["convert", "a.npz", "b.safetensors", "--allow-partial"],
    ])
  func usage(arguments: [String]) throws {
    let outcome = try strata(arguments)
    #expect(outcome.status == 64, "\(outcome)")
    #expect(outcome.errors.hasPrefix("Error: "))
    #expect(outcome.output.isEmpty)
  }

  @Test("a file that is missing, broken or something else is an error that names it")
  func files() throws {
    try withTemporaryFolder { folder in
      for name in ["broken.keras", "broken.h5", "broken.npz", "broken.safetensors", "broken.weights.h5"] {
        try Data("no such thing".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      let runs = [
        ["summary", "missing.keras"], ["summary", "broken.keras"], ["summary", "broken.h5"],
        ["summary", "broken.npz"], ["summary", "notes.txt"], ["summary", "."],
        ["weights", "missing.npz"], ["weights", "broken.npz"], ["weights", "broken.safetensors"],
        ["weights", "broken.weights.h5"], ["convert", "missing.h5", "a.keras"],
        ["convert", "broken.keras", "a.npz"], ["convert", "notes.txt", "a.npz"],
      ]
      for arguments in runs {
        let outcome = try strata(arguments, in: folder)
        #expect(outcome.status == 1, "\(arguments): \(outcome)")
        #expect(outcome.errors.hasPrefix("Error: \(arguments[1])"), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
    }
  }

  @Test("data that do not fit the model are an error, not a crash")
  func data() throws {
    try withTemporaryFolder { folder in
      func write(_ name: String, _ shape: [Int]) throws {
        let count = shape.reduce(1, *)
        try Npy.write(
          HostArray([Float](repeating: 1, count: count), shape: shape), to: "\(folder)/\(name).npy")
      }
      try write("scalar", [])
      try write("none", [0, 4])
      try write("wide", [50, 7])
      try write("deep", [50, 4, 2])
      try write("short", [49, 2])
      try write("huge", [50])
      try Data("1,2\n3\n".utf8).write(to: URL(filePath: "\(folder)/ragged.csv"))
      for bad in ["scalar.npy", "none.npy", "wide.npy", "deep.npy", "missing.npy", "ragged.csv", "x.txt"] {
        let outcome = try strata("predict", model, "--input", bad, "--output", "y.npy", in: folder)
        #expect(outcome.status == 1, "\(bad): \(outcome)")
        #expect(outcome.errors.hasPrefix("Error: "))
      }
      for bad in ["scalar.npy", "none.npy", "wide.npy", "deep.npy", "short.npy", "huge.npy", "missing.npy"] {
        for command in ["fit", "evaluate"] {
          let outcome = try strata(command, model, "--x", x, "--y", bad, in: folder)
          #expect(outcome.status == 1, "\(command) \(bad): \(outcome)")
        }
      }
      let labels = try strata(
        "fit", fixture("classifier.keras"), "--x", x, "--y", "labels.npy", "--loss",
        "categorical_crossentropy", in: fixture(""))
      #expect(labels.status == 1, "\(labels)")
      for metric in ["categorical_accuracy", "auc", "confusion_matrix"] {
        let outcome = try strata("fit", model, "--x", x, "--y", fixture("labels.npy"), "--metrics", metric)
        #expect(outcome.status == 1, "\(metric): \(outcome)")
      }
    }
  }

  #if os(Linux)
    @Test("output that does not arrive is an error")
    func fullDisk() throws {
      let process = Process()
      process.executableURL = command
      process.arguments = ["weights", model]
      process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
    }
  #endif

  @Test("what cannot be written is known before training begins")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      let taken = "\(folder)/folder.keras"
      try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
      for (option, path) in [
        ("--save", "/nowhere/out.keras"), ("--history", "/nowhere/h.json"), ("--save", taken),
      ] {
        let outcome = try strata(
          "fit", model, "--x", x, "--y", fixture("targets.npy"), "--epochs", "100000", option, path)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(path))
        #expect(!outcome.output.contains("Epoch"))
      }
    }
  }
}
