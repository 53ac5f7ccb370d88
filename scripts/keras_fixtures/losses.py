"""Values and gradients of every loss."""

import jax
import numpy as np
from keras import losses

from .fixture import Fixture, identity, values

ROWS, CLASSES = 6, 4
WEIGHTS = np.array([1, 0, 2.5, 0.5, 1, 3], np.float32)

PROBABILITIES = values((ROWS, CLASSES), seed=1, low=0.02, high=0.98)
LOGITS = values((ROWS, CLASSES), seed=2, low=-5, high=5)
REALS = values((ROWS, CLASSES), seed=3, low=-3, high=3)
TARGETS = values((ROWS, CLASSES), seed=4, low=-3, high=3)
BITS = (values((ROWS, CLASSES), seed=5) > 0).astype(np.float32)
LABELS = np.array([3, 0, 1, 1, 2, 0], np.int32)
ONE_HOT = np.eye(CLASSES, dtype=np.float32)[LABELS]
SATURATED = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0.5, 0.5, 0, 0], [1e-9, 1, 1e-8, 0]], np.float32)
SATURATED_ONE_HOT = np.eye(CLASSES, dtype=np.float32)[[0, 0, 1, 3]]
SATURATED_BITS = np.array([[0, 1, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0], [1, 0, 0, 1]], np.float32)
FAR_LOGITS = np.array([[40, -40, 0, 3], [-100, 100, 1, -1], [0, 0, 0, 0], [-3, 60, 59, 2]], np.float32)
SEQUENCE = values((2, 3, CLASSES), seed=6, low=0.02, high=0.98)
SEQUENCE_LABELS = np.array([[0, 3, 1], [2, 2, 0]], np.int32)

# name, loss, its truth and its prediction
CASES = [
    ("binaryCrossentropy", losses.BinaryCrossentropy, {}, BITS, PROBABILITIES),
    ("binaryCrossentropy/column", losses.BinaryCrossentropy, {}, BITS[:, :1], PROBABILITIES[:, :1]),
    ("binaryCrossentropy/vector", losses.BinaryCrossentropy, {}, BITS[:, 0], PROBABILITIES[:, :1]),
    ("binaryCrossentropy/smoothing", losses.BinaryCrossentropy, {"label_smoothing": 0.2}, BITS, PROBABILITIES),
    ("binaryCrossentropy/saturated", losses.BinaryCrossentropy, {}, SATURATED_BITS, SATURATED),
    ("binaryCrossentropy/logits", losses.BinaryCrossentropy, {"from_logits": True}, BITS, LOGITS),
    ("binaryCrossentropy/farLogits", losses.BinaryCrossentropy, {"from_logits": True}, SATURATED_BITS, FAR_LOGITS),
    ("categoricalCrossentropy", losses.CategoricalCrossentropy, {}, ONE_HOT, PROBABILITIES),
    ("categoricalCrossentropy/smoothing", losses.CategoricalCrossentropy, {"label_smoothing": 0.1}, ONE_HOT, PROBABILITIES),
    ("categoricalCrossentropy/saturated", losses.CategoricalCrossentropy, {}, SATURATED_ONE_HOT, SATURATED),
    ("categoricalCrossentropy/logits", losses.CategoricalCrossentropy, {"from_logits": True}, ONE_HOT, LOGITS),
    ("categoricalCrossentropy/farLogits", losses.CategoricalCrossentropy, {"from_logits": True}, SATURATED_ONE_HOT, FAR_LOGITS),
    (
        "categoricalCrossentropy/smoothLogits",
        losses.CategoricalCrossentropy,
        {"from_logits": True, "label_smoothing": 0.3},
        ONE_HOT,
        LOGITS,
    ),
    ("sparseCategoricalCrossentropy", losses.SparseCategoricalCrossentropy, {}, LABELS, PROBABILITIES),
    ("sparseCategoricalCrossentropy/column", losses.SparseCategoricalCrossentropy, {}, LABELS[:, None], PROBABILITIES),
    ("sparseCategoricalCrossentropy/saturated", losses.SparseCategoricalCrossentropy, {}, np.array([0, 0, 1, 3], "i"), SATURATED),
    ("sparseCategoricalCrossentropy/logits", losses.SparseCategoricalCrossentropy, {"from_logits": True}, LABELS, LOGITS),
    (
        "sparseCategoricalCrossentropy/farLogits",
        losses.SparseCategoricalCrossentropy,
        {"from_logits": True},
        np.array([1, 0, 1, 3], "i"),
        FAR_LOGITS,
    ),
    ("sparseCategoricalCrossentropy/ignoreClass", losses.SparseCategoricalCrossentropy, {"ignore_class": 1}, LABELS, PROBABILITIES),
    ("sparseCategoricalCrossentropy/sequence", losses.SparseCategoricalCrossentropy, {}, SEQUENCE_LABELS, SEQUENCE),
    ("meanSquaredError", losses.MeanSquaredError, {}, TARGETS, REALS),
    ("meanSquaredError/vector", losses.MeanSquaredError, {}, TARGETS[:, 0], REALS[:, :1]),
    ("meanAbsoluteError", losses.MeanAbsoluteError, {}, TARGETS, REALS),
    ("huber", losses.Huber, {}, TARGETS, REALS),
    ("huber/delta", losses.Huber, {"delta": 2.5}, TARGETS, REALS),
    ("hinge", losses.Hinge, {}, 2 * BITS - 1, REALS),
    ("hinge/bits", losses.Hinge, {}, BITS, REALS),
    ("squaredHinge", losses.SquaredHinge, {}, 2 * BITS - 1, REALS),
    ("categoricalHinge", losses.CategoricalHinge, {}, ONE_HOT, REALS),
    ("klDivergence", losses.KLDivergence, {}, PROBABILITIES[::-1], PROBABILITIES),
    ("klDivergence/saturated", losses.KLDivergence, {}, SATURATED_ONE_HOT, SATURATED),
    ("meanAbsolutePercentageError", losses.MeanAbsolutePercentageError, {}, TARGETS, REALS),
    ("meanSquaredLogarithmicError", losses.MeanSquaredLogarithmicError, {}, np.abs(TARGETS), np.abs(REALS)),
    ("logCosh", losses.LogCosh, {}, TARGETS, REALS),
    ("poisson", losses.Poisson, {}, np.abs(TARGETS), np.abs(REALS)),
    ("cosineSimilarity", losses.CosineSimilarity, {}, TARGETS, REALS),
]

