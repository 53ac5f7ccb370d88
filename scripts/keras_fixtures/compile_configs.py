"""What models are compiled with, as Keras's files have it, and what it means in an evaluation."""

import json

import keras
import numpy as np
from keras import layers, losses, metrics, optimizers
from keras.src.legacy.saving import json_utils, saving_utils
from keras.src.saving import serialization_lib

from .fixture import Fixture, start_over, values

SAMPLES = 12
LABELS = np.random.default_rng(3).integers(0, 3, SAMPLES).astype(np.int32)
BITS = np.random.default_rng(4).integers(0, 2, (SAMPLES, 1)).astype(np.float32)
ONE_HOT = np.eye(3, dtype=np.float32)[LABELS]
WEIGHTS = np.random.default_rng(5).uniform(0, 2, SAMPLES).astype(np.float32)


def model(outputs):
    start_over(1)
    x = keras.Input((4,), name="x")
    ends = {
        "bit": lambda: layers.Dense(1, activation="sigmoid", name="bit")(x),
        "kind": lambda: layers.Dense(3, activation="softmax", name="kind")(x),
    }
    made = keras.Model(x, [ends[name]() for name in outputs] if len(outputs) > 1 else ends[outputs[0]]())
    for number, weight in enumerate(made.weights):
        weight.assign(values(weight.shape, seed=10 + number))
    return made


def record():
    fixture = Fixture()
    sparse = "sparse_categorical_crossentropy"
    one(fixture, "names", "kind", LABELS, optimizer="adam", loss=sparse, metrics=["accuracy", "sparse_categorical_accuracy"])
    one(fixture, "acc", "kind", LABELS, optimizer="sgd", loss="ce", metrics=["acc", "SparseTopKCategoricalAccuracy"])
    one(fixture, "oneHot", "kind", ONE_HOT, optimizer="RMSprop", loss="crossentropy", metrics=["Accuracy", "mae", "MSE"])
    one(
        fixture,
        "bits",
        "bit",
        BITS,
        optimizer="rmsprop",
        loss="bce",
        metrics=["acc", "AUC", metrics.Precision(0.4), "MeanSquaredError", "mape", metrics.AUC(num_thresholds=20, name="area")],
    )
    one(fixture, "crossentropyOfBits", "bit", BITS, optimizer="adam", loss="crossentropy")
    one(
        fixture,
        "objects",
        "kind",
        LABELS,
        optimizer=optimizers.Adam(0.01, beta_1=0.8, clipnorm=1.0, loss_scale_factor=8.0, ema_momentum=0.5),
        loss=losses.SparseCategoricalCrossentropy(reduction="sum", name="mine"),
        loss_weights=[0.5],
        metrics=[metrics.SparseCategoricalAccuracy(name="hits"), metrics.SparseCategoricalCrossentropy()],
        weighted_metrics=["accuracy", metrics.SparseCategoricalCrossentropy(name="weighted")],
        run_eagerly=True,
        steps_per_execution=2,
    )
    one(
        fixture,
        "functions",
        "kind",
        LABELS,
        optimizer=optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 20, warmup_steps=5)),
        loss=losses.sparse_categorical_crossentropy,
        metrics=[losses.sparse_categorical_crossentropy, metrics.sparse_categorical_accuracy],
        jit_compile=False,
    )
    one(
        fixture,
        "lossFunctionsAsMetrics",
        "kind",
        ONE_HOT,
        optimizer="adam",
        loss=losses.Huber(),
        metrics=[losses.cosine_similarity, losses.huber, losses.log_cosh, "cosine_similarity", metrics.MeanMetricWrapper(losses.huber, name="far", delta=0.5)],
    )
    one(fixture, "nested", "kind", LABELS, optimizer="adam", loss=[sparse], metrics=[["acc"]])
    one(fixture, "byName", "kind", LABELS, optimizer="adam", loss={"kind": sparse}, metrics={"kind": "acc"})
    two(fixture, "two/oneLoss", optimizer="adam", loss="mse", metrics=["mae", "mse"])
    two(fixture, "two/lists", optimizer="adam", loss=["bce", losses.CategoricalCrossentropy()], loss_weights=[2, 0.5], metrics=[["acc", "mse"], ["acc"]])
    two(fixture, "two/gaps", optimizer="adam", loss=["bce", "ce"], metrics=[None, ["acc", metrics.CategoricalAccuracy()]])
    two(fixture, "two/mixed", optimizer="adam", loss=["bce", "ce"], metrics=["acc", ["acc"]])
    two(
        fixture,
        "two/byName",
        optimizer="adam",
        loss={"kind": "categorical_crossentropy", "bit": losses.BinaryCrossentropy(label_smoothing=0.25)},
        loss_weights={"kind": 0.5, "bit": 2.0},
        metrics={"kind": "acc", "bit": ["acc", metrics.Recall()]},
        weighted_metrics={"bit": ["mae"]},
    )
    return fixture


def one(fixture, name, output, truth, **compile):
    record_one(fixture, name, model([output]), truth, compile)


def two(fixture, name, **compile):
    record_one(fixture, name, model(["bit", "kind"]), [BITS, ONE_HOT], compile)


def record_one(fixture, name, made, truth, compile):
    made.compile(**compile)
    config = made.get_compile_config()
    x = values((SAMPLES, 4), seed=2)
    weights = WEIGHTS if "weighted_metrics" in compile and not isinstance(truth, list) else None
    evaluation = made.evaluate(x, truth, sample_weight=weights, batch_size=5, verbose=0, return_dict=True)
    # The legacy format takes the optimizer out of what it describes.
    legacy = saving_utils.model_metadata(made)["training_config"]
    truths = truth if isinstance(truth, list) else [truth]
    fixture.add(
        name,
        model={**serialization_lib.serialize_keras_object(made), "compile_config": None},
        weights=[fixture.keep(f"{name}/weights/{number}", weight) for number, weight in enumerate(made.get_weights())],
        compile=json.loads(json.dumps(config)),
        legacy=json.loads(json.dumps(legacy, default=json_utils.get_json_type)),
        x=fixture.keep(f"{name}/x", x),
        y=[fixture.keep(f"{name}/y/{number}", part) for number, part in enumerate(truths)],
        sampleWeight=None if weights is None else fixture.keep(f"{name}/sampleWeight", weights),
        evaluation=evaluation,
    )
