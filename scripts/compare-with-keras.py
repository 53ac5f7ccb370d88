#!/usr/bin/env python3
"""Holds Strata against Keras on random models.

Makes models at random over the layers and options that Strata has, sequential and functional, compiles and saves
them with Keras, and then does the same with Keras and with the `strata` command: predict, train three epochs, save.
Compared are

  predictions   before training
  losses        of each epoch, and all metrics
  weights       after training
  configs       of the model file that `strata convert` writes, with those that Keras wrote
  reverse       the trained model saved by Strata, loaded by Keras: its predictions with those of Strata

Two numbers agree if they differ by at most 1e-4, or by that part of the larger one.

  swift build -c release
  pip install keras==3.15.1 jax
  python scripts/compare-with-keras.py                          100 models
  python scripts/compare-with-keras.py --count 5 --seed 7 --keep FOLDER
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers as L

TOLERANCE = 1e-4
SAMPLES = 24
BATCH = 8
EPOCHS = 3


# MARK: Random choices


class Choice:
    """A random number generator with the choices that models are made of."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *options):
        return self.random.choice(options)

    def chance(self, probability):
        return self.random.random() < probability

    def size(self, low, high):
        return self.random.randint(low, high)

    def activation(self):
        return self.one(
            None, "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "softplus", "swish", "softsign", "leaky_relu",
            "hard_sigmoid", "mish", "linear", "relu6",
        )

    def initializer(self):
        return self.one(
            "glorot_uniform", "he_normal", "lecun_uniform", "glorot_normal",
            keras.initializers.VarianceScaling(0.5, "fan_out", "untruncated_normal", seed=self.size(1, 99)),
            keras.initializers.RandomNormal(0.0, 0.2, seed=self.size(1, 99)),
            keras.initializers.TruncatedNormal(stddev=0.2, seed=3), keras.initializers.RandomUniform(-0.2, 0.2),
            keras.initializers.Orthogonal(0.5, seed=self.size(1, 99)),
        )

    def regularizer(self):
        return self.one(
            None, None, None, "l2", keras.regularizers.L1(1e-3), keras.regularizers.L1L2(1e-3, 1e-3),
            keras.regularizers.L2(1e-2),
        )

    def constraint(self):
        return self.one(
            None, None, None, "non_neg", keras.constraints.MaxNorm(1.5), keras.constraints.UnitNorm(),
            keras.constraints.MinMaxNorm(0.2, 1.2, 0.7),
        )

    def kernel(self, bias=True):
        """The arguments that layers with a kernel share."""
        arguments = dict(
            kernel_initializer=self.initializer(), kernel_regularizer=self.regularizer(),
            kernel_constraint=self.constraint(),
        )
        if bias:
            arguments["use_bias"] = self.chance(0.8)
            arguments["bias_initializer"] = self.one("zeros", "ones", keras.initializers.Constant(0.1))
            arguments["bias_regularizer"] = self.one(None, None, "l2")
        if self.chance(0.1):
            arguments["activity_regularizer"] = keras.regularizers.L2(1e-3)
        return arguments


# MARK: Layers by the kind of data


def any_layer(c, x):
    """A layer that takes data of any rank."""
    options = [
        lambda: L.Activation(c.activation()),
        lambda: L.ReLU(c.one(None, 6.0), c.one(0.0, 0.1), c.one(0.0, 0.05)),
        lambda: L.LeakyReLU(negative_slope=c.one(0.3, 0.1)),
        lambda: L.ELU(c.one(1.0, 0.5)),
        lambda: L.PReLU(alpha_initializer=keras.initializers.Constant(0.2)),
        lambda: L.Dropout(c.one(0.2, 0.5), seed=c.one(None, 11)),
        lambda: L.GaussianNoise(0.1, seed=c.one(None, 12)),
        lambda: L.GaussianDropout(0.2, seed=c.one(None, 13)),
        lambda: L.BatchNormalization(momentum=c.one(0.99, 0.8), center=c.chance(0.8), scale=c.chance(0.8)),
        lambda: L.LayerNormalization(epsilon=c.one(1e-3, 1e-5), center=c.chance(0.8), scale=c.chance(0.8)),
        lambda: L.Rescaling(c.one(0.5, 2.0), c.one(0.0, -0.1)),
        lambda: L.Softmax() if c.chance(0.2) else L.Activation("tanh"),
    ]
    return c.one(*options)()(x)


