"""Keras: `fit` and `predict` with its defaults, on the backend that KERAS_BACKEND names."""

import os
import time

import keras
from keras import layers

from samples import Repeated, inputs, labels

if keras.backend.backend() == "torch":
    import torch

    torch.set_num_threads(int(os.environ["BENCHMARK_THREADS"]))


def make_workload(name, settings):
    model = make_model(name, settings)
    if settings["kind"] == "training":
        return Training(model, settings)
    x = inputs(settings)
    return Repeated(lambda: model.predict(x, batch_size=len(x), verbose=0))


class Training:
    """`fit` with Adam; the time is that of its epochs."""

    def __init__(self, model, settings):
        self.model, self.settings, self.data = model, settings, None
        model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

    def run_once(self):
        self._fit(inputs(self.settings), labels(self.settings))

    def run(self, steps):
        batches = min(steps, self.settings["batches"])
        size = batches * self.settings["batch"]
        if self.data is None or len(self.data[1]) != size:
            self.data = inputs(self.settings, batches), labels(self.settings, batches)
        epochs = max(1, steps // batches)
        return epochs * batches, self._fit(*self.data, epochs=epochs)

    def _fit(self, x, y, epochs=1):
        timer = EpochTimer()
        self.model.fit(x, y, batch_size=self.settings["batch"], epochs=epochs, verbose=0, callbacks=[timer])
        return timer.seconds


class EpochTimer(keras.callbacks.Callback):
    seconds = 0

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds += time.perf_counter() - self.start


def make_model(name, settings):
    x = inputs_of_model = keras.Input(settings["shape"], dtype="int32" if settings["vocabulary"] else "float32")
    x = NETWORKS[name](x, settings)
    return keras.Model(inputs_of_model, layers.Dense(10, activation="softmax")(x))


def dense(x, settings):
    for _ in range(settings["depth"]):
        x = layers.Dense(settings["width"], activation="relu")(x)
    return x


def cnn(x, settings):
    width = settings["width"]
    for filters in (width, 2 * width):
        x = layers.MaxPooling2D()(layers.Conv2D(filters, 3, activation="relu")(x))
    return layers.Dense(4 * width, activation="relu")(layers.Flatten()(x))


def resnet(x, settings):
    x = layers.ReLU()(normalized_convolution(x, settings["width"]))
    for stage in range(3):
        for block in range(settings["depth"]):
            x = residual_block(x, settings["width"] << stage, 2 if stage > 0 and block == 0 else 1)
    return layers.GlobalAveragePooling2D()(x)


def residual_block(x, filters, strides):
    y = layers.ReLU()(normalized_convolution(x, filters, strides=strides))
    y = normalized_convolution(y, filters)
    if strides != 1:
        x = layers.Conv2D(filters, 1, strides=2, padding="same")(x)
    return layers.ReLU()(layers.Add()([y, x]))


def normalized_convolution(x, filters, strides=1):
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def text(x, settings):
    x = layers.Embedding(settings["vocabulary"], settings["width"])(x)
    return layers.GlobalAveragePooling1D()(x)


NETWORKS = {
    "mlp": dense,
    "cnn": cnn,
    "lstm": lambda x, settings: layers.LSTM(settings["width"])(x),
    "gru": lambda x, settings: layers.GRU(settings["width"])(x),
    "resnet": resnet,
    "text": text,
}
