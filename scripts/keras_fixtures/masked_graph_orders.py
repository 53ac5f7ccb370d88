"""The order in which Keras puts the layers of functional models where operations that make masks are in the graph."""

import random

import keras
from keras import layers

from .fixture import Fixture, start_over

COUNT = 80

MAKERS = {
    "Embedding": lambda name: layers.Embedding(11, 4, mask_zero=True, name=name),
    "PlainEmbedding": lambda name: layers.Embedding(11, 4, name=name),
    "Masking": lambda name: layers.Masking(0.0, name=name),
    "Dense": lambda name: layers.Dense(4, name=name),
    "Softmax": lambda name: layers.Softmax(name=name),
    "BatchNormalization": lambda name: layers.BatchNormalization(name=name),
    "LSTM": lambda name: layers.LSTM(4, name=name),
    "LSTMSequence": lambda name: layers.LSTM(4, return_sequences=True, name=name),
    "Bidirectional": lambda name: layers.Bidirectional(layers.GRU(2, return_sequences=True, name="gru"), name=name),
    "TimeDistributed": lambda name: layers.TimeDistributed(layers.Dense(4, name="dense"), name=name),
    "GlobalAveragePooling1D": lambda name: layers.GlobalAveragePooling1D(name=name),
    "GlobalMaxPooling1D": lambda name: layers.GlobalMaxPooling1D(name=name),
    "Add": lambda name: layers.Add(name=name),
    "Multiply": lambda name: layers.Multiply(name=name),
    "Concatenate": lambda name: layers.Concatenate(name=name),
    "Functional": lambda name: inner_model(name),
}
FOR_IDS = ["Embedding", "Embedding", "PlainEmbedding"]
FOR_SEQUENCES = [
    "Masking", "Masking", "Dense", "Softmax", "BatchNormalization", "LSTM", "LSTMSequence", "Bidirectional",
    "TimeDistributed", "GlobalAveragePooling1D", "GlobalMaxPooling1D",
]
FOR_VECTORS = ["Dense", "Dense", "BatchNormalization"]
MERGING = ["Add", "Multiply", "Concatenate"]


def inner_model(name):
    inputs = keras.Input((5, 4), name=f"{name}_input")
    return keras.Model(inputs, layers.LSTM(4, return_sequences=True, name=f"{name}_lstm")(inputs), name=name)


def record():
    fixture = Fixture()
    for number in range(COUNT):
        record_graph(fixture, f"masked{number}", random.Random(number))
    return fixture


def record_graph(fixture, name, draw):
    """As in graph_orders.py, but with layers of more kinds; every layer is called once."""
    start_over(1)
    made, calls, tensors = [], [], []

    def call(kind, arguments, output):
        made.append({"kind": kind, "name": f"layer{len(made)}"})
        calls.append(arguments)
        tensors.append(output)

    for _ in range(draw.randint(1, 3)):
        kind = draw.choice(["Ids", "Sequence"])
        shape, dtype = ((5,), "int32") if kind == "Ids" else ((5, 4), "float32")
        call(kind, [], keras.Input(shape, dtype=dtype, name=f"layer{len(made)}"))
    input_count = len(tensors)
    for _ in range(draw.randint(3, 16)):
        position = max(0, len(tensors) - 1 - int(draw.expovariate(0.3)))
        tensor = tensors[position]
        others = [index for index, other in enumerate(tensors) if other.shape == tensor.shape]
        if tensor.dtype == "int32":
            kind, arguments = draw.choice(FOR_IDS), [position]
        elif len(others) > 1 and draw.random() < 0.4:
            kind, arguments = draw.choice(MERGING), draw.sample(others, draw.randint(2, min(3, len(others))))
        else:
            kinds = FOR_SEQUENCES if len(tensor.shape) == 3 else FOR_VECTORS
            kinds = kinds + ["Functional"] * 2 if tensor.shape[1:] == (5, 4) else kinds
            kind, arguments = draw.choice(kinds), [position]
        operands = [tensors[index] for index in arguments]
        layer = MAKERS[kind](f"layer{len(made)}")
        call(kind, arguments, layer(operands if kind in MERGING else operands[0]))
    outputs = draw.sample(range(input_count, len(tensors)), draw.randint(1, min(3, len(tensors) - input_count)))
    model = keras.Model(tensors[:input_count], [tensors[index] for index in outputs])
    fixture.add(
        name,
        layers=made,
        calls=calls,
        inputs=list(range(input_count)),
        outputs=outputs,
        layerOrder=[layer.name for layer in model.layers],
        weights=[weight.path for weight in model.weights],
    )
    check_without_operations(model)


def check_without_operations(model):
    """A file without these operations gives the same order: Keras makes them anew when it calls layers."""
    config = model.get_config()
    config["layers"] = [entry for entry in config["layers"] if not entry["module"].startswith("keras.src.ops")]
    for entry in config["layers"]:
        for node in entry["inbound_nodes"]:
            node["kwargs"].pop("mask", None)
    again = keras.Model.from_config(config)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
