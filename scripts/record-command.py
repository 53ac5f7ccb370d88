"""Writes small models and arrays for the tests of the command line, and what Keras makes of them.

    KERAS_BACKEND=jax python scripts/record-command.py

Every number in recorded.json comes from Keras after it has loaded the model from its file, as a program would.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

folder = pathlib.Path(__file__).parent.parent / "Tests/StrataCommandTests/Fixtures"


def models():
    keras.utils.set_random_seed(1)
    regression = keras.Sequential(
        [keras.Input((4,), name="features"), keras.layers.Dense(5, activation="tanh"), keras.layers.Dense(2)],
        name="regression",
    )
    regression.compile(keras.optimizers.SGD(0.05, momentum=0.9), "mse", metrics=["mae"])
    yield "regression", regression

    classifier = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, activation="relu", name="hidden"),
            keras.layers.Dropout(0.4),
            keras.layers.Dense(3, activation="softmax", name="classes"),
        ],
        name="classifier",
    )
    classifier.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    yield "classifier", classifier

    numbers = keras.Input((4,), name="numbers")
    words = keras.Input((3,), dtype="int32", name="words")
    meaning = keras.layers.Flatten()(keras.layers.Embedding(6, 2)(words))
    both = keras.layers.Concatenate()([keras.layers.Dense(4, activation="relu")(numbers), meaning])
    price = keras.layers.Dense(2, name="price")(both)
    kind = keras.layers.Dense(3, activation="softmax", name="kind")(both)
    several = keras.Model([numbers, words], [price, kind], name="several")
    several.compile("rmsprop", ["mse", "sparse_categorical_crossentropy"])
    yield "several", several

    yield "uncompiled", keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)], name="uncompiled")


def arrays(random):
    x = random.normal(size=(50, 4)).astype("float32")
    targets = np.stack([x[:, 0] * x[:, 1], x[:, 2] + 0.5], axis=1).astype("float32")
    return {
        "x": x,
        "targets": targets,
        "labels": (np.digitize(x[:, 0] + x[:, 3], [-0.5, 0.5])).astype("int64"),
        "words": random.integers(0, 6, size=(50, 3)).astype("int32"),
    }


def fit(name, x, y, seed=None, **arguments):
    if seed is not None:
        keras.utils.set_random_seed(seed)
    model = keras.saving.load_model(folder / f"{name}.keras")
    return model.fit(x, y, verbose=0, **arguments).history


def run():
    folder.mkdir(parents=True, exist_ok=True)
    data = arrays(np.random.default_rng(7))
    for name, array in data.items():
        np.save(folder / f"{name}.npy", array)
    np.savez(folder / "data.npz", **data)
    x, targets, labels, words = data["x"], data["targets"], data["labels"], data["words"]
    np.savetxt(folder / "x.csv", x, delimiter=",", header="a,b,c,d", comments="", fmt="%.9g")
    for name, model in models():
        model.save(folder / f"{name}.keras")
        if name == "classifier":
            model.save(folder / "classifier.h5")
            model.save_weights(folder / "classifier.weights.h5")

    recorded = {}
    truths = {"regression": (x, targets), "classifier": (x, labels), "several": ([x, words], [targets, labels])}
    for name, (inputs, truth) in truths.items():
        model = keras.saving.load_model(folder / f"{name}.keras")
        outputs = model.predict(inputs, verbose=0)
        for position, output in enumerate(outputs if isinstance(outputs, list) else [outputs]):
            np.save(folder / f"{name}-prediction-{position}.npy", output)
        recorded[name] = {
            "evaluation": model.evaluate(inputs, truth, verbose=0, return_dict=True, batch_size=16),
            "inOrder": fit(name, inputs, truth, seed=3, epochs=3, batch_size=8, shuffle=False),
            "shuffled": fit(name, inputs, truth, seed=11, epochs=3, batch_size=8),
            "validated": fit(name, inputs, truth, seed=5, epochs=2, validation_split=0.2),
        }
    model = keras.saving.load_model(folder / "regression.keras")
    keras.utils.set_random_seed(2)
    model.compile(keras.optimizers.Adam(0.01), "mae", metrics=["mse"])
    recorded["recompiled"] = model.fit(x, targets, epochs=2, shuffle=False, verbose=0).history

    # The same model goes on from the state of its optimizer.
    keras.utils.set_random_seed(9)
    model = keras.saving.load_model(folder / "regression.keras")
    first = model.fit(x, targets, epochs=1, shuffle=False, verbose=0).history
    model.save(folder / "trained.keras")
    recorded["continued"] = fit("trained", x, targets, epochs=2, shuffle=False)
    recorded["first"] = first

    # Compiled, the model would have parameters of the optimizer too.
    classifier = keras.saving.load_model(folder / "classifier.keras", compile=False)
    lines = []
    classifier.summary(print_fn=lambda line, **_: lines.append(line), line_length=76)
    recorded["summary"] = "\n".join(lines)
    recorded["weights"] = {
        f"{layer.name}/{weight.name}": {
            "shape": list(weight.shape), "dtype": weight.dtype, "min": float(np.min(weight)),
            "max": float(np.max(weight)), "mean": float(np.mean(weight, dtype="float64")),
            "std": float(np.std(weight, dtype="float64")), "zeros": int(np.sum(np.asarray(weight) == 0)),
            "values": np.asarray(weight).astype(float).tolist(),
        }
        for layer in classifier.layers
        for weight in layer.weights
    }
    with open(folder / "recorded.json", "w") as file:
        json.dump(recorded, file, indent=1, sort_keys=False)
        file.write("\n")


run()
