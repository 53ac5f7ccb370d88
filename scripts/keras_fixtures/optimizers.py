"""Weights after each step of every optimizer, and learning-rate schedules."""

import keras
import numpy as np
from keras import optimizers
from keras.optimizers import schedules

from .fixture import Fixture, identity, start_over, values

STEPS = 10
SHAPES = {"kernel": (3, 2), "bias": (2,)}


def decay():
    return schedules.ExponentialDecay(0.05, decay_steps=3, decay_rate=0.5, staircase=True)


OPTIMIZERS = [
    ("sgd", optimizers.SGD, {}),
    ("sgd/momentum", optimizers.SGD, {"learning_rate": 0.05, "momentum": 0.9}),
    ("sgd/nesterov", optimizers.SGD, {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    ("sgd/weightDecay", optimizers.SGD, {"learning_rate": 0.1, "weight_decay": 0.02}),
    ("sgd/clipnorm", optimizers.SGD, {"learning_rate": 0.1, "clipnorm": 0.7}),
    ("sgd/clipvalue", optimizers.SGD, {"learning_rate": 0.1, "clipvalue": 0.3}),
    ("sgd/globalClipnorm", optimizers.SGD, {"learning_rate": 0.1, "global_clipnorm": 0.9}),
    ("sgd/schedule", optimizers.SGD, {"learning_rate": decay, "momentum": 0.5}),
    ("sgd/ema", optimizers.SGD, {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 4}),
    ("sgd/accumulation", optimizers.SGD, {"learning_rate": 0.1, "momentum": 0.9, "gradient_accumulation_steps": 3}),
    ("adam", optimizers.Adam, {}),
    ("adam/fast", optimizers.Adam, {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    ("adam/amsgrad", optimizers.Adam, {"learning_rate": 0.1, "beta_2": 0.5, "amsgrad": True}),
    ("adam/weightDecay", optimizers.Adam, {"learning_rate": 0.05, "weight_decay": 0.1}),
    ("adam/clipnorm", optimizers.Adam, {"learning_rate": 0.05, "clipnorm": 0.5}),
    ("adam/schedule", optimizers.Adam, {"learning_rate": decay}),
    ("adamW", optimizers.AdamW, {}),
    ("adamW/weightDecay", optimizers.AdamW, {"learning_rate": 0.05, "weight_decay": 0.2, "global_clipnorm": 1.0}),
    ("rmsprop", optimizers.RMSprop, {}),
    ("rmsprop/momentum", optimizers.RMSprop, {"learning_rate": 0.02, "momentum": 0.8}),
    ("rmsprop/centered", optimizers.RMSprop, {"learning_rate": 0.02, "rho": 0.8, "centered": True}),
    ("rmsprop/all", optimizers.RMSprop, {"learning_rate": 0.02, "momentum": 0.6, "centered": True, "weight_decay": 0.05}),
    ("adagrad", optimizers.Adagrad, {"learning_rate": 0.1}),
    ("adadelta", optimizers.Adadelta, {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-3}),
    ("adamax", optimizers.Adamax, {"learning_rate": 0.05, "beta_2": 0.9}),
    ("nadam", optimizers.Nadam, {"learning_rate": 0.05, "beta_2": 0.9}),
    ("lion", optimizers.Lion, {"learning_rate": 0.02, "weight_decay": 0.1}),
    ("ftrl", optimizers.Ftrl, {"learning_rate": 0.5, "beta": 0.3}),
    (
        "ftrl/regularized",
        optimizers.Ftrl,
        {
            "learning_rate": 0.5,
            "learning_rate_power": -0.7,
            "l1_regularization_strength": 0.05,
            "l2_regularization_strength": 0.1,
            "l2_shrinkage_regularization_strength": 0.02,
        },
    ),
    ("sgd/lossScaleFactor", optimizers.SGD, {"learning_rate": 0.1, "loss_scale_factor": 4.0}),
    ("nadam/accumulation", optimizers.Nadam, {"learning_rate": 0.05, "gradient_accumulation_steps": 4, "use_ema": True}),
]

# These meet gradients that are not finite.
SCALING = [
    ("lossScale/adam", lambda: optimizers.Adam(0.05), {"initial_scale": 8.0, "dynamic_growth_steps": 2}),
    (
        "lossScale/all",
        lambda: optimizers.SGD(
            decay(), momentum=0.9, weight_decay=0.02, clipnorm=0.2, use_ema=True, ema_momentum=0.8,
            ema_overwrite_frequency=2, gradient_accumulation_steps=2,
        ),
        {"dynamic_growth_steps": 3, "initial_scale": 16.0},
    ),
]

SCHEDULES = [
    ("exponentialDecay", schedules.ExponentialDecay(0.1, 7, 0.6)),
    ("exponentialDecay/staircase", schedules.ExponentialDecay(0.1, 7, 0.6, staircase=True)),
    ("inverseTimeDecay", schedules.InverseTimeDecay(0.1, 5, 0.5)),
    ("inverseTimeDecay/staircase", schedules.InverseTimeDecay(0.1, 5, 0.5, staircase=True)),
    ("piecewiseConstantDecay", schedules.PiecewiseConstantDecay([3, 8], [0.1, 0.02, 0.005])),
    ("polynomialDecay", schedules.PolynomialDecay(0.1, 10, power=2.0)),
    ("polynomialDecay/cycle", schedules.PolynomialDecay(0.1, 10, end_learning_rate=0.01, power=0.5, cycle=True)),
    ("cosineDecay", schedules.CosineDecay(0.1, 12, alpha=0.1)),
    ("cosineDecay/warmup", schedules.CosineDecay(0.0, 10, warmup_target=0.1, warmup_steps=5)),
    ("cosineDecayRestarts", schedules.CosineDecayRestarts(0.1, 5)),
    ("cosineDecayRestarts/all", schedules.CosineDecayRestarts(0.1, 4, t_mul=1.5, m_mul=0.8, alpha=0.05)),
    ("cosineDecayRestarts/even", schedules.CosineDecayRestarts(0.1, 6, t_mul=1.0, m_mul=0.5)),
]
MOMENTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 20, 21, 29, 35, 100]


def record():
    fixture = Fixture()
    for name, make, arguments in OPTIMIZERS:
        called = {key: value() if callable(value) else value for key, value in arguments.items()}
        start_over(0)
        record_optimizer(fixture, name, make(**called))
    for name, make, arguments in SCALING:
        start_over(0)
        record_optimizer(fixture, name, optimizers.LossScaleOptimizer(make(), **arguments), has_overflows=True)
    for name, schedule in SCHEDULES:
        rates = [float(schedule(step)) for step in MOMENTS]
        fixture.add(name, kind="schedule", schedule=identity(schedule), steps=MOMENTS, values=rates)
    return fixture


def record_optimizer(fixture, name, optimizer, has_overflows=False):
    # Kept apart from any model, so that the paths of the slots are the same in every run.
    initial = {key: values(shape, seed=10 + number) for number, (key, shape) in enumerate(SHAPES.items())}
    gradients = {key: values((STEPS, *shape), seed=20 + number) for number, (key, shape) in enumerate(SHAPES.items())}
    gradients["bias"][3] = 0
    gradients["kernel"][6] *= 20
    if has_overflows:
        gradients["kernel"][4, 1, 0] = np.inf
        gradients["bias"][5, 1] = np.nan
    weights = {key: keras.Variable(value, name=key) for key, value in initial.items()}
    steps = {key: [] for key in SHAPES}
    for step in range(STEPS):
        apply(optimizer, [gradients[key][step] for key in SHAPES], list(weights.values()))
        for key, weight in weights.items():
            steps[key].append(np.array(weight.value))
    fixture.add(
        name,
        kind="optimizer",
        optimizer=identity(optimizer),
        weights=[
            {
                "name": key,
                "initial": fixture.keep(f"{name}/{key}/initial", initial[key]),
                "gradients": fixture.keep(f"{name}/{key}/gradients", gradients[key]),
                "steps": fixture.keep(f"{name}/{key}/steps", np.stack(steps[key])),
            }
            for key in SHAPES
        ],
        variables=[
            {"path": v.path, "value": fixture.keep(f"{name}/variables/{number}", v.value)}
            for number, v in enumerate(optimizer.variables)
        ],
    )


def apply(optimizer, gradients, weights):
    if not isinstance(optimizer, optimizers.LossScaleOptimizer):
        return optimizer.apply(gradients, weights)
    # Only without state does it work on JAX.
    if not optimizer.built:
        optimizer.build(weights)
    new_weights, state = optimizer.stateless_apply(
        [v.value for v in optimizer.variables], gradients, [v.value for v in weights]
    )
    for variable, value in zip(weights + optimizer.variables, list(new_weights) + list(state)):
        variable.assign(value)
