"""JAX alone: a jitted step with donated state in a tight loop, which is handed NumPy's arrays.

A network is a function from the settings to its parameters, its statistics (of normalizations; otherwise empty) and the
function `apply(parameters, statistics, x, training)` that gives logits and new statistics.
"""

import jax
import jax.numpy as jnp
import numpy as np

from jax_networks import NETWORKS
from samples import Repeated, TightLoop, inputs


def make_workload(name, settings):
    if settings["kind"] == "gradient":
        return elementwise_gradient(settings)
    parameters, statistics, apply = NETWORKS[name](settings)
    if settings["kind"] == "training":
        return Training(parameters, statistics, apply, settings)
    return inference(parameters, statistics, apply, settings)


class Training(TightLoop):
    def __init__(self, parameters, statistics, apply, settings):
        super().__init__(settings, self._step, lambda: jax.block_until_ready(self.state))
        first, second = (jax.tree.map(np.zeros_like, parameters) for _ in range(2))
        self.state = (parameters, statistics, first, second, np.zeros((), np.float32))
        self.compiled = jax.jit(adam_step(apply, settings["dtype"]), donate_argnums=0)

    def _step(self, x, y):
        self.state, _ = self.compiled(self.state, x, y)


def adam_step(apply, dtype):
    def loss(parameters, statistics, x, y):
        logits, statistics = apply(parameters, statistics, converted(x, dtype), True)
        probabilities = jax.nn.log_softmax(logits)
        return -probabilities[jnp.arange(len(y)), y].mean(), statistics

    def step(state, x, y):
        parameters, statistics, first, second, count = state
        (value, statistics), gradient = jax.value_and_grad(loss, has_aux=True)(parameters, statistics, x, y)
        count += 1
        rate = 1e-3 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        first = jax.tree.map(lambda m, g: m + (g - m) * 0.1, first, gradient)
        second = jax.tree.map(lambda v, g: v + (g * g - v) * 0.001, second, gradient)
        parameters = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, first, second)
        return (parameters, statistics, first, second, count), value

    return step


def converted(x, dtype):
    return x.astype(dtype) if jnp.issubdtype(x.dtype, jnp.floating) else x


def inference(parameters, statistics, apply, settings):
    parameters, statistics = jax.device_put((parameters, statistics))
    x = inputs(settings)

    @jax.jit
    def predict(parameters, statistics, x):
        return jax.nn.softmax(apply(parameters, statistics, x, False)[0])

    return Repeated(lambda: predict(parameters, statistics, x).block_until_ready())


def elementwise_gradient(settings):
    def function(parameters, x):
        scale, offset = parameters
        u = x * scale + offset
        gated = jnp.tanh(u) * jax.nn.sigmoid(u * 0.5)
        bumps = jnp.exp(-(u * u)) + jnp.abs(gated)
        return ((bumps - 0.3) * gated).sum(1).mean()

    parameters = (jnp.full(settings["shape"], 0.5), jnp.full(settings["shape"], 0.1))
    x = jnp.asarray(inputs(settings))
    gradient = jax.jit(jax.value_and_grad(function))
    return Repeated(lambda: jax.block_until_ready(gradient(parameters, x)))
