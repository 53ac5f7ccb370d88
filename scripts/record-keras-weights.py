#!/usr/bin/env python3
"""Writes small files of weights with Keras, which the tests of Strata read, and `index.json`, which says what is in them.

    python3 scripts/record-keras-weights.py         needs keras, jax and h5py

Each case of the index has the files of one model, the paths of its weights, and `groups` and `datasets`: the tree of
its `.weights.h5`. The npz of the case has the weights as `weight_0`, …, in the order of `model.weights`, the state of
the optimizer as `optimizer_0`, …, an input `x` and its `prediction`.
"""

import json
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import keras
import numpy as np
from keras import layers

FOLDER = Path(__file__).resolve().parents[1] / "Tests" / "StrataTests" / "Fixtures" / "Weights"


# The models. The tests have the same ones.


def mlp():
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(5, activation="relu", name="hidden"),
            layers.Dropout(0.25, name="drop"),
            layers.Dense(3, activation="softmax", name="head"),
        ],
        name="mlp",
    )


def cnn():
    return keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(3, 3, activation="relu", name="conv_a"),
            layers.BatchNormalization(name="norm"),
            layers.DepthwiseConv2D(2, name="depthwise"),
            layers.SeparableConv2D(2, 2, name="separable"),
            layers.Flatten(name="flat"),
            layers.Dense(2, name="head"),
        ],
        name="cnn",
    )


def recurrent():
    return keras.Sequential(
        [
            keras.Input((4, 3)),
            layers.LSTM(2, return_sequences=True, name="memory"),
            layers.Bidirectional(layers.GRU(2, return_sequences=True, name="gated"), name="both_ways"),
            layers.TimeDistributed(layers.Dense(3, name="each"), name="steps"),
            layers.RNN(
                [layers.LSTMCell(2, name="a"), layers.GRUCell(2, name="b"), layers.LSTMCell(3, name="c")],
                return_sequences=True,
                name="stack",
            ),
            layers.SimpleRNN(2, name="simple"),
        ],
        name="recurrent",
    )


def embedded():
    return keras.Sequential(
        [
            keras.Input((3,), dtype="int32"),
            layers.Embedding(6, 4, name="words"),
            layers.LayerNormalization(name="norm"),
            layers.Conv1D(2, 2, name="conv"),
            layers.PReLU(name="slope"),
            layers.GlobalAveragePooling1D(name="mean"),
        ],
        name="embedded",
    )


def nested():
    inner = keras.Sequential(
        [keras.Input((4,)), layers.BatchNormalization(name="norm"), layers.Dense(4, name="mix")], name="inner"
    )
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(4, name="first"), inner, layers.Dense(2, name="last")], name="nested"
    )


def functional():
    x = keras.Input((4,), name="x")
    shared = layers.Dense(4, name="shared")
    inner_x = keras.Input((4,), name="inner_x")
    inner = keras.Model(inner_x, layers.Dense(4, name="inside")(inner_x), name="inner")
    once = shared(x)
    total = layers.Add(name="sum")([once, inner(shared(once))])
    return keras.Model(x, layers.Dense(2, name="head")(total), name="functional")


class Scale(layers.Layer):
    def build(self, _):
        self.offset = self.add_weight(name="offset", shape=(1,), trainable=False, initializer="ones")
        self.factor = self.add_weight(name="factor", shape=(1,), initializer="ones")

    def call(self, x):
        return x * self.factor + self.offset


class Block(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.zoom = Scale(name="zoom")
        self.dense_layers = [layers.Dense(3, name="d0"), layers.ReLU(name="r"), layers.Dense(3, name="d1")]
        self._hidden = layers.Dense(3, name="h")

    def call(self, x):
        x = self._hidden(self.zoom(x))
        for layer in self.dense_layers:
            x = layer(x)
        return x


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="subclassed")
        self.zeta = layers.Dense(3, name="z")
        self.alpha = layers.Dense(3, name="a")
        self.blocks = [Block(name="b0"), Block(name="b1")]
        self.body = keras.Sequential([keras.Input((3,)), layers.Dense(3, name="in_body")], name="body_model")
        self.my_scale = Scale(name="s")

    def call(self, x):
        x = self.alpha(self.zeta(x))
        for block in self.blocks:
            x = block(x)
        return self.my_scale(self.body(x))


def subclassed():
    model = Subclassed()
    model(np.zeros((1, 3), np.float32))
    return model


