"""Regularizers and constraints."""

import jax
from keras import constraints, regularizers

from .fixture import Fixture, identity, values

REGULARIZERS = [
    ("l1", regularizers.L1(), (3, 4)),
    ("l1/factor", regularizers.L1(0.3), (5,)),
    ("l2", regularizers.L2(), (3, 4)),
    ("l2/factor", regularizers.L2(0.3), (2, 3, 2, 2)),
    ("l1l2", regularizers.L1L2(l1=0.02, l2=0.3), (3, 4)),
    ("orthogonal/rows", regularizers.OrthogonalRegularizer(), (3, 4)),
    ("orthogonal/columns", regularizers.OrthogonalRegularizer(factor=0.2, mode="columns"), (5, 3)),
]
CONSTRAINTS = [
    ("maxNorm", constraints.MaxNorm(), (6, 3)),
    ("maxNorm/axis", constraints.MaxNorm(max_value=1.5, axis=[0, 1, 2]), (3, 3, 2, 4)),
    ("nonNeg", constraints.NonNeg(), (3, 4)),
    ("unitNorm", constraints.UnitNorm(), (4, 3)),
    ("unitNorm/axis", constraints.UnitNorm(axis=1), (4, 3)),
    ("minMaxNorm", constraints.MinMaxNorm(), (4, 3)),
    ("minMaxNorm/rate", constraints.MinMaxNorm(min_value=1.0, max_value=2.0, rate=0.5, axis=1), (4, 3)),
]


def record():
    fixture = Fixture()
    for number, (name, regularizer, shape) in enumerate(REGULARIZERS):
        x = values(shape, seed=number)
        value, gradient = jax.value_and_grad(regularizer)(x)
        fixture.add(
            name,
            kind="regularizer",
            penalty=identity(regularizer),
            input=fixture.keep(f"{name}/input", x),
            value=fixture.keep(f"{name}/value", value),
            gradient=fixture.keep(f"{name}/gradient", gradient),
        )
    for number, (name, constraint, shape) in enumerate(CONSTRAINTS):
        x = values(shape, seed=50 + number, low=-2, high=2)
        x[0] *= 0.1
        output = fixture.keep(f"{name}/output", constraint(x))
        source = fixture.keep(f"{name}/input", x)
        fixture.add(name, kind="constraint", penalty=identity(constraint), input=source, output=output)
    return fixture
