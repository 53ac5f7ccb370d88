import Foundation
import StrataIO
import Testing

@Suite("strata summary, weights, predict and convert")
struct ModelTests {
  // MARK: summary

  @Test("summary prints Keras's table")
  func summary() throws {
    let outcome = try strata("summary", fixture("classifier.keras"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let expected = try #require(try recorded("summary").string)
    #expect(outcome.output == expected)
  }

  @Test("summary describes the model as JSON")
  func summaryJSON() throws {
    let json = try strata("summary", fixture("several.keras"), "--json").json
    #expect(json["name"]?.string == "several")
    let names = { (key: String) in json[key]?.array?.map { $0["name"]?.string } }
    #expect(names("inputs") == ["numbers", "words"])
    #expect(names("outputs") == ["price", "kind"])
    #expect(json["inputs"]?[1]?["shape"] == .array([.null, .integer(3)]))
    #expect(json["outputs"]?[0]?["shape"] == .array([.null, .integer(2)]))
    // Embedding 6·2, Dense(4) 4·4+4, price 10·2+2, kind 10·3+3.
    #expect(json["parameters"]?.integer == 12 + 20 + 22 + 33)
    #expect(json["non_trainable_parameters"]?.integer == 0)
    let layers = try #require(json["layers"]?.array)
    let embedding = try #require(layers.first { $0["class"]?.string == "Embedding" })
    #expect(embedding["parameters"]?.integer == 12)
    #expect(embedding["output_shape"] == .array([.null, .integer(3), .integer(2)]))
  }

  // MARK: weights

  @Test("weights shows Keras's values and their statistics")
  func weights() throws {
    let json = try strata("weights", fixture("classifier.keras"), "--values", "--json").json
    let weights = try #require(json["weights"]?.array)
    let expected = try #require(try recorded("weights").object)
    #expect(weights.map { $0["name"]?.string } == expected.keys)
    for (weight, (name, expected)) in zip(weights, expected) {
      for key in ["shape", "dtype", "min", "max", "mean", "std", "zeros", "values"] {
        #expect(isClose(weight[key], try #require(expected[key])), "\(name) \(key): \(weight)")
      }
    }
    let text = try strata("weights", fixture("classifier.keras")).output
    #expect(text.split(separator: "\n").count == 1 + weights.count)
  }

  @Test("weights of one layer, and of a file without layers")
  func someWeights() throws {
    let layer = try strata("weights", fixture("classifier.keras"), "classes", "--json").json
    #expect(layer["weights"]?.array?.map { $0["name"]?.string } == ["classes/kernel", "classes/bias"])
    let none = try strata("weights", fixture("classifier.keras"), "dropout", "--json")
    #expect(try none.json["weights"] == .array([]), "\(none)")
    let unknown = try strata("weights", fixture("classifier.keras"), "clases")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("hidden, dropout, classes"), "\(unknown.errors)")
    let file = try strata("weights", fixture("classifier.weights.h5"), "layers/dense", "--json").json
    #expect(
      file["weights"]?.array?.map { $0["name"]?.string } == ["layers/dense/vars/0", "layers/dense/vars/1"])
  }

  @Test("weights exports arrays with names")
  func export() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/w.npz"
      let outcome = try strata("weights", fixture("classifier.keras"), "hidden", "--export", path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let arrays = try Npz.read(path)
      #expect(arrays.names == ["hidden/kernel", "hidden/bias"])
      let json = try strata("weights", path, "--values", "--json").json
      let values = try recorded("weights", "hidden/kernel", "values")
      #expect(isClose(json["weights"]?[0]?["values"], values))
    }
  }

  // MARK: predict

  @Test(
    "predict writes Keras's outputs",
    arguments: [
      ("regression", ["x.npy"]), ("regression", ["x.csv"]), ("classifier", ["data.npz:x"]),
      ("several", ["x.npy", "words.npy"]),
    ])
  func predict(model: String, inputs: [String]) throws {
    try withTemporaryFolder { folder in
      let outcome = try strata(
        ["predict", "\(model).keras", "--output", "\(folder)/y.npy", "--batch-size", "7", "--json"]
          + inputs.flatMap { ["--input", $0] }, in: fixture(""))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let files = try #require(try outcome.json["outputs"]?.array).compactMap { $0["file"]?.string }
      #expect(
        files == (model == "several" ? ["\(folder)/y_0.npy", "\(folder)/y_1.npy"] : ["\(folder)/y.npy"]))
      for (position, file) in files.enumerated() {
        let found = try Npy.read(file)
        let expected = try Npy.read(fixture("\(model)-prediction-\(position).npy"))
        #expect(found.type == expected.type)
        let pairs = zip(found.scalars(as: Float.self), expected.scalars(as: Float.self))
        #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }

  @Test("predict says which inputs the model has")
  func inputCount() throws {
    let outcome = try strata(
      "predict", fixture("several.keras"), "--input", fixture("x.npy"), "--output", "y.npy")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("'numbers' (None, 4), 'words' (None, 3)"), "\(outcome.errors)")
  }

  // MARK: convert

  @Test("a model goes through all formats and predicts the same")
  func convert() throws {
    try withTemporaryFolder { folder in
      func run(_ arguments: String...) throws {
        let outcome = try strata(arguments, in: folder)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      }
      try run("convert", fixture("classifier.h5"), "a.keras")
      try run("convert", "a.keras", "a.weights.h5")
      try run("convert", "a.keras", "a.safetensors")
      try run("convert", "a.safetensors", "a.npz")
      for weights in ["a.weights.h5", "a.safetensors", "a.npz", fixture("classifier.weights.h5")] {
        try run("convert", weights, "b.keras", "--into", fixture("classifier.keras"))
        try run("predict", "b.keras", "--input", fixture("x.npy"), "--output", "y.npy")
        let found = try Npy.read("\(folder)/y.npy").scalars(as: Float.self)
        let expected = try Npy.read(fixture("classifier-prediction-0.npy")).scalars(as: Float.self)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(weights)")
      }
    }
  }

  @Test("weights do not become a model by themselves, and must fit the one they go into")
  func impossibleConversions() throws {
    try withTemporaryFolder { folder in
      let alone = try strata("convert", fixture("classifier.weights.h5"), "\(folder)/a.keras")
      #expect(alone.status == 1)
      #expect(alone.errors.contains("--into"))
      let arguments = [
        "convert", fixture("classifier.weights.h5"), "\(folder)/a.keras", "--into",
        fixture("uncompiled.keras"),
      ]
      let misfit = try strata(arguments)
      #expect(misfit.status == 1)
      #expect(misfit.errors.contains("classifier.weights.h5"), "\(misfit.errors)")
      let old = try strata("convert", fixture("classifier.keras"), "\(folder)/a.h5")
      #expect(old.status == 64)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      let partial = try strata(arguments + ["--allow-partial", "--json"])
      #expect(partial.status == 0, "\(partial.errors)")
      #expect(try #require(try partial.json["not_loaded"]?.array).count > 0)
    }
  }
}
