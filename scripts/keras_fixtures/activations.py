"""Values and derivatives of every activation function."""

import jax
import keras
import numpy as np

from .fixture import Fixture, values

# Away from the kinks, where the choice of a one-sided derivative is nobody's business; and both far ends.
POINTS = np.array([-90, -21, -6.5, -3.25, -2.9, -1, -0.7, -0.1, -1e-4, 1e-4, 0.1, 0.7, 1, 2.9, 3.25, 5.5, 6.5, 21, 80], "f")

ELEMENTWISE = [
    ("relu", {}),
    ("relu", {"negative_slope": 0.1, "max_value": 5.0, "threshold": 0.5}),
    ("relu6", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"negative_slope": 0.3}),
    ("elu", {}),
    ("elu", {"alpha": 0.5}),
    ("selu", {}),
    ("gelu", {}),
    ("gelu", {"approximate": True}),
    ("softplus", {}),
    ("softsign", {}),
    ("silu", {}),
    ("sigmoid", {}),
    ("hard_sigmoid", {}),
    ("hard_silu", {}),
    ("tanh", {}),
    ("mish", {}),
    ("linear", {}),
    ("exponential", {}),
    ("log_sigmoid", {}),
    ("celu", {}),
    ("hard_tanh", {}),
    ("hard_shrink", {}),
    ("soft_shrink", {}),
    ("tanh_shrink", {}),
    ("squareplus", {}),
]
OVER_AN_AXIS = [("softmax", {}), ("softmax", {"axis": 1}), ("log_softmax", {}), ("log_softmax", {"axis": 1})]


def record():
    fixture = Fixture()
    rows = values((2, 3, 4), seed=1, low=-6, high=6)
    rows[0, 0, 0], rows[1, 2, 3] = 60, -60
    for activations, inputs in [(ELEMENTWISE, POINTS), (OVER_AN_AXIS, rows)]:
        for number, (function, arguments) in enumerate(activations):
            record_one(fixture, f"{function}/{number}", function, arguments, inputs)
    return fixture


def record_one(fixture, name, function, arguments, inputs):
    def activation(x):
        return getattr(keras.activations, function)(x, **arguments)

    # exp of the far ends would leave float32.
    x = np.clip(inputs, None, 60) if function == "exponential" else inputs
    cotangent = values(x.shape, seed=2)
    output, pull_back = jax.vjp(activation, x)
    fixture.add(
        name,
        function=function,
        arguments=arguments,
        input=fixture.keep(f"{name}/input", x),
        output=fixture.keep(f"{name}/output", output),
        cotangent=fixture.keep(f"{name}/cotangent", cotangent),
        inputGradient=fixture.keep(f"{name}/inputGradient", pull_back(cotangent)[0]),
    )
