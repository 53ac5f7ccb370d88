"""Writes Tests/StrataTests/Fixtures/evaluations.json: curves and scores of scikit-learn, for the tests of evaluations."""

import json
from pathlib import Path

import numpy as np
from sklearn import metrics

TARGET = Path(__file__).parent.parent / "Tests/StrataTests/Fixtures/evaluations.json"
random = np.random.RandomState(11)


def numbers(array):
    """A list of floats; infinity, which JSON lacks, as a string."""
    return [float(v) if np.isfinite(v) else str(v) for v in np.asarray(array, np.float64).ravel()]


def curve_case(name, labels, scores, weights=None):
    fpr, tpr, thresholds = metrics.roc_curve(labels, scores, sample_weight=weights, drop_intermediate=False)
    precision, recall, pr_thresholds = metrics.precision_recall_curve(labels, scores, sample_weight=weights)
    return {
        "name": name, "labels": numbers(labels), "scores": numbers(scores),
        "weights": None if weights is None else numbers(weights),
        "falsePositiveRates": numbers(fpr), "truePositiveRates": numbers(tpr), "thresholds": numbers(thresholds),
        "auc": float(metrics.roc_auc_score(labels, scores, sample_weight=weights)),
        "precisions": numbers(precision), "recalls": numbers(recall), "precisionThresholds": numbers(pr_thresholds),
        "averagePrecision": float(metrics.average_precision_score(labels, scores, sample_weight=weights)),
    }


def curves():
    labels = random.randint(0, 2, 40)
    scores = np.round(random.uniform(0, 1, 40) * 0.7 + labels * 0.3, 3)
    yield curve_case("distinct", labels, scores)
    yield curve_case("ties", labels, np.round(scores, 1))
    yield curve_case("weighted", labels, np.round(scores, 1), np.round(random.uniform(0.1, 2, 40), 2))
    yield curve_case("logits", labels, np.round(random.normal(0, 4, 40) + labels, 2))
    yield curve_case("perfect", np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9]))
    yield curve_case("inverted", np.array([1, 1, 0, 0]), np.array([0.1, 0.2, 0.8, 0.9]))
    yield curve_case("constant", np.array([1, 0, 0, 1, 0]), np.full(5, 0.5))
    rare = (np.arange(60) % 15 == 3).astype(int)
    yield curve_case("rare", rare, np.round(random.uniform(0, 1, 60) + rare * 0.4, 2))


def classes():
    labels = random.randint(0, 4, 50)
    logits = random.normal(0, 1, (50, 4)) + 1.2 * np.eye(4)[labels]
    scores = np.round(np.exp(logits) / np.exp(logits).sum(1, keepdims=True), 3)
    scores[:, 0] += 1 - scores.sum(1)
    scores = np.round(scores, 3)
    predictions = scores.argmax(1)
    yield class_case("four classes", labels, predictions, 4, scores)
    # Class 2 never occurs, class 3 is never predicted, class 4 neither.
    labels = np.array([0, 0, 1, 1, 1, 3, 3, 0])
    predictions = np.array([0, 1, 1, 1, 2, 0, 1, 0])
    yield class_case("missing classes", labels, predictions, 5)


def class_case(name, labels, predictions, count, scores=None):
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predictions, labels=range(count), zero_division=0)
    report = metrics.classification_report(labels, predictions, output_dict=True, zero_division=0)
    case = {
        "name": name, "labels": numbers(labels), "predictions": numbers(predictions), "classes": count,
        "matrix": numbers(metrics.confusion_matrix(labels, predictions, labels=range(count))),
        "precision": numbers(precision), "recall": numbers(recall), "f1": numbers(f1), "support": numbers(support),
        "accuracy": float(metrics.accuracy_score(labels, predictions)),
        "macro": [report["macro avg"][k] for k in ("precision", "recall", "f1-score")],
        "weighted": [report["weighted avg"][k] for k in ("precision", "recall", "f1-score")],
    }
    if scores is not None:
        case["scores"] = numbers(scores)
        case["aucs"] = numbers(metrics.roc_auc_score(np.eye(count)[labels], scores, average=None))
        case["averagePrecisions"] = numbers(
            metrics.average_precision_score(np.eye(count)[labels], scores, average=None))
    return case


def regressions():
    truths = np.round(random.normal(3, 2, 30), 3)
    for name, predictions in {
        "close": np.round(truths + random.normal(0.2, 0.5, 30), 3), "mean": np.full(30, truths.mean()),
        "worse than the mean": np.round(-truths, 3),
    }.items():
        yield {
            "name": name, "truths": numbers(truths), "predictions": numbers(predictions),
            "r2": float(metrics.r2_score(truths, predictions)),
            "meanAbsoluteError": float(metrics.mean_absolute_error(truths, predictions)),
            "rootMeanSquaredError": float(metrics.root_mean_squared_error(truths, predictions)),
        }


def histograms():
    spread = np.round(random.normal(0, 1, 200), 2)
    for name, values, bins, limits in [
        ("spread", spread, 10, None), ("range", spread, 7, (-1.0, 1.5)), ("constant", np.full(5, 2.0), 4, None),
        ("on the limits", np.arange(0, 11) / 10, 10, None), ("integers", np.arange(20) % 6, 5, (0.0, 5.0)),
    ]:
        counts, edges = np.histogram(values, bins=bins, range=limits)
        yield {
            "name": name, "values": numbers(values), "bins": bins, "range": limits,
            "counts": [int(c) for c in counts], "edges": numbers(edges),
        }


content = {
    "curves": list(curves()), "classes": list(classes()), "regressions": list(regressions()),
    "histograms": list(histograms()),
}
TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n")