def vector_layer(c, x):
    if c.chance(0.6):
        return L.Dense(c.size(2, 9), activation=c.activation(), **c.kernel())(x)
    return any_layer(c, x)


def image_layer(c, x):
    height, width, channels = x.shape[1:]
    padding = c.one("same", "valid")
    small = min(height, width) < 5
    options = [
        lambda: any_layer(c, x),
        lambda: L.Conv2D(
            c.size(2, 6), c.one(1, 3, (3, 2)), strides=c.one(1, 1, 2), padding="same", activation=c.activation(),
            **c.kernel())(x),
        lambda: L.Conv2D(4, 3, dilation_rate=2, padding="same", **c.kernel())(x),
        lambda: L.DepthwiseConv2D(
            c.one(1, 3), strides=1, padding="same", depth_multiplier=c.one(1, 2), activation=c.activation())(x),
        lambda: L.SeparableConv2D(c.size(2, 6), 3, padding="same", depth_multiplier=c.one(1, 2))(x),
        lambda: L.Dense(c.size(2, 6), activation=c.activation())(x),
        lambda: L.ZeroPadding2D(c.one(1, (1, 2), ((1, 0), (0, 2))))(x),
        lambda: L.SpatialDropout2D(0.3, seed=c.one(None, 5))(x),
        lambda: L.Permute((2, 1, 3))(x),
        lambda: L.Activation("relu")(L.BatchNormalization()(x)),
    ]
    if not small:
        options += [
            lambda: L.Conv2D(c.size(2, 6), 3, padding=padding, strides=c.one(1, 2))(x),
            lambda: L.MaxPooling2D(2, strides=c.one(None, 1), padding=padding)(x),
            lambda: L.AveragePooling2D(c.one(2, (2, 3)), padding=padding)(x),
            lambda: L.Cropping2D(c.one(1, ((1, 0), (0, 1))))(x),
        ]
    if max(height, width) < 10:
        options += [
            lambda: L.UpSampling2D(2, interpolation=c.one("nearest", "bilinear"))(x),
            lambda: L.Conv2DTranspose(c.size(2, 5), c.one(2, 3), strides=c.one(1, 2), padding=padding)(x),
        ]
    if channels > 1 and c.chance(0.3):
        return L.Add()([x, L.Conv2D(channels, 3, padding="same")(x)])
    return c.one(*options)()


def recurrent(c, sequences):
    kind = c.one(L.LSTM, L.GRU, L.SimpleRNN)
    arguments = dict(
        return_sequences=sequences, go_backwards=c.chance(0.2), dropout=c.one(0.0, 0.0, 0.2),
        recurrent_dropout=c.one(0.0, 0.0, 0.2), seed=c.one(None, 21), kernel_regularizer=c.regularizer(),
        unroll=c.chance(0.2), use_bias=c.chance(0.8),
    )
    if kind is L.LSTM:
        arguments["unit_forget_bias"] = c.chance(0.7)
    if kind is L.GRU:
        arguments["reset_after"] = c.chance(0.7)
    return kind(c.size(2, 6), **arguments)


def sequence_layer(c, x):
    steps, features = x.shape[1:]
    options = [
        lambda: any_layer(c, x),
        lambda: recurrent(c, True)(x),
        lambda: L.Bidirectional(
            c.one(L.LSTM, L.GRU)(c.size(2, 4), return_sequences=True), merge_mode=c.one("concat", "sum", "mul", "ave"))(x),
        lambda: L.TimeDistributed(L.Dense(c.size(2, 5), activation=c.activation()))(x),
        lambda: L.Conv1D(
            c.size(2, 6), c.one(1, 2, 3), padding=c.one("same", "causal"), dilation_rate=c.one(1, 1, 2),
            activation=c.activation(), **c.kernel())(x),
        lambda: L.Dense(c.size(2, 5), activation=c.activation(), **c.kernel())(x),
        lambda: L.SpatialDropout1D(0.3)(x),
        lambda: L.Permute((2, 1))(x),
        lambda: L.Masking(0.0)(x),
    ]
    if steps >= 4:
        options += [
            lambda: L.MaxPooling1D(2, padding=c.one("same", "valid"))(x),
            lambda: L.AveragePooling1D(2, strides=c.one(None, 1))(x),
            lambda: L.RNN([L.LSTMCell(3), L.GRUCell(4)], return_sequences=True)(x),
        ]
    return c.one(*options)()


