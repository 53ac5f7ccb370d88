import StrataIO
import Testing

@Suite("strata fit and evaluate")
struct TrainingTests {
  /// A model of the fixtures with the arguments for its data.
  struct Trained: Sendable, CustomTestStringConvertible {
    let model: String
    let data: [String]
    var testDescription: String { model }

    static let all = [
      Trained(model: "regression", data: ["--x", "x.npy", "--y", "targets.npy"]),
      Trained(model: "classifier", data: ["--x", "x.npy", "--y", "labels.npy"]),
      Trained(
        model: "several",
        data: ["--x", "x.npy", "--x", "words.npy", "--y", "targets.npy", "--y", "labels.npy"]),
    ]

    /// The JSON of a command about the model.
    func run(_ command: String, _ arguments: [String]) throws -> JSONValue {
      let outcome = try strata([command, "\(model).keras"] + data + arguments + ["--json"], in: fixture(""))
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try outcome.json
    }
  }

  @Test("evaluate gives Keras's loss and metrics", arguments: Trained.all)
  func evaluation(_ trained: Trained) throws {
    let evaluation = try trained.run("evaluate", ["--batch-size", "16"])
    #expect(try isClose(evaluation, recorded(trained.model, "evaluation")), "\(evaluation)")
  }

  @Test("fit gives Keras's losses, with the samples in order and shuffled", arguments: Trained.all)
  func losses(_ trained: Trained) throws {
    let runs = [
      ("inOrder", ["--seed", "3", "--epochs", "3", "--batch-size", "8", "--no-shuffle"]),
      ("shuffled", ["--seed", "11", "--epochs", "3", "--batch-size", "8"]),
      ("validated", ["--seed", "5", "--epochs", "2", "--validation-split", "0.2"]),
    ]
    for (name, arguments) in runs {
      let record = try trained.run("fit", arguments)
      let expected = try recorded(trained.model, name)
      #expect(isClose(record["history"], expected), "\(name): \(record) \(expected)")
      let epochs = try #require(record["epoch_seconds"]?.array)
      #expect(epochs.count == expected["loss"]?.array?.count)
      #expect(epochs.allSatisfy { ($0.double ?? -1) > 0 })
    }
  }

