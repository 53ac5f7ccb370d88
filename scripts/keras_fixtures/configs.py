"""How Keras describes initializers, regularizers, constraints, activations, losses, metrics, optimizers and
schedules in files, and which other names it takes for them."""

import keras
import numpy as np
from keras import constraints, initializers, layers, losses, metrics, optimizers, regularizers
from keras.src import activations
from keras.src.ops import nn
from keras.src.saving import serialization_lib

from .fixture import Fixture, values

schedules = optimizers.schedules

INITIALIZERS = [
    initializers.Zeros(),
    initializers.Ones(),
    initializers.Constant(),
    initializers.Constant(-1.25),
    initializers.Identity(),
    initializers.Identity(gain=0.5),
    initializers.Orthogonal(),
    initializers.Orthogonal(gain=1.5, seed=7),
    initializers.RandomNormal(),
    initializers.RandomNormal(mean=1.0, stddev=2.0, seed=7),
    initializers.RandomUniform(),
    initializers.RandomUniform(minval=-3.0, maxval=1.0, seed=7),
    initializers.TruncatedNormal(),
    initializers.TruncatedNormal(mean=-0.5, stddev=0.25, seed=7),
    initializers.GlorotUniform(),
    initializers.GlorotUniform(seed=7, input_axes=[0], output_axes=[1, -1]),
    initializers.GlorotNormal(),
    initializers.GlorotNormal(seed=7, input_axes=[0], output_axes=[1]),
    initializers.HeUniform(),
    initializers.HeUniform(seed=7, input_axes=[0], output_axes=[1]),
    initializers.HeNormal(),
    initializers.HeNormal(seed=7, input_axes=[0], output_axes=[1]),
    initializers.LecunUniform(),
    initializers.LecunUniform(seed=7, input_axes=[0], output_axes=[1]),
    initializers.LecunNormal(),
    initializers.LecunNormal(seed=7, input_axes=[0], output_axes=[1]),
    initializers.VarianceScaling(),
    initializers.VarianceScaling(2.5, "fan_out", "untruncated_normal", 7, [0], [1]),
    initializers.VarianceScaling(0.5, "fan_avg", "uniform"),
    initializers.STFT(),
    initializers.STFT(side="imag", window="hamming", scaling="spectrum", periodic=True),
    initializers.STFT(window=None, scaling=None),
]

REGULARIZERS = [
    regularizers.L1(),
    regularizers.L1(0.25),
    regularizers.L2(),
    regularizers.L2(0.25),
    regularizers.L1L2(),
    regularizers.L1L2(l1=0.25),
    regularizers.L1L2(l1=0.25, l2=0.5),
    regularizers.OrthogonalRegularizer(),
    regularizers.OrthogonalRegularizer(0.25, "columns"),
]

CONSTRAINTS = [
    constraints.MaxNorm(),
    constraints.MaxNorm(1.5, [0, 1]),
    constraints.UnitNorm(),
    constraints.UnitNorm(1),
    constraints.MinMaxNorm(),
    constraints.MinMaxNorm(0.25, 2.5, 0.5, [0, 1, 2]),
    constraints.NonNeg(),
]

REDUCTION = {"reduction": "sum", "name": "mine", "dtype": "float32"}
LOSSES = [
    losses.BinaryCrossentropy(),
    losses.BinaryCrossentropy(True, 0.25, 1, **REDUCTION),
    losses.CategoricalCrossentropy(),
    losses.CategoricalCrossentropy(True, 0.25, 1, **REDUCTION),
    losses.SparseCategoricalCrossentropy(),
    losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=3, axis=1, **REDUCTION),
    losses.CosineSimilarity(),
    losses.CosineSimilarity(axis=1, **REDUCTION),
    losses.Huber(),
    losses.Huber(delta=2.5, **REDUCTION),
]
for make in [
    losses.MeanSquaredError,
    losses.MeanAbsoluteError,
    losses.MeanAbsolutePercentageError,
    losses.MeanSquaredLogarithmicError,
    losses.LogCosh,
    losses.Hinge,
    losses.SquaredHinge,
    losses.CategoricalHinge,
    losses.KLDivergence,
    losses.Poisson,
]:
    LOSSES += [make(), make(**REDUCTION)]
