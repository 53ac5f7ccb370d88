"""Outputs, gradients and weights of layers."""

import inspect

import jax
import keras
import numpy as np
from keras import layers

from .fixture import Fixture, identity, start_over, values

IMAGE = (2, 7, 6, 4)
VECTOR = (3, 5)

CASES = [
    # name, layer, input shape, training
    ("dense", lambda: layers.Dense(4), VECTOR, False),
    ("dense/relu", lambda: layers.Dense(4, activation="relu"), VECTOR, True),
    ("dense/softmax", lambda: layers.Dense(4, activation="softmax"), VECTOR, False),
    ("dense/noBias", lambda: layers.Dense(4, use_bias=False, activation="tanh"), VECTOR, False),
    ("dense/rank3", lambda: layers.Dense(2, activation="sigmoid"), (2, 3, 5), False),
    ("activation/relu", lambda: layers.Activation("relu"), VECTOR, False),
    ("activation/softmax", lambda: layers.Activation("softmax"), VECTOR, False),
    ("flatten", lambda: layers.Flatten(), (2, 3, 4, 2), False),
    ("flatten/vector", lambda: layers.Flatten(), (3,), False),
    ("reshape", lambda: layers.Reshape((6, 4)), (2, 3, 8), False),
    ("reshape/inferred", lambda: layers.Reshape((-1, 2, 3)), (2, 3, 8), False),
    ("dropout/inference", lambda: layers.Dropout(0.5, seed=42), VECTOR, False),
    ("dropout/training", lambda: layers.Dropout(0.3, seed=42), (6, 11), True),
    ("dropout/noiseShape", lambda: layers.Dropout(0.4, noise_shape=(4, 1, 3), seed=9), (4, 5, 3), True),
    ("dropout/all", lambda: layers.Dropout(1.0, seed=42), VECTOR, True),
    ("dropout/none", lambda: layers.Dropout(0.0, seed=42), VECTOR, True),
    ("conv2d", lambda: layers.Conv2D(3, 3), IMAGE, False),
    ("conv2d/relu", lambda: layers.Conv2D(3, (3, 2), activation="relu"), IMAGE, True),
    ("conv2d/same", lambda: layers.Conv2D(3, 3, padding="same"), IMAGE, False),
    ("conv2d/evenSame", lambda: layers.Conv2D(2, (4, 2), padding="same"), IMAGE, False),
    ("conv2d/strides", lambda: layers.Conv2D(3, 3, strides=2), IMAGE, False),
    ("conv2d/stridesSame", lambda: layers.Conv2D(3, 3, strides=(2, 3), padding="same"), IMAGE, False),
    ("conv2d/dilation", lambda: layers.Conv2D(3, 3, dilation_rate=2, padding="same"), IMAGE, False),
    ("conv2d/dilationValid", lambda: layers.Conv2D(3, 2, dilation_rate=(3, 2), use_bias=False), IMAGE, False),
    ("conv2d/groups", lambda: layers.Conv2D(6, 3, groups=2, padding="same"), IMAGE, False),
    ("conv2d/depthwise", lambda: layers.Conv2D(4, 3, groups=4), IMAGE, False),
    ("maxPooling2d", lambda: layers.MaxPooling2D(), IMAGE, False),
    ("maxPooling2d/same", lambda: layers.MaxPooling2D(3, strides=2, padding="same"), IMAGE, False),
    ("maxPooling2d/overlap", lambda: layers.MaxPooling2D((3, 2), strides=1), IMAGE, False),
    ("averagePooling2d", lambda: layers.AveragePooling2D(2), IMAGE, False),
    ("averagePooling2d/same", lambda: layers.AveragePooling2D(3, strides=2, padding="same"), IMAGE, False),
    ("averagePooling2d/overlap", lambda: layers.AveragePooling2D((2, 3), strides=(1, 2)), IMAGE, False),
    ("globalAveragePooling2d", lambda: layers.GlobalAveragePooling2D(), IMAGE, False),
    ("globalAveragePooling2d/keepDims", lambda: layers.GlobalAveragePooling2D(keepdims=True), IMAGE, False),
    ("batchNormalization/inference", lambda: layers.BatchNormalization(), IMAGE, False),
    ("batchNormalization/training", lambda: layers.BatchNormalization(), IMAGE, True),
    ("batchNormalization/vector", lambda: layers.BatchNormalization(momentum=0.9, epsilon=1e-2), (9, 5), True),
    ("batchNormalization/axis", lambda: layers.BatchNormalization(axis=1), (3, 4, 5), True),
    ("batchNormalization/noCenter", lambda: layers.BatchNormalization(center=False), (9, 5), True),
    ("batchNormalization/noScale", lambda: layers.BatchNormalization(scale=False), (9, 5), True),
    ("batchNormalization/frozen", lambda: layers.BatchNormalization(trainable=False), (9, 5), True),
    ("relu", lambda: layers.ReLU(), VECTOR, False),
    ("relu/all", lambda: layers.ReLU(max_value=0.8, negative_slope=0.1, threshold=0.2), VECTOR, False),
    ("leakyRelu", lambda: layers.LeakyReLU(), VECTOR, False),
    ("prelu", lambda: layers.PReLU(), (2, 3, 4), False),
    ("prelu/sharedAxes", lambda: layers.PReLU(shared_axes=[1, 2]), IMAGE, False),
    ("elu", lambda: layers.ELU(alpha=0.7), VECTOR, False),
    ("softmax", lambda: layers.Softmax(), VECTOR, False),
    ("softmax/axis", lambda: layers.Softmax(axis=1), (2, 3, 4), False),
]