def merge(c, a, b):
    """Two tensors of shape (batch, features) in one."""
    kind = c.one("Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Dot")
    if kind == "Concatenate":
        return L.Concatenate()([a, b])
    size = c.size(3, 5)
    pair = [L.Dense(size)(a), L.Dense(size, activation="tanh")(b)]
    if kind == "Dot":
        return L.Dot(axes=1, normalize=c.chance(0.5))(pair)
    return getattr(L, kind)()(pair)


# MARK: Models


def branch(c, kind):
    """An input and what is computed from it, as (input, tensor of shape (batch, features), samples)."""
    samples = np.random.RandomState(c.size(0, 10**6))
    depth = c.size(2, 5)
    if kind == "vector":
        source = keras.Input((c.size(3, 8),))
        x = source
        for _ in range(depth):
            x = vector_layer(c, x)
        data = samples.normal(size=(SAMPLES, *source.shape[1:])).astype("float32")
    elif kind == "image":
        source = keras.Input((c.size(6, 9), c.size(6, 9), c.one(1, 3)))
        x = source
        for _ in range(depth):
            x = image_layer(c, x)
        x = c.one(L.Flatten, L.GlobalAveragePooling2D, L.GlobalMaxPooling2D)()(x)
        data = samples.normal(size=(SAMPLES, *source.shape[1:])).astype("float32")
    else:
        steps = c.size(4, 7)
        if kind == "tokens":
            source = keras.Input((steps,), dtype=c.one("int32", "float32"))
            x = L.Embedding(20, c.size(2, 5), mask_zero=c.chance(0.5), embeddings_regularizer=c.regularizer())(source)
            data = samples.randint(0, 20, size=(SAMPLES, steps)).astype(source.dtype)
        else:
            source = keras.Input((steps, c.size(2, 4)))
            x = source
            data = samples.normal(size=(SAMPLES, *source.shape[1:])).astype("float32")
        for _ in range(depth):
            x = sequence_layer(c, x)
        end = c.one("recurrent", "average", "maximum", "flatten", "bidirectional")
        if end == "recurrent":
            x = recurrent(c, False)(x)
        elif end == "bidirectional":
            x = L.Bidirectional(L.GRU(3))(x)
        elif end == "average":
            x = L.GlobalAveragePooling1D()(x)
        elif end == "maximum":
            x = L.GlobalMaxPooling1D()(x)
        else:
            x = L.Flatten()(x)
    return source, x, data


def head(c, x, name=None):
    """An output with its loss, metrics and truth."""
    samples = np.random.RandomState(c.size(0, 10**6))
    kind = c.one("regression", "binary", "classes", "sparse", "logits")
    if kind == "regression":
        units = c.one(1, 3)
        y = L.Dense(units, name=name)(x)
        loss = c.one("mse", "mae", "huber", keras.losses.Huber(0.5), "log_cosh", keras.losses.MeanSquaredError())
        metric = c.one("mae", "mse", keras.metrics.RootMeanSquaredError(), "cosine_similarity")
        truth = samples.normal(size=(SAMPLES, units)).astype("float32")
    elif kind == "binary":
        y = L.Dense(1, activation="sigmoid", name=name)(x)
        loss = c.one("binary_crossentropy", keras.losses.BinaryCrossentropy(label_smoothing=0.1), "hinge", "poisson")
        metric = c.one("accuracy", keras.metrics.AUC(num_thresholds=20), keras.metrics.Precision(), "binary_accuracy")
        truth = samples.randint(0, 2, size=(SAMPLES, 1)).astype("float32")
    elif kind == "classes":
        y = L.Dense(4, activation="softmax", name=name)(x)
        loss = c.one(
            "categorical_crossentropy", "kl_divergence", keras.losses.CategoricalCrossentropy(label_smoothing=0.1))
        metric = c.one("accuracy", "categorical_accuracy", keras.metrics.TopKCategoricalAccuracy(2))
        truth = np.eye(4, dtype="float32")[samples.randint(0, 4, size=SAMPLES)]
    else:
        activation = "softmax" if kind == "sparse" else None
        y = L.Dense(4, activation=activation, name=name)(x)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=kind == "logits")
        metric = c.one("accuracy", "sparse_categorical_accuracy")
        truth = samples.randint(0, 4, size=SAMPLES).astype("int32")
    return y, loss, metric, truth


