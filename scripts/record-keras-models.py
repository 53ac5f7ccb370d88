#!/usr/bin/env python3
"""Writes small models with Keras, which the tests of Strata read.

    python3 scripts/record-keras-models.py          needs keras, jax and h5py
    python3 scripts/record-keras-models.py NAME …   only some of them

For each model there is a file `NAME.keras`, saved after an epoch of training, and `NAME.npz` with inputs `x_0`, …,
truths `y_0`, …, the `prediction_0`, … of the saved model, its weights `weight_0`, …, and what two more epochs give with
`set_random_seed(7)` before the file is loaded, without shuffling: the losses `loss`, and the weights `trained_0`, ….
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers as L
from keras import ops
from keras.src.applications.convnext import LayerScale

FOLDER = Path(__file__).resolve().parents[1] / "Tests" / "StrataTests" / "Fixtures" / "Models"
SAMPLES = 12
random = np.random.RandomState(5)


def numbers(*shape):
    return random.normal(size=(SAMPLES, *shape)).astype("float32")


def classes(count, *shape):
    return random.randint(0, count, size=(SAMPLES, *shape)).astype("int32")


def resnet():
    def block(x, filters, strides):
        shortcut = x
        y = L.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        y = L.BatchNormalization(momentum=0.9)(y)
        y = L.ReLU()(y)
        y = L.Conv2D(filters, 3, padding="same", use_bias=False, kernel_regularizer=keras.regularizers.L2(1e-3))(y)
        y = L.BatchNormalization(momentum=0.9)(y)
        if strides != 1:
            shortcut = L.Conv2D(filters, 1, strides=strides, name=f"shortcut_{filters}")(x)
        return L.ReLU()(L.Add()([shortcut, y]))

    images = keras.Input((10, 10, 3), name="images")
    x = L.Conv2D(4, 3, padding="same", name="stem")(images)
    x = block(block(block(x, 4, 1), 6, 2), 8, 2)
    scores = L.Dense(4, activation="softmax", name="scores")(L.GlobalAveragePooling2D()(x))
    model = keras.Model(images, scores, name="resnet")
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, [numbers(10, 10, 3)], [classes(4)]


def mobile():
    images = keras.Input((12, 12, 3))
    x = L.ZeroPadding2D(((0, 1), (0, 1)))(images)
    x = L.Conv2D(4, 3, strides=2, use_bias=False)(x)
    x = L.ReLU(6.0)(L.BatchNormalization()(x))
    x = L.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = L.ReLU(6.0)(L.BatchNormalization()(x))
    x = L.Conv2D(6, 1, padding="same", use_bias=False)(x)
    x = L.SeparableConv2D(5, 3, activation="relu", depth_multiplier=2)(x)
    x = L.GlobalAveragePooling2D(keepdims=True)(x)
    x = L.Dropout(0.2)(x)
    x = L.Reshape((5,))(L.Conv2D(5, 1)(x))
    model = keras.Model(images, L.Activation("softmax")(x), name="mobile")
    rate = keras.optimizers.schedules.CosineDecay(0.01, 20)
    model.compile(
        keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1), metrics=["accuracy"])
    return model, [numbers(12, 12, 3)], [np.eye(5, dtype="float32")[classes(5)]]


def text():
    words = keras.Input((7,), dtype="int32", name="words")
    x = L.Embedding(20, 4, mask_zero=True)(words)
    x = L.Bidirectional(L.LSTM(3, return_sequences=True, dropout=0.1))(x)
    x = L.Dropout(0.3)(x)
    x = L.GRU(3)(x)
    model = keras.Model(words, L.Dense(1, activation="sigmoid")(x), name="text")
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC(num_thresholds=50)])
    return model, [classes(20, 7)], [classes(2, 1).astype("float32")]


def two():
    title = keras.Input((5,), dtype="int32", name="title")
    body = keras.Input((6,), name="body")
    x = L.Concatenate()([
        L.GlobalAveragePooling1D()(L.Embedding(9, 3)(title)), L.Dense(4, activation="relu", name="hidden")(body)])
    topic = L.Dense(3, activation="softmax", name="topic")(x)
    urgency = L.Dense(1, name="urgency")(L.LayerNormalization()(x))
    model = keras.Model([title, body], [topic, urgency], name="two")
    model.compile(
        keras.optimizers.AdamW(2e-3, weight_decay=0.01), loss={"topic": "sparse_categorical_crossentropy", "urgency": "mse"},
        loss_weights={"topic": 1.0, "urgency": 0.3}, metrics={"topic": ["accuracy"], "urgency": ["mae"]})
    return model, [classes(9, 5), numbers(6)], [classes(3), numbers(1)]


def translator():
    source = keras.Input((None, 4), name="source")
    target = keras.Input((5, 3), name="target")
    _, h, c = L.LSTM(6, return_state=True, name="encoder")(source)
    x = L.LSTM(6, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    model = keras.Model([source, target], L.TimeDistributed(L.Dense(3), name="words")(x), name="translator")
    model.compile(keras.optimizers.Nadam(1e-3), keras.losses.Huber(0.7))
    return model, [numbers(6, 4), numbers(5, 3)], [numbers(5, 3)]


def siamese():
    left, right = keras.Input((6, 3), name="left"), keras.Input((6, 3), name="right")
    tower = keras.Sequential(
        [L.Masking(), L.Conv1D(4, 2, padding="causal", activation="tanh"), L.MaxPooling1D(2), L.LSTM(3)], name="tower")
    a, b = tower(left), tower(right)
    inner_input = keras.Input((3,))
    inner = keras.Model(inner_input, [L.Dense(4)(inner_input), L.Dense(4, activation="relu")(inner_input)], name="inner")
    p, q = inner(L.Subtract()([a, b]))
    x = L.Concatenate()([L.Dot(1, normalize=True)([a, b]), L.Multiply()([p, q]), L.Average()([a, b])])
    model = keras.Model([left, right], L.Dense(1, kernel_constraint="non_neg")(x), name="siamese")
    model.compile(keras.optimizers.SGD(0.01, clipnorm=1.0), "mae", weighted_metrics=["mse"])
    return model, [numbers(6, 3), numbers(6, 3)], [numbers(1)]


def stack():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)), L.Rescaling(0.5), L.Conv2D(3, 3, activation="elu", kernel_constraint=keras.constraints.MaxNorm(2)),
            L.MaxPooling2D(), L.UpSampling2D(2, interpolation="bilinear"), L.Cropping2D(1), L.Conv2DTranspose(2, 2),
            L.PReLU(), L.Permute((2, 1, 3)), L.Flatten(), L.RepeatVector(2), L.SimpleRNN(4, return_sequences=True),
            L.GaussianNoise(0.1), L.GlobalMaxPooling1D(), L.Dense(2, activation=L.LeakyReLU(negative_slope=0.1)),
        ], name="stack")
    model.compile(keras.optimizers.Adagrad(0.01), "mse")
    return model, [numbers(8, 8, 1)], [numbers(2)]


def arithmetic():
    """Operations between the layers, which Keras writes for arithmetic on tensors."""
    images = keras.Input((6, 6, 2), name="images")
    x = L.Normalization(mean=[0.1, -0.2], variance=[0.5, 2.0], name="given")(images)
    adapted = L.Normalization(axis=(1, -1), name="adapted")
    adapted.build((None, 6, 6, 2))
    adapted.adapt(numbers(6, 6, 2) * 2 + 1)
    x = L.Conv2D(4, 3, padding="same", name="stem")(adapted(x))
    y = L.Conv2D(4, 3, padding="same", use_bias=False, name="inner")(ops.relu(x))
    x = ops.silu(L.BatchNormalization(name="norm")(y) + x * 0.5)
    gate = keras.activations.hard_sigmoid(L.Conv2D(4, 1, name="gate")(ops.mean(x, axis=(1, 2), keepdims=True)))
    x = LayerScale(0.7, 4, name="scaled")(ops.maximum(x * gate, -0.1) / 2)
    tall = ops.max(ops.transpose(x, (0, 3, 1, 2)), axis=-1)
    flat = ops.reshape(tall, (-1, 24))
    sums = ops.squeeze(ops.expand_dims(ops.sum(flat, axis=1, keepdims=True), 2), axis=1)
    other = 1.0 - ops.minimum(L.Dense(3, name="wide")(flat), 0.8)
    x = ops.concatenate([-other, sums, ops.leaky_relu(other, 0.3), 2 / (3 + ops.square(other))], axis=-1)
    x = ops.gelu(x, approximate=False) + ops.sqrt(ops.absolute(x) + 1) ** 2 + ops.log(ops.exp(x) + 2)
    scores = ops.softmax(L.Dense(3, name="scores")(ops.subtract(x, ops.min(x, axis=-1, keepdims=True))))
    model = keras.Model(images, scores, name="arithmetic")
    model.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy")
    return model, [numbers(6, 6, 2)], [classes(3)]


def directions():
    """Two outputs of a bidirectional layer, and masks in branches of different depth."""
    words = keras.Input((6,), dtype="int32", name="words")
    steps = keras.Input((6, 3), name="steps")
    x = L.Embedding(9, 4, mask_zero=True, name="table")(words)
    forward, backward = L.Bidirectional(L.GRU(3, return_sequences=True, name="gru"), merge_mode=None, name="both")(x)
    x = L.Concatenate(name="joined")([forward, backward, L.Masking(0.0, name="masked")(steps)])
    last, first = L.Bidirectional(L.SimpleRNN(2, name="rnn"), merge_mode=None, name="ends")(x)
    mean = L.GlobalAveragePooling1D(name="mean")(L.Dense(3, name="projected")(x))
    y = L.Concatenate(name="features")([L.Dense(3, name="left")(last), L.Dense(3, name="right")(first), mean])
    model = keras.Model([words, steps], L.Dense(2, name="answer")(y), name="directions")
    model.compile(keras.optimizers.RMSprop(1e-2), "mse")
    return model, [classes(9, 6), numbers(6, 3)], [numbers(2)]


def mixed_mlp():
    with_policy("mixed_bfloat16")
    model = keras.Sequential(
        [
            keras.Input((6,)), L.Dense(16, activation="relu", kernel_regularizer="l2"), L.BatchNormalization(),
            L.Dropout(0.2), L.Dense(8, activation="gelu"), L.Dense(3, activation="softmax", dtype="float32"),
        ], name="mixed_mlp")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, [numbers(6)], [classes(3)]


def mixed_cnn():
    """The loss is scaled, and the state of the scaling is in the file."""
    with_policy("mixed_float16")
    model = keras.Sequential(
        [
            keras.Input((8, 8, 2)), L.Conv2D(4, 3, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(),
            L.MaxPooling2D(), L.DepthwiseConv2D(3, padding="same"), L.AveragePooling2D(2, padding="same"),
            L.Conv2D(6, 2, activation="elu"), L.GlobalAveragePooling2D(), L.Dense(1),
        ], name="mixed_cnn")
    model.compile(keras.optimizers.Adam(0.01, weight_decay=0.01), "mse")
    return model, [numbers(8, 8, 2)], [numbers(1)]


def mixed_sequence():
    with_policy("mixed_bfloat16")
    words = keras.Input((7,), dtype="int32", name="words")
    x = L.Embedding(600, 4, mask_zero=True)(words)
    x = L.LayerNormalization()(x)
    x = L.LSTM(6, return_sequences=True)(x)
    x = L.Bidirectional(L.GRU(3, return_sequences=True))(x)
    x = L.Concatenate()([x, L.TimeDistributed(L.Dense(2, activation="tanh"))(x)])
    x = L.SimpleRNN(5, dtype="float32")(x * 0.5)
    model = keras.Model(words, L.Dense(2)(x), name="mixed_sequence")
    model.compile(keras.optimizers.RMSprop(1e-2), "mse", metrics=["mae"])
    return model, [classes(600, 7)], [numbers(2)]


def mapped_mlp():
    """The keys hold for the paths within the model, and for those that Keras gives the layers when it reads the file."""
    with_policy(policy_map("mixed_bfloat16", {"(mapped_mlp/)?exact": "float32", "(.*/)?scores": "float32"}))
    model = keras.Sequential(
        [
            keras.Input((6,)), L.Dense(12, activation="tanh", name="exact"), L.LayerNormalization(name="norm"),
            L.Dense(8, activation="gelu"), L.Dense(3, activation="softmax", name="scores"),
        ], name="mapped_mlp")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, [numbers(6)], [classes(3)]


def mapped_sequence():
    with_policy(
        policy_map(
            "float32",
            {"table": "mixed_bfloat16", "gru(/.*)?": "mixed_bfloat16", "(both/)?forward_lstm.*": "mixed_bfloat16",
             "answer|x": "float32"}))
    words = keras.Input((7,), dtype="int32", name="words")
    x = L.Embedding(50, 4, mask_zero=True, name="table")(words)
    x = L.GRU(5, return_sequences=True, name="gru")(x)
    x = L.Bidirectional(L.LSTM(3, name="lstm"), name="both")(x)
    model = keras.Model(words, L.Dense(2, name="answer")(x), name="mapped_sequence")
    model.compile(keras.optimizers.RMSprop(1e-2), "mse", metrics=["mae"])
    return model, [classes(50, 7)], [numbers(2)]


def policy_map(default, policies):
    result = keras.dtype_policies.DTypePolicyMap(default_policy=keras.DTypePolicy(default))
    for key, policy in policies.items():
        result[key] = policy
    return result


def with_policy(policy):
    """Layers are made with a policy, on data that do not depend on the models before."""
    random.seed(6)
    keras.config.set_dtype_policy(policy)


def single(values):
    return values if len(values) > 1 else values[0]


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def main(names):
    FOLDER.mkdir(parents=True, exist_ok=True)
    models = (
        resnet, mobile, text, two, translator, siamese, stack, arithmetic, directions, mixed_mlp, mixed_cnn,
        mixed_sequence, mapped_mlp, mapped_sequence,
    )
    for make in models:
        if names and make.__name__ not in names:
            continue
        keras.config.set_dtype_policy("float32")
        keras.backend.clear_session()
        keras.utils.set_random_seed(3)
        model, x, y = make()
        model.fit(single(x), single(y), batch_size=4, verbose=0)
        path = FOLDER / f"{model.name}.keras"
        model.save(path)
        arrays = {f"x_{i}": v for i, v in enumerate(x)} | {f"y_{i}": v for i, v in enumerate(y)}
        arrays |= {f"weight_{i}": v.astype("float32") for i, v in enumerate(model.get_weights())}
        for i, prediction in enumerate(as_list(model.predict(single(x), verbose=0))):
            arrays[f"prediction_{i}"] = prediction.astype("float32")
        # The policy is still the current one, without which Keras would lose the scaling of losses and its state.
        keras.utils.set_random_seed(7)
        model = keras.models.load_model(path)
        history = model.fit(single(x), single(y), batch_size=4, epochs=2, shuffle=False, verbose=0).history
        arrays["loss"] = np.array(history["loss"], "float32")
        arrays |= {f"trained_{i}": v.astype("float32") for i, v in enumerate(model.get_weights())}
        np.savez_compressed(FOLDER / f"{model.name}.npz", **arrays)
        print(path.name, path.stat().st_size, history)


if __name__ == "__main__":
    main(sys.argv[1:])
