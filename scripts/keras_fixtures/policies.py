"""Layers that compute in types of 16 bits: outputs, their types, and gradients."""

import inspect

import jax
import keras
import numpy as np
from keras import layers

from . import layers as layer_cases
from .fixture import Fixture, start_over, values

# Normally distributed numbers of 16 bits are drawn in another way than those of 32.
LEFT_OUT = ("gaussianNoise/training", "gaussianDropout/training")

MORE = [
    ("add", lambda: layers.Add(), (2, 3, 4), False),
    ("embedding", lambda: layers.Embedding(7, 3), None, False),
    ("lstm", lambda: layers.LSTM(4, return_sequences=True), (2, 6, 5), False),
    ("lstm/dropout", lambda: layers.LSTM(4, dropout=0.3, recurrent_dropout=0.2, seed=3), (2, 6, 5), True),
    ("gru", lambda: layers.GRU(4), (2, 6, 5), False),
    ("gru/before", lambda: layers.GRU(4, reset_after=False, go_backwards=True), (2, 6, 5), False),
    ("simpleRnn", lambda: layers.SimpleRNN(4), (2, 6, 5), False),
    ("bidirectional", lambda: layers.Bidirectional(layers.LSTM(3), merge_mode="ave"), (2, 6, 5), False),
    ("timeDistributed", lambda: layers.TimeDistributed(layers.Dense(3)), (2, 6, 5), False),
    ("rnn/otherCell", lambda: layers.RNN(layers.LSTMCell(3, dtype="float32")), (2, 6, 5), False),
    ("dense/float32", lambda: layers.Dense(3, activation="softmax", dtype="float32"), (4, 5), False),
    ("dense/bfloat16", lambda: layers.Dense(3, dtype="bfloat16"), (4, 5), False),
    ("batchNormalization/bfloat16", lambda: layers.BatchNormalization(dtype="bfloat16"), (8, 5), True),
]


def record():
    fixture = Fixture()
    firsts = [case for case in layer_cases.CASES if case[0] not in LEFT_OUT]
    kinds = {}
    for case in firsts:
        # One case for each class of layers, in training where that matters.
        if case[0] not in ("dropout/inference", "batchNormalization/inference", "spatialDropout1d/inference"):
            kinds.setdefault(case[0].split("/")[0], case)
    for policy in ("mixed_bfloat16", "mixed_float16"):
        keras.config.set_dtype_policy(policy)
        for number, (name, make, shape, training) in enumerate([*kinds.values(), *MORE]):
            start_over(number)
            keras.config.set_dtype_policy(policy)
            record_one(fixture, f"{policy}/{name}", make(), shape, training, seed=100 * number)
    keras.config.set_dtype_policy("float32")
    return fixture


def record_one(fixture, name, layer, shape, training, seed):
    x = np.array([[1, 6, 0], [3, 3, 2]], np.int32) if shape is None else values(shape, seed=seed + 50)
    x = [x, values(shape, seed=seed + 52)] if isinstance(layer, layers.Add) else x
    layer.build([v.shape for v in x] if isinstance(x, list) else x.shape)
    layer_cases.set_weights(layer, seed)
    arguments = {"training": training} if "training" in inspect.signature(layer.call).parameters else {}
    trainable, rest = ([v.value for v in vs] for vs in (layer.trainable_variables, layer.non_trainable_variables))

    def call(trainable):
        # The layer's own stateless_call does not convert inputs.
        variables = zip(layer.trainable_variables + layer.non_trainable_variables, trainable + rest)
        with keras.StatelessScope(state_mapping=list(variables)):
            return layer(x, **arguments)

    output, pull_back = jax.vjp(call, trainable)
    cotangent = values(output.shape, seed=seed + 51).astype(output.dtype)
    (gradients,) = pull_back(cotangent)
    fixture.add(
        name,
        layer={
            "class_name": type(layer).__name__,
            "config": keras.saving.serialize_keras_object(layer)["config"],
        },
        training=training,
        inputs=[
            fixture.keep(f"{name}/input/{i}", v) for i, v in enumerate(x if isinstance(x, list) else [x])
        ],
        # The states of random streams are no weights.
        weights=[fixture.keep(f"{name}/{i}", as_float(w.value)) for i, w in enumerate(layer.weights)],
        weightTypes=[w.dtype for w in layer.weights],
        output=fixture.keep(f"{name}/output", as_float(output)),
        outputType=str(output.dtype),
        cotangent=fixture.keep(f"{name}/cotangent", as_float(cotangent)),
        gradients=[fixture.keep(f"{name}/gradient/{i}", as_float(g)) for i, g in enumerate(gradients)],
    )


def as_float(value):
    return np.asarray(value, np.float32)