def optimizer(c):
    O = keras.optimizers
    common = c.one({}, {}, {"clipnorm": 1.0}, {"weight_decay": 0.01}, {"global_clipnorm": 1.0}, {"clipvalue": 0.5})
    rate = c.one(
        0.001, 0.003, keras.optimizers.schedules.ExponentialDecay(0.002, 3, 0.9),
        keras.optimizers.schedules.CosineDecay(0.002, 10),
        keras.optimizers.schedules.PiecewiseConstantDecay([3, 6], [0.002, 0.001, 0.0005]),
    )
    return c.one(
        lambda: O.Adam(rate, amsgrad=c.chance(0.3), **common),
        lambda: O.SGD(rate, momentum=c.one(0.0, 0.9), nesterov=c.chance(0.5), **common),
        lambda: O.RMSprop(rate, centered=c.chance(0.3), momentum=c.one(0.0, 0.5), **common),
        lambda: O.AdamW(rate), lambda: O.Nadam(rate), lambda: O.Adamax(rate), lambda: O.Adagrad(rate),
        lambda: O.Lion(1e-4), lambda: O.Adadelta(rate), lambda: O.Ftrl(rate),
        lambda: O.Adam(rate, use_ema=True, ema_momentum=0.9), lambda: O.SGD(0.002, gradient_accumulation_steps=2),
    )()


def random_model(seed):
    """A compiled model with its inputs and truths."""
    c = Choice(seed)
    keras.utils.set_random_seed(seed)
    keras.backend.clear_session()
    kinds = ["vector", "image", "sequence", "tokens"]
    form = c.one("sequential", "sequential", "functional", "two inputs", "two outputs", "shared", "nested")
    xs, ys, losses, metrics = [], [], [], []
    if form == "two inputs":
        (i, a, x1), (j, b, x2) = branch(c, c.one(*kinds)), branch(c, c.one(*kinds))
        y, loss, metric, truth = head(c, merge(c, a, b))
        model, xs, ys, losses, metrics = keras.Model([i, j], y), [x1, x2], [truth], [loss], [metric]
    elif form == "two outputs":
        i, a, x1 = branch(c, c.one(*kinds))
        heads = [head(c, a, "first"), head(c, L.Dense(4, activation="relu")(a), "second")]
        model = keras.Model(i, [h[0] for h in heads])
        xs, ys = [x1], [h[3] for h in heads]
        losses, metrics = [h[1] for h in heads], [[h[2]] for h in heads]
    elif form == "shared":
        shape = (c.size(3, 6),)
        i, j = keras.Input(shape), keras.Input(shape)
        shared = L.Dense(c.size(2, 5), activation="tanh")
        y, loss, metric, truth = head(c, merge(c, shared(i), shared(j)))
        samples = np.random.RandomState(seed)
        xs = [samples.normal(size=(SAMPLES, *shape)).astype("float32") for _ in range(2)]
        model, ys, losses, metrics = keras.Model([i, j], y), [truth], [loss], [metric]
    elif form == "nested":
        i, a, x1 = branch(c, c.one(*kinds))
        inner_input = keras.Input(a.shape[1:])
        inner = keras.Model(inner_input, L.Dense(3, activation="relu")(vector_layer(c, inner_input)))
        y, loss, metric, truth = head(c, keras.Sequential([L.Dense(4), L.Activation("tanh")])(inner(a)))
        model, xs, ys, losses, metrics = keras.Model(i, y), [x1], [truth], [loss], [metric]
    else:
        i, a, x1 = branch(c, c.one(*kinds))
        y, loss, metric, truth = head(c, a)
        model, xs, ys, losses, metrics = keras.Model(i, y), [x1], [truth], [loss], [metric]
        if form == "sequential":
            stack = in_line(model)
            if stack:
                model = keras.Sequential(stack)
            else:
                form = "functional"
    several = len(losses) > 1
    model.compile(
        optimizer(c), loss=losses if several else losses[0],
        loss_weights=c.one(None, [0.5, 2.0]) if several else None, metrics=metrics if several else metrics,
        jit_compile=True,
    )
    return form, model, xs, ys