def record():
    fixture = Fixture()
    for number, (name, make, shape, training) in enumerate(CASES):
        start_over(number)
        record_one(fixture, name, make(), shape, training, seed=100 * number)
    return fixture


def record_one(fixture, name, layer, shape, training, seed):
    layer.build(shape)
    set_weights(layer, seed)
    x = values(shape, seed=seed + 50)
    arguments = {"training": training} if "training" in inspect.signature(layer.call).parameters else {}
    trainable, rest = ([v.value for v in vs] for vs in (layer.trainable_variables, layer.non_trainable_variables))

    def call(trainable, x):
        return layer.stateless_call(trainable, rest, x, **arguments)

    output, pull_back, rest_after = jax.vjp(call, trainable, x, has_aux=True)
    cotangent = values(output.shape, seed=seed + 51)
    weight_gradients, input_gradient = pull_back(cotangent)
    gradients = {v.path: g for v, g in zip(layer.trainable_variables, weight_gradients)}
    after = {v.path: a for v, a in zip(layer.non_trainable_variables, rest_after)}

    def record_weight(weight):
        key = f"{name}/{weight.name}"
        gradient = gradients.get(weight.path)
        changed = training and weight.path in after and not np.array_equal(after[weight.path], weight.value)
        return {
            "name": weight.name,
            "trainable": weight.path in gradients,
            "value": fixture.keep(key, weight.value),
            "gradient": None if gradient is None else fixture.keep(f"{key}/gradient", gradient),
            "after": fixture.keep(f"{key}/after", after[weight.path]) if changed else None,
        }

    fields = {
        "layer": identity(layer),
        "training": training,
        "input": fixture.keep(f"{name}/input", x),
        "weights": [record_weight(weight) for weight in layer.weights],
        "output": fixture.keep(f"{name}/output", output),
        "cotangent": fixture.keep(f"{name}/cotangent", cotangent),
        "inputGradient": fixture.keep(f"{name}/inputGradient", input_gradient),
    }
    if name in ("dropout/training", "dropout/noiseShape"):
        layer(x, training=True)
        fields["secondOutput"] = fixture.keep(f"{name}/secondOutput", layer(x, training=True))
    fixture.add(name, **fields)


def set_weights(layer, seed):
    """Fixed values; a variance is positive."""
    for number, weight in enumerate(layer.weights):
        low = 0.5 if "variance" in weight.name else -1.0
        weight.assign(values(weight.shape, seed=seed + number, low=low))