LOSSES += [losses.MeanSquaredError(reduction=reduction) for reduction in ["mean_with_sample_weight", "none", None]]

NAME = {"name": "mine", "dtype": "float32"}
METRICS = [
    metrics.Precision(),
    metrics.Precision(0.25),
    metrics.Precision([0.25, 0.75], 2, 1, **NAME),
    metrics.Precision(top_k=2),
    metrics.Recall(),
    metrics.Recall([0.25, 0.75], 2, 1, **NAME),
    metrics.AUC(),
    metrics.AUC(50, "PR", "minoring", "mine", "float32", None, True, 3, [0.5, 0.25, 0.25], True),
    metrics.AUC(summation_method="majoring", thresholds=[0.25, 0.5, 0.75]),
    metrics.AUC(thresholds=[0.75, 0.0, 0.5, 1.0]),
    metrics.AUC(multi_label=True),
    metrics.BinaryAccuracy(),
    metrics.BinaryAccuracy(threshold=0.25, **NAME),
    metrics.TopKCategoricalAccuracy(),
    metrics.TopKCategoricalAccuracy(k=2, **NAME),
    metrics.SparseTopKCategoricalAccuracy(),
    metrics.SparseTopKCategoricalAccuracy(k=2, **NAME),
    metrics.CosineSimilarity(),
    metrics.CosineSimilarity(axis=1, **NAME),
    metrics.BinaryCrossentropy(),
    metrics.BinaryCrossentropy(from_logits=True, label_smoothing=0.25, **NAME),
    metrics.CategoricalCrossentropy(),
    metrics.CategoricalCrossentropy(from_logits=True, label_smoothing=0.25, axis=1, **NAME),
    metrics.SparseCategoricalCrossentropy(),
    metrics.SparseCategoricalCrossentropy(from_logits=True, axis=1, **NAME),
]
for make in [
    metrics.TruePositives,
    metrics.FalsePositives,
    metrics.TrueNegatives,
    metrics.FalseNegatives,
]:
    METRICS += [make(), make(0.25), make([0.25, 0.75], **NAME)]
for make in [
    metrics.Mean,
    metrics.Sum,
    metrics.Accuracy,
    metrics.CategoricalAccuracy,
    metrics.SparseCategoricalAccuracy,
    metrics.MeanSquaredError,
    metrics.RootMeanSquaredError,
    metrics.MeanAbsoluteError,
    metrics.MeanAbsolutePercentageError,
    metrics.MeanSquaredLogarithmicError,
    metrics.LogCoshError,
    metrics.Hinge,
    metrics.SquaredHinge,
    metrics.CategoricalHinge,
    metrics.KLDivergence,
    metrics.Poisson,
]:
    METRICS += [make(), make(**NAME)]

SCHEDULES = [
    schedules.ExponentialDecay(0.5, 10, 0.25),
    schedules.ExponentialDecay(0.5, 10, 0.25, staircase=True, name="mine"),
    schedules.InverseTimeDecay(0.5, 10, 0.25),
    schedules.InverseTimeDecay(0.5, 10, 0.25, staircase=True, name="mine"),
    schedules.PiecewiseConstantDecay([10, 20], [0.5, 0.25, 0.125]),
    schedules.PiecewiseConstantDecay([10], [0.5, 0.25], name="mine"),
    schedules.PolynomialDecay(0.5, 10),
    schedules.PolynomialDecay(0.5, 10, 0.25, 2.0, True, "mine"),
    schedules.CosineDecay(0.5, 10),
    schedules.CosineDecay(0.5, 10, 0.25, "mine", 0.75, 5),
    schedules.CosineDecayRestarts(0.5, 10),
    schedules.CosineDecayRestarts(0.5, 10, 1.5, 0.5, 0.25, "mine"),
]

COMMON = {
    "learning_rate": 0.25,
    "weight_decay": 0.125,
    "use_ema": True,
    "ema_momentum": 0.5,
    "ema_overwrite_frequency": 3,
    "gradient_accumulation_steps": 2,
    "name": "mine",
}