def in_line(model):
    """The layers if each has one input, the layer before it."""
    for layer in model.layers[1:]:
        nodes = layer._inbound_nodes
        if len(nodes) != 1 or len(nodes[0].input_tensors) != 1:
            return None
    return [keras.Input(batch_shape=model.inputs[0].shape, dtype=model.inputs[0].dtype)] + model.layers[1:]


# MARK: Comparing


def difference(a, b):
    """The largest difference, as a part of the number where that is larger than 1."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.shape != b.shape:
        return float("inf")
    if a.size == 0:
        return 0.0
    with np.errstate(invalid="ignore"):
        gap = np.abs(a - b) / np.maximum(1, np.maximum(np.abs(a), np.abs(b)))
    gap = np.where(np.isnan(a) & np.isnan(b), 0, gap)
    return float("inf") if np.isnan(gap).any() else float(gap.max())


def without_identities(value):
    """A config without what differs from process to process."""
    if isinstance(value, dict):
        return {k: without_identities(v) for k, v in value.items() if k != "shared_object_id"}
    if isinstance(value, list):
        return [without_identities(v) for v in value]
    return value


def config_of(path):
    with zipfile.ZipFile(path) as archive:
        return without_identities(json.loads(archive.read("config.json")))


def first_difference(a, b, place=""):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in list(a) + [k for k in b if k not in a]:
            if key not in a or key not in b:
                return f"{place}/{key}: only in {'Keras' if key in a else 'Strata'}"
            found = first_difference(a[key], b[key], f"{place}/{key}")
            if found:
                return found
        return None
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (x, y) in enumerate(zip(a, b)):
            found = first_difference(x, y, f"{place}[{index}]")
            if found:
                return found
        return None
    return None if a == b else f"{place}: Keras {a!r}, Strata {b!r}"


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:2])}: {(done.stderr or done.stdout).strip()[-600:]}")
    return done.stdout


def strata_predict(strata, model, inputs, folder, count):
    output = os.path.join(folder, "prediction.npy")
    command = [strata, "predict", model, "--batch-size", str(BATCH), "--output", output]
    for path in inputs:
        command += ["--input", path]
    run(command)
    paths = [output] if count == 1 else [output.replace(".npy", f"_{i}.npy") for i in range(count)]
    return [np.load(path) for path in paths]


def compare(strata, seed, folder):
    """The differences by what is compared, and the problems in words."""
    form, model, xs, ys = random_model(seed)
    saved, trained = os.path.join(folder, "model.keras"), os.path.join(folder, "trained.keras")
    model.save(saved)
    inputs, truths = [], []
    for name, arrays, paths in (("x", xs, inputs), ("y", ys, truths)):
        for index, array in enumerate(arrays):
            paths.append(os.path.join(folder, f"{name}{index}.npy"))
            np.save(paths[-1], array)
    x, y = (xs if len(xs) > 1 else xs[0]), (ys if len(ys) > 1 else ys[0])

    keras.utils.set_random_seed(seed)
    model = keras.models.load_model(saved)
    count = len(model.outputs)
    predictions = as_list(model.predict(x, batch_size=BATCH, verbose=0))
    keras.utils.set_random_seed(seed)
    model = keras.models.load_model(saved)
    shuffle = seed % 2 == 0
    history = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=shuffle, verbose=0).history

    results, problems = {}, []

    def step(name, body):
        try:
            value = body()
            results[name] = value if isinstance(value, float) else 0.0 if value is None else float("inf")
            if not isinstance(value, float) and value is not None:
                problems.append(f"{name}: {value}")
        except Exception as error:  # A failure is a result here.
            results[name] = float("inf")
            problems.append(f"{name}: {error}")

    def check_predictions():
        found = strata_predict(strata, saved, inputs, folder, count)
        return max(difference(a, b) for a, b in zip(predictions, found))

    def check_training():
        path = os.path.join(folder, "history.json")
        command = [
            strata, "fit", saved, "--epochs", str(EPOCHS), "--batch-size", str(BATCH), "--seed", str(seed),
            "--save", trained, "--history", path, "--json",
        ]
        if not shuffle:
            command.append("--no-shuffle")
        for array in inputs:
            command += ["--x", array]
        for array in truths:
            command += ["--y", array]
        run(command)
        with open(path) as file:
            found = json.load(file)["history"]
        if set(found) != set(history):
            return f"Keras logs {sorted(history)}, Strata {sorted(found)}"
        return max(difference(history[name], found[name]) for name in history)

    def check_weights():
        loaded = keras.models.load_model(trained)
        pairs = list(zip(model.get_weights(), loaded.get_weights()))
        if len(pairs) != len(model.weights):
            return f"{len(loaded.weights)} weights instead of {len(model.weights)}"
        return max((difference(a, b) for a, b in pairs), default=0.0)

    def check_optimizer():
        loaded = keras.models.load_model(trained)
        pairs = list(zip(model.optimizer.variables, loaded.optimizer.variables))
        if len(loaded.optimizer.variables) != len(model.optimizer.variables):
            return f"{len(loaded.optimizer.variables)} variables instead of {len(model.optimizer.variables)}"
        return max(difference(np.asarray(a), np.asarray(b)) for a, b in pairs)

    def check_reverse():
        loaded = keras.models.load_model(trained)
        of_keras = as_list(loaded.predict(x, batch_size=BATCH, verbose=0))
        of_strata = strata_predict(strata, trained, inputs, folder, count)
        return max(difference(a, b) for a, b in zip(of_keras, of_strata))

    def check_config():
        copy = os.path.join(folder, "copy.keras")
        run([strata, "convert", saved, copy])
        return first_difference(config_of(saved), config_of(copy))

    step("predictions", check_predictions)
    step("losses", check_training)
    step("weights", check_weights)
    step("optimizer", check_optimizer)
    step("reverse", check_reverse)
    step("config", check_config)
    layers = [type(layer).__name__ for layer in model.layers if type(layer).__name__ != "InputLayer"]
    return form, layers, results, problems


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100, help="the number of models")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first model")
    parser.add_argument("--strata", default=os.path.join(root, ".build/release/strata"), help="the command")
    parser.add_argument("--keep", help="a folder to leave the files of each model in")
    options = parser.parse_args()
    if not os.access(options.strata, os.X_OK):
        sys.exit(f"{options.strata} is not there: run swift build -c release first")

    agreeing, failures, covered = {}, [], set()
    begin = time.time()
    for seed in range(options.seed, options.seed + options.count):
        with tempfile.TemporaryDirectory() as scratch:
            folder = os.path.join(options.keep, str(seed)) if options.keep else scratch
            os.makedirs(folder, exist_ok=True)
            form, layers, results, problems = compare(options.strata, seed, folder)
        covered.update(layers)
        for name, value in results.items():
            agreeing[name] = agreeing.get(name, 0) + (value <= TOLERANCE)
        bad = {name: value for name, value in results.items() if not value <= TOLERANCE}
        print(f"{seed:4} {form:12} {'agrees' if not bad else 'DIFFERS'}  {' '.join(layers)}", flush=True)
        if bad:
            failures.append(seed)
            print("       " + ", ".join(f"{name} {value:.2g}" for name, value in bad.items()))
            for problem in problems:
                print("       " + problem.replace("\n", "\n         "))
    print(f"\n{options.count} models, {len(covered)} classes of layers, {time.time() - begin:.0f} s")
    for name, count in agreeing.items():
        print(f"{name:12} {count} of {options.count} agree within {TOLERANCE}")
    if failures:
        print(f"differing: {failures}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
