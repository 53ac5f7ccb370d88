"""Results of every metric, update by update."""

import numpy as np
from keras import metrics

from .fixture import Fixture, identity, start_over, values

BATCHES, ROWS, CLASSES = 3, 5, 7


def numbers(seed, low=0.0, high=1.0, columns=CLASSES):
    return list(values((BATCHES, ROWS, columns), seed, low, high))


PROBABILITIES = [batch / batch.sum(-1, keepdims=True) for batch in numbers(1, 0.01)]
LABELS = list(np.random.default_rng(2).integers(0, CLASSES, (BATCHES, ROWS)).astype(np.int32))
ONE_HOT = [np.eye(CLASSES, dtype=np.float32)[batch] for batch in LABELS]
# Rounded, so that some stand exactly on a threshold.
CHANCES = [np.round(batch, 2) for batch in numbers(3, columns=1)]
CHANCES[0][0, 0], CHANCES[1][0, 0], CHANCES[1][1, 0] = 0.5, 0.0, 1.0
BITS = [(batch > 0.4).astype(np.float32) for batch in numbers(4, columns=1)]
MANY_CHANCES, MANY_BITS = numbers(5, columns=3), [(batch > 0.5).astype(np.float32) for batch in numbers(6, columns=3)]
REALS, TARGETS = numbers(7, -3, 3, columns=2), numbers(8, -3, 3, columns=2)
WEIGHTS = list(values((BATCHES, ROWS), 9, 0, 2))
WEIGHTS[1][2] = 0

CASES = [
    ("accuracy", metrics.Accuracy, {}, LABELS, [np.argmax(batch, -1).astype(np.int32) for batch in PROBABILITIES]),
    ("binaryAccuracy", metrics.BinaryAccuracy, {}, BITS, CHANCES),
    ("binaryAccuracy/threshold", metrics.BinaryAccuracy, {"threshold": 0.3}, MANY_BITS, MANY_CHANCES),
    ("categoricalAccuracy", metrics.CategoricalAccuracy, {}, ONE_HOT, PROBABILITIES),
    ("sparseCategoricalAccuracy", metrics.SparseCategoricalAccuracy, {}, LABELS, PROBABILITIES),
    ("sparseCategoricalAccuracy/column", metrics.SparseCategoricalAccuracy, {}, [b[:, None] for b in LABELS], PROBABILITIES),
    ("topKCategoricalAccuracy", metrics.TopKCategoricalAccuracy, {}, ONE_HOT, PROBABILITIES),
    ("topKCategoricalAccuracy/2", metrics.TopKCategoricalAccuracy, {"k": 2}, ONE_HOT, PROBABILITIES),
    ("sparseTopKCategoricalAccuracy", metrics.SparseTopKCategoricalAccuracy, {"k": 3}, LABELS, PROBABILITIES),
    ("meanSquaredError", metrics.MeanSquaredError, {}, TARGETS, REALS),
    ("rootMeanSquaredError", metrics.RootMeanSquaredError, {}, TARGETS, REALS),
    ("meanAbsoluteError", metrics.MeanAbsoluteError, {}, TARGETS, REALS),
    ("binaryCrossentropy", metrics.BinaryCrossentropy, {}, BITS, CHANCES),
    ("categoricalCrossentropy", metrics.CategoricalCrossentropy, {}, ONE_HOT, PROBABILITIES),
    ("sparseCategoricalCrossentropy", metrics.SparseCategoricalCrossentropy, {}, LABELS, PROBABILITIES),
    ("klDivergence", metrics.KLDivergence, {}, PROBABILITIES[::-1], PROBABILITIES),
    ("precision", metrics.Precision, {}, BITS, CHANCES),
    ("precision/thresholds", metrics.Precision, {"thresholds": [0.2, 0.5, 0.8]}, MANY_BITS, MANY_CHANCES),
    ("precision/topK", metrics.Precision, {"top_k": 2}, ONE_HOT, PROBABILITIES),
    ("precision/class", metrics.Precision, {"class_id": 1}, MANY_BITS, MANY_CHANCES),
    ("recall", metrics.Recall, {}, BITS, CHANCES),
    ("recall/thresholds", metrics.Recall, {"thresholds": [0.2, 0.5, 0.8]}, MANY_BITS, MANY_CHANCES),
    ("recall/topK", metrics.Recall, {"top_k": 2}, ONE_HOT, PROBABILITIES),
    ("recall/class", metrics.Recall, {"class_id": 1}, MANY_BITS, MANY_CHANCES),
    ("truePositives", metrics.TruePositives, {}, BITS, CHANCES),
    ("falsePositives", metrics.FalsePositives, {"thresholds": [0.2, 0.7]}, BITS, CHANCES),
    ("auc", metrics.AUC, {}, BITS, CHANCES),
    ("auc/PR", metrics.AUC, {"curve": "PR"}, BITS, CHANCES),
    ("auc/minoring", metrics.AUC, {"summation_method": "minoring"}, BITS, CHANCES),
    ("auc/majoring", metrics.AUC, {"summation_method": "majoring"}, BITS, CHANCES),
    ("auc/thresholds", metrics.AUC, {"thresholds": [0.1, 0.25, 0.5, 0.9]}, BITS, CHANCES),
    ("auc/few", metrics.AUC, {"num_thresholds": 11}, BITS, CHANCES),
    ("auc/multiLabel", metrics.AUC, {"num_thresholds": 21, "multi_label": True}, MANY_BITS, MANY_CHANCES),
]


