import StrataIO
import Testing

@testable import Strata

/// What is said of configs that no layer can be made of.
struct LayerConfigErrorTests {
  private static let mistakes: [(config: String, text: String)] = [
    (
      #"{"class_name": "Dense", "config": {"name": "a"}}"#,
      "m.keras 'a' (Dense), units: is missing; a whole number is expected"
    ),
    (
      #"{"class_name": "Dense", "config": {"name": "a", "units": "many"}}"#,
      #"m.keras 'a' (Dense), units: must be a whole number, not "many""#
    ),
    (
      #"{"class_name": "Dense", "config": {"units": 2.5}}"#,
      "m.keras (Dense), units: must be a whole number, not 2.5"
    ),
    (
      #"{"class_name": "Dense", "config": {"name": "a", "units": 2, "lora_rank": 4}}"#,
      "m.keras 'a' (Dense), lora_rank: Strata's Dense has no such argument, so the model would compute something else"
    ),
    (
      #"{"class_name": "Dense", "config": {"name": "a", "units": 2, "dtype": "int8_from_float32"}}"#,
      "m.keras 'a' (Dense), dtype: must be one of 'float32', 'float64', 'float16', 'bfloat16', 'mixed_float16', "
        + #"'mixed_bfloat16', not "int8_from_float32""#
    ),
    (
      #"{"class_name": "Dense", "config": {"name": "a", "units": 2, "kernel_initializer": {"class_name": "Zero", "#
        + #""config": {}}}}"#,
      "m.keras 'a' (Dense), kernel_initializer (Zero): Strata has no initializer 'Zero'. If it is your own, make it "
        + #"known: Registry.initializers.register("Zero") { config in … }"#
    ),
    (
      #"{"class_name": "Conv2D", "config": {"name": "a", "filters": 2, "kernel_size": 3, "padding": "full"}}"#,
      #"m.keras 'a' (Conv2D), padding: must be one of 'valid', 'same', 'causal', not "full""#
    ),
    (
      #"{"class_name": "Dropout", "config": {"name": "a", "rate": 0.5, "noise_shape": [null, -1]}}"#,
      "m.keras 'a' (Dropout), noise_shape: must be a shape or null, not [null,-1]"
    ),
    (
      #"{"class_name": "BatchNormalization", "config": {"name": "a", "axis": [1, 2]}}"#,
      "m.keras 'a' (BatchNormalization), axis: Strata normalizes along one axis of channels, not [1, 2]"
    ),
    (
      #"{"class_name": "BatchNormalization", "config": {"name": "a", "renorm": true}}"#,
      "m.keras 'a' (BatchNormalization), renorm: Strata has no batch renormalization"
    ),
    (
      #"{"class_name": "LSTM", "config": {"name": "a", "units": 2, "time_major": true}}"#,
      "m.keras 'a' (LSTM), time_major: Strata takes sequences with the batch axis first: [batch, time, …]"
    ),
    (
      #"{"class_name": "RNN", "config": {"name": "a", "cell": {"class_name": "Flatten", "config": {}}}}"#,
      "m.keras 'a' (RNN), cell: must be a cell, such as LSTMCell, not the layer Flatten"
    ),
    (
      #"{"class_name": "Bidirectional", "config": {"name": "a", "merge_mode": "sum", "layer": {"class_name": "#
        + #""Flatten", "config": {}}}}"#,
      "m.keras 'a' (Bidirectional), layer: must be a recurrent layer, such as LSTM, not Flatten"
    ),
    (
      #"{"class_name": "InputLayer", "config": {"name": "a", "batch_shape": [null, 3], "sparse": true}}"#,
      "m.keras 'a' (InputLayer), sparse: Strata has no sparse inputs"
    ),
    (
      #"{"class_name": "InputLayer", "config": {"name": "a", "batch_shape": [null], "dtype": "string"}}"#,
      "m.keras 'a' (InputLayer), dtype: Strata has no element type 'string'"
    ),
    (
      #"{"class_name": "ZeroPadding2D", "config": {"name": "a", "padding": [1, [2, "x"]]}}"#,
      "m.keras 'a' (ZeroPadding2D), padding: must be a whole number, a list of two, or [[top, bottom], [left, right]], "
        + #"not [1,[2,"x"]]"#
    ),
    (
      #"{"class_name": "Rescaling", "config": {"name": "a", "scale": [[1, 2], [3]]}}"#,
      "m.keras 'a' (Rescaling), scale: must be a number or lists of numbers of one length, not [[1,2],[3]]"
    ),
    (
      #"{"class_name": "Sharpen", "module": "photo", "config": {"name": "a"}, "registered_name": "photo>Sharpen"}"#,
      "m.keras 'a' (Sharpen): Strata has no layer 'Sharpen' of photo. If it is your own, make it known: "
        + #"Registry.layers.register("Sharpen") { config in … }"#
    ),
    (
      #"{"class_name": "Lambda", "module": "keras.layers", "config": {"name": "a", "function": {}}}"#,
      "m.keras 'a' (Lambda): this layer is Python code, which is never run. Give Strata what it should be instead: "
        + #"Registry.layers.register("Lambda") { config in … }"#
    ),
    ("3", "m.keras: layer expected, found 3"),
  ]

  @Test(arguments: mistakes.indices)
  func mistake(position: Int) throws {
    let (config, text) = Self.mistakes[position]
    let object = try JSONValue(parsing: config.utf8, file: "m.keras")
    let error = #expect(throws: StrataError.self) { try Registry.layers.make(from: object, place: "m.keras") }
    #expect(error.map { "\($0)" } == text)
  }
}
