"""Training of models with several inputs and outputs: weights before and after, histories, evaluations, predictions."""

import keras
import numpy as np
from keras import layers, losses, optimizers, regularizers

from .fixture import Fixture, start_over, values

SAMPLES = 30


def record():
    fixture = Fixture()
    record_lists(fixture)
    record_names(fixture)
    record_masks(fixture)
    record_without_loss(fixture)
    record_one_loss(fixture)
    record_one_output(fixture)
    record_repeated_metrics(fixture)
    record_without_names(fixture)
    return fixture


def tokens(seed, size=6):
    """Words from 1 on, with zeros at the end of most samples."""
    words = np.random.default_rng(seed).integers(1, 12, (SAMPLES, size))
    lengths = np.random.default_rng(seed + 1).integers(2, size + 1, SAMPLES)
    return np.where(np.arange(size) < lengths[:, None], words, 0).astype(np.int32)


def data(seed):
    words, facts = tokens(seed), values((SAMPLES, 4), seed + 2)
    price = (facts[:, :1] * 2 + words[:, :1] / 6).astype(np.float32)
    kind = (words[:, 1] % 3).astype(np.int32)
    return [words, facts], [price, kind]


def ticket_model():
    words = keras.Input((6,), dtype="int32", name="words")
    facts = keras.Input((4,), name="facts")
    read = layers.LSTM(6, name="reader")(layers.Embedding(12, 5, mask_zero=True, name="table")(words))
    seen = layers.Dense(5, activation="tanh", activity_regularizer=regularizers.L2(0.01), name="seen")(facts)
    both = layers.Concatenate(name="both")([read, seen])
    price = layers.Dense(1, kernel_regularizer=regularizers.L2(0.02), name="price")(both)
    kind = layers.Dense(3, activation="softmax", name="kind")(both)
    return keras.Model([words, facts], [price, kind])


def tagger_model():
    words = keras.Input((6,), dtype="int32", name="words")
    table = layers.Embedding(12, 5, mask_zero=True, name="table")(words)
    read = layers.LSTM(6, return_sequences=True, name="reader")(table)
    tags = layers.Dense(3, activation="softmax", name="tags")(read)
    tone = layers.Dense(2, name="tone")(layers.LSTM(4, name="summary")(read))
    return keras.Model(words, [tags, tone])


def record_lists(fixture):
    start_over(1)
    model = ticket_model()
    model.compile(
        optimizers.Adam(0.02),
        [losses.MeanSquaredError(), losses.SparseCategoricalCrossentropy()],
        loss_weights=[0.5, 2.0],
        metrics=[["mae", "mse"], ["accuracy"]],
    )
    record_fit(fixture, "lists", model, *data(10), validation_split=0.2, shuffle=False)


def record_names(fixture):
    start_over(2)
    model = ticket_model()
    model.compile(
        optimizers.SGD(0.05, momentum=0.9),
        {"kind": losses.SparseCategoricalCrossentropy(), "price": losses.MeanAbsoluteError()},
        loss_weights={"kind": 0.3, "price": 1.5},
        metrics={"price": ["mse"]},
        weighted_metrics={"kind": ["accuracy"], "price": ["mse", "mae"]},
    )
    weights = [values((SAMPLES,), seed=20, low=0, high=2), values((SAMPLES,), seed=21, low=0, high=3)]
    record_fit(fixture, "names", model, *data(22), sample_weight=weights, shuffle=True)


def record_masks(fixture):
    start_over(3)
    model = tagger_model()
    model.compile(
        optimizers.Adam(0.02),
        [losses.SparseCategoricalCrossentropy(), losses.MeanSquaredError()],
        metrics=[["accuracy"], ["mae"]],
        weighted_metrics=[["accuracy"], []],
    )
    words = tokens(30)
    weights = [values((SAMPLES, 6), seed=31, low=0, high=2), values((SAMPLES,), seed=32, low=0, high=2)]
    truths = [(words % 3).astype(np.int32), values((SAMPLES, 2), seed=33)]
    record_fit(fixture, "masks", model, [words], truths, sample_weight=weights, shuffle=False)


def record_without_loss(fixture):
    start_over(4)
    model = ticket_model()
    model.compile(
        optimizers.RMSprop(0.01),
        {"price": None, "kind": losses.SparseCategoricalCrossentropy()},
        metrics={"price": ["mae"], "kind": ["accuracy"]},
    )
    record_fit(fixture, "withoutLoss", model, *data(40), shuffle=False)