# These go through every reduction, with and without weights; the others through the default one.
THOROUGH = ["binaryCrossentropy", "sparseCategoricalCrossentropy", "meanSquaredError"]
REDUCTIONS = ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none"]


def record():
    fixture = Fixture()
    for name, make, arguments, truth, prediction in CASES:
        record_one(fixture, name, make(**arguments), truth, prediction, None)
        if len(truth) == ROWS and "/" not in name:
            record_one(fixture, f"{name}/weighted", make(**arguments), truth, prediction, WEIGHTS)
        if name in THOROUGH:
            for reduction in REDUCTIONS:
                loss = make(reduction=reduction, **arguments)
                record_one(fixture, f"{name}/{reduction}", loss, truth, prediction, None)
                record_one(fixture, f"{name}/{reduction}/weighted", loss, truth, prediction, WEIGHTS)
    steps = np.array([[1, 0, 2], [0.5, 1, 1]], np.float32)
    sequence = losses.SparseCategoricalCrossentropy()
    record_one(fixture, "sparseCategoricalCrossentropy/weightedSteps", sequence, SEQUENCE_LABELS, SEQUENCE, steps)
    return fixture


def record_one(fixture, name, loss, truth, prediction, weights):
    def total(prediction):
        value = loss(truth, prediction, sample_weight=weights)
        return value.sum(), value

    gradient, value = jax.grad(total, has_aux=True)(prediction)
    fixture.add(
        name,
        loss=identity(loss),
        yTrue=fixture.keep(f"{name}/yTrue", truth),
        yPred=fixture.keep(f"{name}/yPred", prediction),
        sampleWeight=None if weights is None else fixture.keep(f"{name}/sampleWeight", weights),
        value=fixture.keep(f"{name}/value", value),
        gradient=fixture.keep(f"{name}/gradient", gradient),
    )
