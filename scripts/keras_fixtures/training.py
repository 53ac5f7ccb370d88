"""Whole training runs: initial weights, history and final weights."""

import gzip
from pathlib import Path

import keras
import numpy as np
from keras import layers, losses, metrics, optimizers, regularizers

from .fixture import Fixture, start_over, values

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")


def record():
    fixture = Fixture()
    record_classifier(fixture)
    record_convolutional(fixture)
    record_regression(fixture)
    record_binary(fixture)
    record_weighted_classes(fixture)
    record_fashion_mnist(fixture)
    return fixture


def record_classifier(fixture):
    x = values((120, 8), seed=1)
    y = np.argmax(x[:, :3] + 0.3 * x[:, 3:6], axis=1).astype(np.int32)
    start_over(1234)
    model = keras.Sequential([keras.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    record_fit(fixture, "classifier", 1234, model, x, y, epochs=5, batch_size=32, validation_split=0.25)


def record_convolutional(fixture):
    """Dropout, batch normalization, and a last batch that is smaller."""
    x = values((50, 6, 6, 2), seed=2)
    classes = (x[:, :3].mean((1, 2, 3)) > x[:, 3:].mean((1, 2, 3))).astype(int) + (x[:, 2, 2, 0] > 0.5)
    y = np.eye(3, dtype=np.float32)[classes]
    start_over(42)
    model = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(4, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(5, 2, activation="elu", kernel_initializer="he_normal"),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(8, activation="tanh"),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax"),
        ]
    )
    loss = losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(optimizers.Adam(0.01), loss, metrics=["accuracy", metrics.TopKCategoricalAccuracy(k=2)])
    record_fit(fixture, "convolutional", 42, model, x, y, epochs=3, batch_size=16, validation_split=0.2)


def record_regression(fixture):
    x = values((64, 5), seed=3)
    y = (x @ values((5, 2), seed=4) + 0.1 * values((64, 2), seed=5)).astype(np.float32)
    weights = values((64,), seed=6, low=0, high=2)
    start_over(7)
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="tanh", kernel_regularizer=regularizers.L2(0.01)),
            layers.Dense(2, kernel_regularizer=regularizers.L1(0.001), bias_regularizer=regularizers.L2(0.1)),
        ]
    )
    model.compile(optimizers.SGD(0.05, momentum=0.9, nesterov=True), "mse", metrics=["mae"], weighted_metrics=["mse"])
    record_fit(fixture, "regression", 7, model, x, y, epochs=6, batch_size=10, sample_weight=weights)


def record_binary(fixture):
    x = values((90, 4), seed=8)
    y = (x.sum(1) + 0.4 * values((90,), seed=9) > 0.5).astype(np.float32).reshape(-1, 1)
    start_over(0)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation="relu"), layers.Dense(1, activation="sigmoid")])
    chosen = ["accuracy", metrics.AUC(name="auc"), metrics.Precision(name="precision"), metrics.Recall(name="recall")]
    model.compile(optimizers.RMSprop(0.01), "binary_crossentropy", metrics=chosen)
    record_fit(
        fixture, "binary", 0, model, x, y, epochs=4, batch_size=16, class_weight={0: 0.5, 1: 2.0}, validation_split=0.2
    )


def record_weighted_classes(fixture):
    """Logits, no shuffle, a schedule, clipping and decay."""
    x = values((40, 6), seed=10)
    y = (np.abs(x[:, 0] * 4).astype(np.int32) % 4).astype(np.int32)
    start_over(99)
    model = keras.Sequential([keras.Input((6,)), layers.Dense(7, activation="gelu"), layers.Dense(4)])
    schedule = optimizers.schedules.ExponentialDecay(0.02, decay_steps=4, decay_rate=0.8)
    optimizer = optimizers.AdamW(schedule, weight_decay=0.01, global_clipnorm=0.5)
    model.compile(optimizer, losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    record_fit(fixture, "weightedClasses", 99, model, x, y, epochs=3, batch_size=8, shuffle=False, class_weight={0: 1.5, 3: 0.25})


def record_fit(fixture, name, seed, model, x, y, sample_weight=None, class_weight=None, **arguments):
    fields = {
        "seed": seed,
        "model": model.get_config(),
        "compile": model.get_compile_config(),
        "fit": {**arguments, "class_weight": class_weight and {str(k): w for k, w in class_weight.items()}},
        "x": fixture.keep(f"{name}/x", x),
        "y": fixture.keep(f"{name}/y", y),
        "sampleWeight": None if sample_weight is None else fixture.keep(f"{name}/sampleWeight", sample_weight),
        "initialWeights": keep_weights(fixture, f"{name}/initial", model),
    }
    history = model.fit(x, y, sample_weight=sample_weight, class_weight=class_weight, verbose=0, **arguments).history
    fixture.add(
        name,
        **fields,
        history=history,
        finalWeights=keep_weights(fixture, f"{name}/final", model),
        optimizerVariables=[
            {"path": v.path, "value": fixture.keep(f"{name}/optimizer/{number}", v.value)}
            for number, v in enumerate(model.optimizer.variables)
        ],
        evaluation=model.evaluate(x, y, batch_size=16, verbose=0, return_dict=True),
        prediction=fixture.keep(f"{name}/prediction", model.predict(x[:9], batch_size=4, verbose=0)),
    )


def keep_weights(fixture, folder, model):
    return [
        {"path": weight.path, "value": fixture.keep(f"{folder}/{weight.path}", weight.value)} for weight in model.weights
    ]


def record_fashion_mnist(fixture):
    """The example's network without its dropout. The images are the data set's own, so they are not stored."""
    steps, batch = 20, 64
    with gzip.open(FASHION_MNIST / "train-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(16 + steps * batch * 784)[16:], np.uint8)
    with gzip.open(FASHION_MNIST / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(8 + steps * batch)[8:], np.uint8).astype(np.int32)
    images = (pixels.astype(np.float32) / 255).reshape(-1, 28, 28, 1)
    start_over(1234)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    sums = [{"path": w.path, "sum": total(w), "sumOfSquares": total(w, 2)} for w in model.weights]
    results = []
    for step in range(steps):
        rows = slice(step * batch, (step + 1) * batch)
        # train_on_batch gives the mean since the last reset.
        model.reset_metrics()
        results.append([float(r) for r in model.train_on_batch(images[rows], labels[rows])])
    fixture.add(
        "fashionMnist",
        seed=1234,
        model=model.get_config(),
        compile=model.get_compile_config(),
        batchSize=batch,
        initialWeights=sums,
        finalWeights=[{"path": w.path, "sum": total(w), "sumOfSquares": total(w, 2)} for w in model.weights],
        losses=[loss for loss, _ in results],
        accuracies=[accuracy for _, accuracy in results],
    )


def total(weight, power=1):
    return float(np.sum(np.asarray(weight.value, np.float64) ** power))