def record():
    fixture = Fixture()
    for name, make, arguments, truths, predictions in CASES:
        start_over(0)
        record_one(fixture, name, make(**arguments), truths, predictions, [None] * BATCHES)
        start_over(0)
        record_one(fixture, f"{name}/weighted", make(**arguments), truths, predictions, WEIGHTS)
    record_mean(fixture)
    return fixture


def record_one(fixture, name, metric, truths, predictions, weights):
    updates = []
    for step, (truth, prediction, weight) in enumerate(zip(truths, predictions, weights)):
        metric.update_state(truth, prediction, sample_weight=weight)
        key = f"{name}/{step}"
        updates.append(
            {
                "yTrue": fixture.keep(f"{key}/yTrue", truth),
                "yPred": fixture.keep(f"{key}/yPred", prediction),
                "sampleWeight": None if weight is None else fixture.keep(f"{key}/sampleWeight", weight),
                "result": fixture.keep(f"{key}/result", metric.result()),
            }
        )
    variables = [{"name": v.name, "value": fixture.keep(f"{name}/{v.name}", v.value)} for v in metric.variables]
    fixture.add(name, metric=identity(metric), updates=updates, variables=variables)


def record_mean(fixture):
    """`Mean` and `Sum` take values, not a truth and a prediction: the values are under `yPred`."""
    for make in [metrics.Mean, metrics.Sum]:
        for weights in [[None] * BATCHES, WEIGHTS]:
            start_over(0)
            metric = make()
            name = metric.name + ("" if weights[0] is None else "/weighted")
            updates = []
            for step, (batch, weight) in enumerate(zip(REALS, weights)):
                metric.update_state(batch[:, 0], sample_weight=weight)
                key = f"{name}/{step}"
                updates.append(
                    {
                        "yTrue": None,
                        "yPred": fixture.keep(f"{key}/yPred", batch[:, 0]),
                        "sampleWeight": None if weight is None else fixture.keep(f"{key}/sampleWeight", weight),
                        "result": fixture.keep(f"{key}/result", metric.result()),
                    }
                )
            variables = [{"name": v.name, "value": fixture.keep(f"{name}/{v.name}", v.value)} for v in metric.variables]
            fixture.add(name, metric=identity(metric), updates=updates, variables=variables)