  @Test("fit saves a model that goes on as Keras's does")
  func continuing() throws {
    try withTemporaryFolder { folder in
      let data = ["--x", fixture("x.npy"), "--y", fixture("targets.npy"), "--no-shuffle"]
      let first = try strata(
        ["fit", fixture("regression.keras")] + data
          + ["--save", "\(folder)/trained.keras", "--history", "\(folder)/h.json"])
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("2/2 - "), "\(first.output)")
      let history = try JSONValue(parsing: File.read("\(folder)/h.json"), file: "h.json")
      #expect(try isClose(history["history"], recorded("first")), "\(history)")
      for model in ["\(folder)/trained.keras", fixture("trained.keras")] {
        let second = try strata(["fit", model] + data + ["--epochs", "2", "--json"])
        #expect(try isClose(second.json["history"], recorded("continued")), "\(model): \(second)")
      }
    }
  }

  @Test("fit takes another optimizer, loss and metrics, by name or as JSON")
  func otherSettings() throws {
    let optimizers = [
      ["--optimizer", "adam", "--learning-rate", "0.01"],
      ["--optimizer", #"{"class_name": "Adam", "config": {"learning_rate": 0.01}}"#],
    ]
    for model in ["regression.keras", "uncompiled.keras"] {
      for optimizer in optimizers {
        let outcome = try strata(
          ["fit", model, "--x", "x.npy", "--y", "targets.npy", "--epochs", "2", "--no-shuffle", "--json"]
            + optimizer + ["--loss", "mae", "--metrics", "mse"], in: fixture(""))
        #expect(outcome.status == 0, "\(outcome.errors)")
        if model == "regression.keras" {
          #expect(try isClose(outcome.json["history"], recorded("recompiled")), "\(outcome.output)")
        } else {
          #expect(try outcome.json["history"]?.object?.keys == ["loss", "mse"])
        }
      }
    }
  }

  @Test(
    "metrics of several outputs are given by name or as a list",
    arguments: [
      #"{"kind": ["accuracy"]}"#, #"[[], ["accuracy"]]"#,
    ])
  func metricsOfOutputs(metrics: String) throws {
    let json = try Trained.all[2].run("evaluate", ["--metrics", metrics])
    #expect(json.object?.keys == ["kind_accuracy", "kind_loss", "loss", "price_loss"], "\(json)")
  }

  @Test("settings given as arguments are saved as Keras reads them")
  func savedSettings() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.keras"
      let outcome = try strata(
        ["fit", fixture("uncompiled.keras"), "--x", fixture("x.npy"), "--y", fixture("targets.npy")]
          + ["--optimizer", #"{"class_name": "Adam", "config": {"learning_rate": 0.25}}"#, "--loss", "mae"]
          + ["--metrics", "mse", "--save", path])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let archive = try ZipArchive(decoding: File.read(path), file: path)
      let entry = try #require(archive.entries.first { $0.name == "config.json" })
      let config = try JSONValue(parsing: archive.content(of: entry), file: path)
      let optimizer = config["compile_config"]?["optimizer"]
      #expect(optimizer?["module"] == .string("keras.optimizers"))
      #expect(optimizer?["config"]?["learning_rate"] == .number(0.25))
      #expect(
        try strata("evaluate", path, "--x", fixture("x.npy"), "--y", fixture("targets.npy")).status == 0)
    }
  }

  @Test("metrics alone replace the metrics, and leave optimizer and loss as the file has them")
  func otherMetrics() throws {
    let outcome = try strata(
      "fit", "regression.keras", "--x", "x.npy", "--y", "targets.npy", "--epochs", "3", "--batch-size", "8",
      "--no-shuffle", "--json", "--metrics", "mse,mean_absolute_percentage_error", in: fixture(""))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let history = try #require(try outcome.json["history"])
    #expect(history.object?.keys == ["loss", "mean_absolute_percentage_error", "mse"])
    #expect(try isClose(history["loss"], recorded("regression", "inOrder", "loss")))
    #expect(history["mse"] == history["loss"])
  }

  @Test("a model without compile settings says what is missing")
  func uncompiled() throws {
    for command in ["fit", "evaluate"] {
      let outcome = try strata(
        command, fixture("uncompiled.keras"), "--x", fixture("x.npy"), "--y", fixture("targets.npy"))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("uncompiled.keras"))
      #expect(outcome.errors.contains("--loss"))
    }
  }

  @Test(
    "unknown names and settings that do not fit are errors",
    arguments: [
      (["--loss", "mistake"], "mistake"), (["--optimizer", "sdg"], "sdg"),
      (["--metrics", "acuracy"], "acuracy"),
      (["--loss", "mse", "--loss", "mae"], "one"), (["--metrics", "mean"], "mean"),
      (["--loss", #"{"class_name": "MeanSquaredError", "config": {"reduction": "none"}}"#], "reduction"),
      (["--optimizer", #"{"class_name": "SGD", "config": {"speed": 1}}"#], "speed"),
    ])
  func wrongNames(arguments: [String], word: String) throws {
    let outcome = try strata(
      ["fit", fixture("regression.keras"), "--x", fixture("x.npy"), "--y", fixture("targets.npy")] + arguments
    )
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains(word), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test("train-example lists and trains the examples")
  func examples() throws {
    try #expect(strata("train-example").output.contains("fashion-cnn"))
    try withTemporaryFolder { folder in
      let outcome = try strata(
        "train-example", "digits", "--epochs", "2", "--save", "\(folder)/digits.keras", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json["history"]?["loss"]?.array?.count == 2)
      #expect(try #require(try outcome.json["test"]?["accuracy"]?.double) > 0.6)
      let summary = try strata("summary", "\(folder)/digits.keras")
      #expect(summary.output.contains("max_pooling2d"), "\(summary)")
    }
    let missing = try strata("train-example", "fashion-mlp", "--data", "/nowhere")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("/nowhere/train-images-idx3-ubyte.gz"))
    #expect(missing.errors.contains("dataset-fashion-mnist"))
  }
}
