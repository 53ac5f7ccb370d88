"""Training of models within models and of layers that Keras does not have."""

import keras
import numpy as np
from keras import layers

from .fixture import Fixture, start_over, values
from .scenes import record_fit


def record():
    fixture = Fixture()
    record_own_layers(fixture)
    record_frozen_front(fixture)
    return fixture


class Scale(layers.Layer):
    def build(self, input_shape):
        self.factor = self.add_weight(name="factor", shape=input_shape[-1:], initializer="ones")

    def call(self, inputs):
        return inputs * self.factor


class Residual(layers.Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def build(self, input_shape):
        self.inner.build(input_shape)

    def call(self, inputs):
        return inputs + self.inner(inputs)


class KeepSmall(layers.Layer):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def call(self, inputs):
        self.add_loss(keras.ops.mean(keras.ops.square(inputs)) * self.strength)
        return inputs


def samples():
    x = values((60, 6), seed=1) + 0.5
    return x, np.argmax(x[:, :3], axis=1).astype(np.int32)


def record_own_layers(fixture):
    start_over(1234)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            Scale(),
            layers.Dense(8, activation="relu"),
            Residual(keras.Sequential([layers.Dense(8, activation="tanh"), layers.Dropout(0.25)])),
            KeepSmall(0.1),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    record_fit(fixture, "ownLayers", model, *samples(), epochs=4)


def record_frozen_front(fixture):
    """Two epochs of a front with one head, then three with another and the front frozen, which are recorded."""
    start_over(1234)
    x, y = samples()
    front = keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="relu"), layers.BatchNormalization()])
    first = keras.Sequential([front, layers.Dense(3, activation="softmax")])
    first.compile("adam", "sparse_categorical_crossentropy")
    first.fit(x, y, epochs=2, verbose=0)
    front.trainable = False
    second = keras.Sequential([front, layers.Dense(2, activation="softmax")])
    second.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    record_fit(fixture, "frozenFront", second, x, (y == 0).astype(np.int32), epochs=3)
