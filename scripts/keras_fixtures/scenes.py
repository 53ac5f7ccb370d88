"""What Keras gives for the scenes that the examples show."""

import keras
import numpy as np
from keras import layers, optimizers, regularizers

from .fixture import Fixture, start_over
from .training import keep_weights


def record():
    fixture = Fixture()
    record_seeds(fixture)
    record_random_labels(fixture)
    record_sides_of_a_line(fixture)
    record_regularized_layers(fixture)
    record_known_coefficients(fixture)
    return fixture


def record_seeds(fixture):
    for seed in [1234, 1235]:
        start_over(seed)
        model = keras.Sequential(
            [
                keras.Input((2,)),
                layers.Dense(3, activation="sigmoid", name="layer1"),
                layers.Dense(1, activation="sigmoid", name="layer2"),
            ]
        )
        texts = [str(weight) for weight in model.get_weights()]
        fixture.add(f"seeds/{seed}", seed=seed, weights=keep_weights(fixture, f"seeds/{seed}", model), texts=texts)


def record_random_labels(fixture):
    start_over(1234)
    model = keras.Sequential(
        [keras.Input((10,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x = keras.random.uniform((100, 10), seed=1)
    y = keras.random.randint((100,), 0, 10, seed=2)
    record_fit(fixture, "randomLabels", model, x, y, epochs=5)


def record_sides_of_a_line(fixture):
    start_over(1234)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(4, activation="relu", name="hidden"),
            layers.Dense(1, activation="sigmoid", name="output"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    record_fit(fixture, "sidesOfALine", model, *points((100, 2), 1, seed=3), epochs=100)


def record_regularized_layers(fixture):
    start_over(1234)
    penalty = {"kernel_regularizer": regularizers.L2(0.1)}
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(6, activation="relu", name="layer_1", **penalty),
            layers.Dense(6, activation="relu", name="layer_2", **penalty),
            layers.Dense(1, activation="sigmoid", name="layer_3", **penalty),
        ],
        name="out_layer_is_sigmoid",
    )
    model.compile(
        optimizers.Adam(0.001), keras.losses.BinaryCrossentropy(), metrics=["binary_crossentropy", "accuracy"]
    )
    record_fit(fixture, "regularizedLayers", model, *points((200, 2), 5, seed=1), epochs=40)


def record_known_coefficients(fixture):
    """Linear regression on data that were made from known coefficients."""
    x = np.asarray(keras.random.uniform((300, 3), -1, 1, seed=1))
    noise = np.asarray(keras.random.normal((300,), stddev=0.1, seed=2))
    y = (x @ np.array([3, -2, 0.5], np.float32) + 1 + noise).astype(np.float32)
    columns = np.column_stack([x, np.ones(300)]).astype(np.float64)
    solution = np.linalg.lstsq(columns, y.astype(np.float64), rcond=None)[0]
    fixture.add(
        "knownCoefficients",
        x=fixture.keep("knownCoefficients/x", x),
        y=fixture.keep("knownCoefficients/y", y),
        kernel=fixture.keep("knownCoefficients/kernel", solution[:3].astype(np.float32)),
        bias=float(solution[3]),
        meanSquaredError=float(np.mean((columns @ solution - y) ** 2)),
    )


def points(shape, bound, seed):
    """Points around the origin, and whether the sum of their coordinates is positive."""
    x = np.asarray(keras.random.uniform(shape, -bound, bound, seed=seed))
    return x, (x.sum(1, keepdims=True) > 0).astype(np.float32)


def record_fit(fixture, name, model, x, y, epochs):
    initial = keep_weights(fixture, f"{name}/initial", model)
    history = model.fit(np.asarray(x), np.asarray(y), epochs=epochs, verbose=0).history
    fixture.add(
        name,
        x=fixture.keep(f"{name}/x", x),
        y=fixture.keep(f"{name}/y", y),
        initialWeights=initial,
        history=history,
        finalWeights=keep_weights(fixture, f"{name}/final", model),
    )