def all_optimizers():
    """Made late, since making an optimizer makes variables."""
    for make, own in [
        (optimizers.SGD, {"momentum": 0.5, "nesterov": True}),
        (optimizers.Adam, {"beta_1": 0.5, "beta_2": 0.25, "epsilon": 0.125, "amsgrad": True}),
        (optimizers.AdamW, {"beta_1": 0.5, "beta_2": 0.25, "epsilon": 0.125, "amsgrad": True}),
        (optimizers.Adamax, {"beta_1": 0.5, "beta_2": 0.25, "epsilon": 0.125}),
        (optimizers.Nadam, {"beta_1": 0.5, "beta_2": 0.25, "epsilon": 0.125}),
        (optimizers.RMSprop, {"rho": 0.5, "momentum": 0.25, "epsilon": 0.125, "centered": True}),
        (optimizers.Adagrad, {"initial_accumulator_value": 0.5, "epsilon": 0.125}),
        (optimizers.Adadelta, {"rho": 0.5, "epsilon": 0.125}),
        (optimizers.Lion, {"beta_1": 0.5, "beta_2": 0.25}),
        (
            optimizers.Ftrl,
            {
                "learning_rate_power": -0.25,
                "initial_accumulator_value": 0.5,
                "l1_regularization_strength": 0.125,
                "l2_regularization_strength": 0.25,
                "l2_shrinkage_regularization_strength": 0.0625,
                "beta": 0.375,
            },
        ),
    ]:
        yield make()
        yield make(**COMMON, **own, clipnorm=0.5)
    yield optimizers.SGD(0.1, clipvalue=0.5)
    yield optimizers.Adam(0.001, global_clipnorm=0.5)
    yield optimizers.RMSprop(0.3)
    for schedule in SCHEDULES[::2]:
        yield optimizers.Adam(schedule)


def activation_objects():
    """What stands where a layer has an activation with arguments."""
    return [
        layers.ReLU(max_value=6.0, negative_slope=0.25, threshold=0.5),
        layers.LeakyReLU(negative_slope=0.25),
        layers.ELU(alpha=0.5),
        layers.Softmax(axis=1),
        nn.Celu(alpha=0.5),
        nn.Gelu(approximate=True),
        nn.Glu(axis=1),
        nn.HardShrink(threshold=0.25),
        nn.LogSoftmax(axis=1),
        nn.SoftShrink(threshold=0.25),
        nn.Squareplus(b=2),
        nn.Threshold(threshold=0.25, default_value=0.5),
    ]


def record():
    fixture = Fixture()
    record_kind(fixture, "initializer", INITIALIZERS)
    record_kind(fixture, "regularizer", REGULARIZERS)
    record_kind(fixture, "constraint", CONSTRAINTS)
    record_kind(fixture, "loss", LOSSES)
    record_kind(fixture, "metric", METRICS)
    record_kind(fixture, "schedule", SCHEDULES)
    record_kind(fixture, "optimizer", all_optimizers())
    record_activations(fixture)
    record_names(fixture)
    return fixture


def record_kind(fixture, kind, objects):
    for number, thing in enumerate(objects):
        described = serialization_lib.serialize_keras_object(thing)
        fixture.add(f"{kind}/{number}/{type(thing).__name__}", kind=kind, object=described)


def record_activations(fixture):
    keras.utils.clear_session()
    input = values((2, 4, 3), seed=1, low=-2.0, high=2.0)
    # The last axis of the input is odd, and that sparsemax does not add up to 1.
    functions = set(activations.ALL_OBJECTS) - {activations.threshold, activations.glu, activations.sparsemax}
    for thing in sorted(functions, key=lambda function: function.__name__) + activation_objects():
        name = getattr(thing, "__name__", type(thing).__name__)
        fixture.add(
            f"activation/{name}",
            kind="activation",
            object=activations.serialize(thing),
            input=input.tolist(),
            output=np.asarray(thing(input)).tolist(),
        )


def record_names(fixture):
    """All texts that Keras takes, with the name of the class or function that it means by each."""
    for kind, module in [
        ("initializer", keras.src.initializers),
        ("regularizer", keras.src.regularizers),
        ("constraint", keras.src.constraints),
        ("activation", keras.src.activations),
        ("loss", keras.src.losses),
        ("metric", keras.src.metrics),
        ("optimizer", keras.src.optimizers),
    ]:
        names = {name: thing.__name__ for name, thing in sorted(module.ALL_OBJECTS_DICT.items())}
        fixture.add(f"names/{kind}", kind="names", of=kind, names=names)