def schedule():
    return keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.9)


CASES = [
    ("mlp", mlp, "adam", lambda: keras.optimizers.Adam(0.01)),
    ("cnn", cnn, "sgd", lambda: keras.optimizers.SGD(0.01, momentum=0.9)),
    ("recurrent", recurrent, "rmsprop", lambda: keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True)),
    ("embedded", embedded, "schedule", lambda: keras.optimizers.Adam(schedule())),
    ("nested", nested, "adam", lambda: keras.optimizers.Adam(0.01)),
    ("functional", functional, "adam", lambda: keras.optimizers.Adam(0.01)),
    ("subclassed", subclassed, None, None),
]


def tree(path):
    groups, datasets = {}, {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            datasets[name] = [str(item.dtype), list(item.shape)]
        else:
            groups[name] = dict(item.attrs)

    with h5py.File(path) as file:
        file.visititems(visit)
    return groups, datasets


def record(name, make, optimizer_name, make_optimizer):
    keras.utils.clear_session()
    keras.utils.set_random_seed(5)
    model = make()
    generator = np.random.default_rng(6)
    shape = (5, *model.input_shape[1:]) if name != "subclassed" else (5, 3)
    if name == "embedded":
        x = generator.integers(0, 6, shape).astype(np.int32)
    else:
        x = generator.random(shape, np.float32)
    y = generator.random(model(x).shape, np.float32)
    if make_optimizer:
        model.compile(make_optimizer(), "mse")
        model.fit(x, y, batch_size=2, epochs=2, verbose=0)
    else:
        for weight in model.weights:
            weight.assign(generator.random(weight.shape))
    model.save_weights(FOLDER / f"{name}.weights.h5")
    arrays = {f"weight_{i}": np.asarray(weight.value) for i, weight in enumerate(model.weights)}
    if make_optimizer:
        for i, variable in enumerate(model.optimizer.variables):
            arrays[f"optimizer_{i}"] = np.asarray(variable.value)
    np.savez_compressed(FOLDER / f"{name}.npz", x=x, prediction=model.predict(x, verbose=0), **arrays)
    groups, datasets = tree(FOLDER / f"{name}.weights.h5")
    case = {"name": name, "optimizer": optimizer_name, "groups": groups, "datasets": datasets}
    case["weights"] = [weight.path for weight in model.weights]
    if name in ("mlp", "nested", "functional"):
        model.save(FOLDER / f"{name}.h5")
        # A file of the weights alone in the older format, which Keras 3 reads but has no public way to write.
        from keras.src.legacy.saving import legacy_h5_format

        with h5py.File(FOLDER / f"{name}.weights-only.h5", "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, model)
    if name == "recurrent":
        model.save(FOLDER / f"{name}.h5", include_optimizer=False)
    if name == "mlp":
        gib = 1 / 1024**3
        model.save_weights(FOLDER / "mlp.weights.json", max_shard_size=150 * gib)
        untrained = mlp()
        untrained.compile("adam", "mse")
        untrained.save_weights(FOLDER / "untrained.weights.h5")
    return case


def record_loss_scaling():
    """float16 weights, and an optimizer around an optimizer."""
    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(3, name="only")], name="scaled")
    model.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.01)), "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
    model.save_weights(FOLDER / "scaled.weights.h5")
    arrays = {f"weight_{i}": np.asarray(weight.value) for i, weight in enumerate(model.weights)}
    for i, variable in enumerate(model.optimizer.inner_optimizer.variables):
        arrays[f"optimizer_{i}"] = np.asarray(variable.value)
    np.savez_compressed(FOLDER / "scaled.npz", **arrays)


def record_types():
    """The mlp with weights of other types."""
    for dtype in ["float16", "bfloat16"]:
        keras.utils.set_random_seed(5)
        keras.config.set_dtype_policy(dtype)
        model = mlp()
        keras.config.set_dtype_policy("float32")
        model.save_weights(FOLDER / f"{dtype}.weights.h5")
        arrays = {f"weight_{i}": np.asarray(weight.value).astype(np.float32) for i, weight in enumerate(model.weights)}
        np.savez_compressed(FOLDER / f"{dtype}.npz", **arrays)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    cases = [record(*case) for case in CASES]
    record_loss_scaling()
    record_types()
    (FOLDER / "index.json").write_text(json.dumps({"cases": cases}, indent=1) + "\n")