def record_one_loss(fixture):
    start_over(5)
    words = keras.Input((4,), name="left")
    model = keras.Model(words, [layers.Dense(2, name="sum")(words), layers.Dense(2, name="product")(words)])
    model.compile(optimizers.SGD(0.1), losses.MeanSquaredError(), loss_weights=0.25, metrics=["mae", "mse"])
    x = values((SAMPLES, 4), seed=50)
    truths = [x[:, :2] + x[:, 2:], x[:, :2] * x[:, 2:]]
    weight = values((SAMPLES,), seed=51, low=0, high=2)
    record_fit(fixture, "oneLoss", model, [x], truths, sample_weight=weight, shuffle=False)


def record_one_output(fixture):
    """Two inputs, and classes that count differently."""
    start_over(6)
    words = keras.Input((6,), dtype="int32", name="words")
    facts = keras.Input((4,), name="facts")
    read = layers.LSTM(6, name="reader")(layers.Embedding(12, 5, mask_zero=True, name="table")(words))
    kind = layers.Dense(3, activation="softmax", name="kind")(layers.Concatenate(name="both")([read, facts]))
    model = keras.Model([words, facts], kind)
    model.compile(optimizers.Adam(0.02), losses.SparseCategoricalCrossentropy(), loss_weights=0.5, metrics=["accuracy"])
    inputs, (_, truth) = data(60)
    record_fit(fixture, "oneOutput", model, inputs, [truth], class_weight={0: 2.0, 2: 0.5}, shuffle=False)


def record_repeated_metrics(fixture):
    start_over(7)
    model = ticket_model()
    model.compile(
        optimizers.SGD(0.01),
        [losses.MeanSquaredError(), losses.SparseCategoricalCrossentropy()],
        metrics=[["mae"], ["accuracy", "accuracy"]],
        weighted_metrics=[["mae", "mse"], ["accuracy", "accuracy"]],
    )
    weights = [values((SAMPLES,), seed=70, low=0, high=2), values((SAMPLES,), seed=71, low=0, high=2)]
    record_fit(fixture, "repeatedMetrics", model, *data(72), sample_weight=weights, shuffle=False)


class Unnamed(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(2, name="first")
        self.second = layers.Dense(1, name="second")

    def call(self, inputs):
        return [self.first(inputs[0]), self.second(inputs[1])]


def record_without_names(fixture):
    start_over(8)
    model = Unnamed()
    inputs = [values((SAMPLES, 3), seed=80), values((SAMPLES, 4), seed=81)]
    truths = [inputs[0][:, :2] * 2, inputs[1].sum(1, keepdims=True)]
    model([inputs[0][:1], inputs[1][:1]])
    model.compile(
        optimizers.SGD(0.1), [losses.MeanSquaredError(), losses.MeanAbsoluteError()], metrics=[["mae"], ["mae", "mse"]]
    )
    record_fit(fixture, "withoutNames", model, inputs, truths, shuffle=False)


def record_fit(fixture, name, model, inputs, truths, sample_weight=None, **arguments):
    def keep(kind, arrays):
        return [fixture.keep(f"{name}/{kind}/{number}", array) for number, array in enumerate(arrays)]

    several = isinstance(sample_weight, list)
    weights = sample_weight if several else [] if sample_weight is None else [sample_weight]
    fields = {
        "seed": 123,
        "inputs": keep("x", inputs),
        "truths": keep("y", truths),
        "sampleWeights": keep("sampleWeight", weights),
        "initialWeights": keep_weights(fixture, f"{name}/initial", model),
    }
    keras.utils.set_random_seed(123)
    x = inputs if len(inputs) > 1 else inputs[0]
    y = truths if len(truths) > 1 else truths[0]
    history = model.fit(x, y, sample_weight=sample_weight, batch_size=8, epochs=3, verbose=0, **arguments).history
    predictions = model.predict(x, batch_size=7, verbose=0)
    fixture.add(
        name,
        **fields,
        history=history,
        finalWeights=keep_weights(fixture, f"{name}/final", model),
        evaluation=model.evaluate(x, y, batch_size=8, verbose=0, return_dict=True),
        predictions=keep("prediction", predictions if isinstance(predictions, list) else [predictions]),
    )


def keep_weights(fixture, folder, model):
    return [
        {"layer": layer.name, "values": [fixture.keep(f"{folder}/{layer.name}/{n}", w) for n, w in enumerate(layer.get_weights())]}
        for layer in model.layers
        if layer.weights
    ]
