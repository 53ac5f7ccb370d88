"""The networks as plain functions of JAX; see jax_workloads.py.

They compute in the type of their input, to which weights are converted where they are used, but for normalizations and
the last layer, which compute in float32.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


class Weights:
    """Random initial values, as lists that grow while a network is described."""

    def __init__(self):
        self.random = np.random.default_rng(1)

    def kernel(self, *shape):
        deviation = np.sqrt(2 / max(1, np.prod(shape[:-1])))
        return (self.random.standard_normal(shape) * deviation).astype(np.float32)

    def dense(self, inputs, units):
        return self.kernel(inputs, units), np.zeros(units, np.float32)


def dense(x, weights):
    kernel, bias = weights
    return x @ kernel.astype(x.dtype) + bias.astype(x.dtype)


def head(x, weights):
    return dense(x.astype(np.float32), weights)


def mlp(settings):
    weights = Weights()
    sizes = [*settings["shape"], *[settings["width"]] * settings["depth"], 10]
    parameters = [weights.dense(*pair) for pair in zip(sizes, sizes[1:])]

    def apply(parameters, statistics, x, training):
        for layer in parameters[:-1]:
            x = jax.nn.relu(dense(x, layer))
        return head(x, parameters[-1]), statistics

    return parameters, (), apply


def convolution(x, kernel, strides=1, padding="SAME"):
    return lax.conv_general_dilated(
        x,
        kernel.astype(x.dtype),
        (strides, strides),
        padding,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )


def max_pooling(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def cnn(settings):
    weights, width = Weights(), settings["width"]
    parameters = {
        "convolutions": [
            (weights.kernel(3, 3, 1, width), np.zeros(width, np.float32)),
            (weights.kernel(3, 3, width, 2 * width), np.zeros(2 * width, np.float32)),
        ],
        "hidden": weights.dense(50 * width, 4 * width),
        "head": weights.dense(4 * width, 10),
    }

    def apply(parameters, statistics, x, training):
        for kernel, bias in parameters["convolutions"]:
            x = max_pooling(jax.nn.relu(convolution(x, kernel, padding="VALID") + bias.astype(x.dtype)))
        x = jax.nn.relu(dense(x.reshape(len(x), -1), parameters["hidden"]))
        return head(x, parameters["head"]), statistics

    return parameters, (), apply


def recurrent(gates, cell):
    """What does not depend on the state is computed for all steps at once."""

    def network(settings):
        weights, units = Weights(), settings["width"]
        parameters = {
            "input": weights.dense(settings["shape"][1], gates * units),
            "state": weights.dense(units, gates * units),
            "head": weights.dense(units, 10),
        }

        def apply(parameters, statistics, x, training):
            gate_inputs = dense(x, parameters["input"]).swapaxes(0, 1)
            zeros = jnp.zeros((len(x), units), x.dtype)
            step = lambda state, inputs: (cell(state, inputs, parameters["state"]), None)
            (output, _), _ = lax.scan(step, (zeros, zeros), gate_inputs)
            return head(output, parameters["head"]), statistics

        return parameters, (), apply

    return network


def lstm_cell(state, inputs, weights):
    output, memory = state
    keep, write, candidate, show = jnp.split(inputs + dense(output, weights), 4, axis=1)
    memory = jax.nn.sigmoid(keep) * memory + jax.nn.sigmoid(write) * jnp.tanh(candidate)
    return jax.nn.sigmoid(show) * jnp.tanh(memory), memory


def gru_cell(state, inputs, weights):
    output, unused = state
    update, reset, candidate = jnp.split(inputs, 3, axis=1)
    own_update, own_reset, own_candidate = jnp.split(dense(output, weights), 3, axis=1)
    update = jax.nn.sigmoid(update + own_update)
    candidate = jnp.tanh(candidate + jax.nn.sigmoid(reset + own_reset) * own_candidate)
    return update * output + (1 - update) * candidate, unused


class Normalized:
    """Parameters and statistics of convolutions with batch normalization, in the order of their use."""

    def __init__(self):
        self.weights, self.parameters, self.statistics = Weights(), [], []

    def add(self, size, channels, filters):
        self.parameters.append(
            (
                self.weights.kernel(size, size, channels, filters),
                np.ones(filters, np.float32),
                np.zeros(filters, np.float32),
            )
        )
        self.statistics.append((np.zeros(filters, np.float32), np.ones(filters, np.float32)))


def normalized_convolution(x, weights, statistics, training, strides=1):
    kernel, scale, offset = weights
    x = convolution(x, kernel, strides)
    dtype, x = x.dtype, x.astype(np.float32)
    mean, variance = statistics
    if training:
        batch_mean = x.mean((0, 1, 2))
        batch_variance = ((x - batch_mean) ** 2).mean((0, 1, 2))
        statistics = (0.99 * mean + 0.01 * batch_mean, 0.99 * variance + 0.01 * batch_variance)
        mean, variance = batch_mean, batch_variance
    return ((x - mean) * (scale * lax.rsqrt(variance + 1e-3)) + offset).astype(dtype), statistics


def resnet(settings):
    layers, width, depth = Normalized(), settings["width"], settings["depth"]
    layers.add(3, 3, width)
    channels, shortcuts = width, []
    for stage in range(3):
        filters = width << stage
        for block in range(depth):
            layers.add(3, channels, filters)
            layers.add(3, filters, filters)
            if channels != filters:
                shortcuts.append((layers.weights.kernel(1, 1, channels, filters), np.zeros(filters, np.float32)))
            channels = filters
    parameters = {"layers": layers.parameters, "shortcuts": shortcuts, "head": layers.weights.dense(channels, 10)}

    def apply(parameters, statistics, x, training):
        remaining = iter(zip(parameters["layers"], statistics))
        shortcuts, new_statistics = iter(parameters["shortcuts"]), []

        def layer(x, strides=1):
            y, new = normalized_convolution(x, *next(remaining), training, strides)
            new_statistics.append(new)
            return y

        x = jax.nn.relu(layer(x))
        for stage in range(3):
            for block in range(depth):
                strides = 2 if stage > 0 and block == 0 else 1
                y = layer(jax.nn.relu(layer(x, strides)))
                if strides == 2:
                    kernel, bias = next(shortcuts)
                    x = convolution(x, kernel, strides) + bias.astype(x.dtype)
                x = jax.nn.relu(x + y)
        return head(x.mean((1, 2)), parameters["head"]), new_statistics

    return parameters, layers.statistics, apply


def text(settings):
    weights, width = Weights(), settings["width"]
    parameters = {
        "words": weights.kernel(settings["vocabulary"], width),
        "head": weights.dense(width, 10),
    }

    def apply(parameters, statistics, x, training):
        return head(parameters["words"][x].mean(1), parameters["head"]), statistics

    return parameters, (), apply


def transformer(settings):
    weights, (tokens, width) = Weights(), settings["shape"]
    heads = max(1, width // 64)
    normalization = lambda: (np.ones(width, np.float32), np.zeros(width, np.float32))
    blocks = [
        {
            "attention": [weights.dense(width, width) for _ in range(4)],
            "wide": (weights.dense(width, 4 * width), weights.dense(4 * width, width)),
            "normalizations": (normalization(), normalization()),
        }
        for _ in range(settings["depth"])
    ]

    def attention(x, query, key, value, output):
        parts = lambda layer: dense(x, layer).reshape(len(x), tokens, heads, width // heads)
        mixed = jax.nn.dot_product_attention(parts(query), parts(key), parts(value))
        return dense(mixed.reshape(x.shape), output)

    def apply(parameters, statistics, x, training):
        for block in parameters["blocks"]:
            first, second = block["normalizations"]
            x = x + attention(layer_normalized(x, *first), *block["attention"])
            wide, narrow = block["wide"]
            x = x + dense(jax.nn.gelu(dense(layer_normalized(x, *second), wide), approximate=False), narrow)
        return head(x.mean(1), parameters["head"]), statistics

    return {"blocks": blocks, "head": weights.dense(width, 10)}, (), apply


def layer_normalized(x, scale, offset):
    return (jax.nn.standardize(x.astype(np.float32), epsilon=1e-3) * scale + offset).astype(x.dtype)


NETWORKS = {
    "mlp": mlp,
    "cnn": cnn,
    "lstm": recurrent(4, lstm_cell),
    "gru": recurrent(3, gru_cell),
    "resnet": resnet,
    "text": text,
    "transformer": transformer,
}
