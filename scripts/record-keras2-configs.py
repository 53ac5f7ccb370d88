#!/usr/bin/env python3
"""Writes down how Keras 2 and Keras 3 describe the same layers in files. Needs tf_keras, which is Keras 2."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tf_keras
from keras.src.saving import serialization_lib
from keras_fixtures.fixture import Fixture
from keras_fixtures.layer_configs import without_tuples
from tf_keras.src.saving.legacy.saved_model import json_utils

# What both versions take, as text: "layers" stands for those of one or the other.
LAYERS = [
    "Dense(3, activation='relu', input_shape=(4,))",
    "Activation('tanh')",
    "Embedding(5, 3, mask_zero=True)",
    "Embedding(5, 3, input_length=7)",
    "Masking(0.5)",
    "ELU(0.5)",
    "ReLU(6.0, 0.25, 0.5)",
    "PReLU(shared_axes=[1])",
    "Softmax(1)",
    "Conv1D(4, 3, padding='causal')",
    "Conv2D(4, 3, strides=2, groups=2)",
    "Conv2DTranspose(4, 3)",
    "DepthwiseConv2D(3)",
    "SeparableConv2D(4, 3)",
    "BatchNormalization(momentum=0.75)",
    "BatchNormalization(axis=1)",
    "LayerNormalization()",
    "AveragePooling1D(2)",
    "MaxPooling2D(3, padding='same')",
    "GlobalAveragePooling1D()",
    "GlobalMaxPooling2D(keepdims=True)",
    "Rescaling(0.5, offset=0.25)",
    "Dropout(0.5, seed=3)",
    "GaussianDropout(0.5)",
    "GaussianNoise(0.5)",
    "SpatialDropout1D(0.5)",
    "Cropping2D(1)",
    "ZeroPadding2D((1, 2))",
    "Flatten()",
    "Permute((2, 1))",
    "RepeatVector(3)",
    "Reshape((2, -1))",
    "UpSampling2D(interpolation='bilinear')",
    "SimpleRNN(3)",
    "LSTM(3, return_sequences=True, unroll=True)",
    "GRU(3, reset_after=False)",
    "RNN([layers.LSTMCell(3, name='first'), layers.GRUCell(3, name='second')], return_state=True)",
    "TimeDistributed(layers.Dense(3, name='inner'))",
    "Add()",
    "Concatenate(1)",
    "Dot((1, 2))",
]


def made(layers, text):
    return eval(f"layers.{text[:-1]}{'' if text.endswith('()') else ', '}name='one')", {"layers": layers})


def main():
    fixture = Fixture()
    for text in LAYERS:
        old, new = made(tf_keras.layers, text), made(keras.layers, text)
        if text == "BatchNormalization(axis=1)":
            # Keras 2 makes a list of the axis when it builds the layer.
            old.build((2, 3, 4))
        config = json.loads(json.dumps(old.get_config(), default=json_utils.get_json_type))
        fixture.add(
            text,
            old={"class_name": type(old).__name__, "config": config},
            new=without_tuples(serialization_lib.serialize_keras_object(new)),
        )
    print(f"{fixture.write('layerConfigsOfKeras2') / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
