"""How Keras describes layers in files, and which seeds it draws while it makes layers out of such descriptions."""

import copy

import keras
import numpy as np
from keras import activations, constraints, initializers, layers, regularizers
from keras.src.applications.convnext import LayerScale
from keras.src.saving import serialization_lib

from .fixture import Fixture, start_over


def record():
    fixture = Fixture()
    start_over(3)
    for make in MAKERS:
        for position, layer in enumerate(make()):
            described = serialization_lib.serialize_keras_object(layer)
            # What is in a file has been through JSON, and a config that Keras cannot read proves nothing.
            restored = serialization_lib.deserialize_keras_object(copy.deepcopy(described))
            again = serialization_lib.serialize_keras_object(restored)
            name = f"{type(layer).__name__}{position}"
            if again != described:
                raise ValueError(f"Keras describes {name} otherwise after reading it")
            fixture.add(name, kind="layer", object=without_tuples(described))
    record_seeds(fixture)
    return fixture


def without_tuples(thing):
    if isinstance(thing, dict):
        return {key: without_tuples(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [without_tuples(value) for value in thing]
    return thing


def parts(name, which):
    """The initializer, regularizer and constraint of a weight, none of them the usual one."""
    choices = {
        "initializer": [initializers.HeNormal(), initializers.Constant(0.5), initializers.RandomNormal(seed=4)],
        "regularizer": [regularizers.L2(0.25), regularizers.L1(0.5), regularizers.L1L2(0.5, 0.25)],
        "constraint": [constraints.NonNeg(), constraints.MaxNorm(1.5), constraints.UnitNorm(axis=1)],
    }
    return {f"{name}_{kind}": of_kind[which % 3] for kind, of_kind in choices.items()}


def kernel_and_bias(kernel="kernel"):
    return {**parts(kernel, 0), **parts("bias", 1), "activity_regularizer": regularizers.L2(0.125)}


def dense():
    yield layers.Dense(4)
    yield layers.Dense(5, activation="softmax", use_bias=False, name="last", trainable=False)
    yield layers.Dense(7, activation=activations.gelu, **kernel_and_bias())
    yield layers.Dense(2, kernel_initializer=initializers.GlorotUniform(seed=11))


def core():
    yield layers.Activation("relu")
    yield layers.Activation(activations.softsign, name="soft", trainable=False)


def embedding():
    yield layers.Embedding(5, 3)
    yield layers.Embedding(
        50, 8, mask_zero=True, trainable=False, activity_regularizer=regularizers.L1(0.5), **parts("embeddings", 2)
    )


def masking():
    yield layers.Masking()
    yield layers.Masking(mask_value=-1.5, name="gaps", trainable=False)


def input_layer():
    yield layers.InputLayer(shape=(3,))
    yield layers.InputLayer(batch_shape=(2, None, 5), dtype="int32", name="words")
    yield layers.InputLayer(shape=(), batch_size=4, dtype="uint8")


def elu():
    yield layers.ELU()
    yield layers.ELU(alpha=0.5, name="bent")


def leaky_relu():
    yield layers.LeakyReLU()
    yield layers.LeakyReLU(negative_slope=0.125, trainable=False)


def prelu():
    yield layers.PReLU()
    yield layers.PReLU(shared_axes=[1, 2], trainable=False, **parts("alpha", 1))


def relu():
    yield layers.ReLU()
    yield layers.ReLU(max_value=6.0, negative_slope=0.25, threshold=0.5)


def softmax():
    yield layers.Softmax()
    yield layers.Softmax(axis=1)
    yield layers.Softmax(axis=(1, 2))


def convolution(kind, rank, transposed=False):
    grouped = {} if transposed else {"groups": 2}

    def make():
        yield kind(4, 3)
        yield kind(6, tuple(range(2, 2 + rank)), strides=2, padding="same", activation="relu", use_bias=False, **grouped)
        yield kind(4, 3, dilation_rate=2, data_format="channels_first", trainable=False, **kernel_and_bias())
        if transposed:
            yield kind(4, 3, strides=3, output_padding=tuple(range(1, 1 + rank)))
        elif rank == 1:
            yield kind(4, 2, padding="causal")

    return make


def depthwise(kind, rank):
    def make():
        yield kind(3)
        yield kind(
            tuple(range(2, 2 + rank)),
            strides=2,
            padding="same",
            depth_multiplier=2,
            activation="tanh",
            use_bias=False,
            data_format="channels_first",
        )
        yield kind(3, dilation_rate=2, **kernel_and_bias("depthwise"))

    return make


def separable(kind, rank):
    def make():
        yield kind(4, 3)
        yield kind(
            6,
            tuple(range(2, 2 + rank)),
            strides=2,
            padding="same",
            depth_multiplier=2,
            activation="tanh",
            use_bias=False,
            data_format="channels_first",
        )
        yield kind(4, 3, dilation_rate=2, **parts("pointwise", 2), **kernel_and_bias("depthwise"))

    return make


def batch_normalization():
    yield layers.BatchNormalization()
    yield layers.BatchNormalization(
        axis=1,
        momentum=0.75,
        epsilon=0.01,
        center=False,
        scale=False,
        trainable=False,
        moving_mean_initializer="ones",
        moving_variance_initializer=initializers.Constant(2.0),
    )
    yield layers.BatchNormalization(**parts("beta", 0), **parts("gamma", 1))


def layer_normalization():
    yield layers.LayerNormalization()
    yield layers.LayerNormalization(axis=[1, 2], epsilon=0.01, center=False, scale=False, trainable=False)
    yield layers.LayerNormalization(axis=2, **parts("beta", 0), **parts("gamma", 1))


def pooling(kind, rank):
    def make():
        yield kind(2)
        yield kind(tuple(range(2, 2 + rank)), strides=1, padding="same", data_format="channels_first", name="pool")

    return make


def global_pooling(kind):
    def make():
        yield kind()
        yield kind(data_format="channels_first", keepdims=True, name="all")

    return make


def normalization():
    yield layers.Normalization()
    yield layers.Normalization(axis=None, invert=True, name="all")
    yield layers.Normalization(axis=(1, -1), mean=[0.5, 1.0, 2.0], variance=[1.0, 2.0, 4.0], name="given")


def layer_scale():
    yield LayerScale(1e-6, 3)


def rescaling():
    yield layers.Rescaling(1 / 255)
    yield layers.Rescaling(1 / 127.5, offset=-1)
    yield layers.Rescaling([0.5, 0.25, 2.0], offset=[[1.0], [2.0]], name="colors")


def rates(kind):
    def make():
        yield kind(0.5)
        yield kind(0.25, seed=12, name="noisy")
        yield kind(0.0)

    return make


def dropout():
    yield layers.Dropout(0.5)
    yield layers.Dropout(0.25, noise_shape=(None, 1, 3), seed=12, trainable=False)


def spatial_dropout_2d():
    yield layers.SpatialDropout2D(0.5)
    yield layers.SpatialDropout2D(0.25, data_format="channels_first", seed=12, name="noisy")


def edges(kind):
    def make():
        yield kind()
        yield kind(((1, 2), (3, 4)), data_format="channels_first", trainable=False)
        yield kind((1, 2))

    return make


def flatten():
    yield layers.Flatten()
    yield layers.Flatten(data_format="channels_first")


def shapes():
    yield layers.Permute((2, 1))
    yield layers.RepeatVector(3)
    yield layers.Reshape((3, -1))
    yield layers.Reshape((6,), name="six", trainable=False)


def up_sampling():
    yield layers.UpSampling2D()
    for interpolation in ["bilinear", "bicubic", "lanczos3", "lanczos5"]:
        yield layers.UpSampling2D((2, 3), interpolation=interpolation, data_format="channels_first")


CELL = {"activation": "relu", "use_bias": False, "dropout": 0.25, "recurrent_dropout": 0.5}


def cell_parts():
    return {**parts("kernel", 0), **parts("recurrent", 1), **parts("bias", 2)}


def cell(kind, **own):
    def make():
        yield kind(4)
        yield kind(3, seed=9, name="mine", trainable=False, **CELL, **own)
        yield kind(3, **cell_parts())

    return make


def recurrent(kind, **own):
    def make():
        yield kind(4)
        # Keras forgets the seed of a SimpleRNN.
        seed = {} if kind is layers.SimpleRNN else {"seed": 9}
        yield kind(3, return_sequences=True, go_backwards=True, stateful=True, zero_output_for_mask=True, **seed, **CELL)
        yield kind(3, return_state=True, unroll=True)
        yield kind(3, activity_regularizer=regularizers.L2(0.5), trainable=False, **own, **cell_parts())

    return make


def rnn():
    yield layers.RNN(layers.GRUCell(3, seed=2, **CELL))
    yield layers.RNN([layers.LSTMCell(3), layers.SimpleRNNCell(2)], return_sequences=True, go_backwards=True)
    yield layers.RNN(
        layers.LSTMCell(3), stateful=True, zero_output_for_mask=True, activity_regularizer=regularizers.L1(0.25)
    )


def stacked_cells():
    yield layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(2)])


def bidirectional():
    yield layers.Bidirectional(layers.LSTM(3))
    yield layers.Bidirectional(layers.GRU(3, return_sequences=True, dropout=0.5), merge_mode="sum", trainable=False)
    yield layers.Bidirectional(
        layers.SimpleRNN(3, name="there"),
        merge_mode="mul",
        backward_layer=layers.LSTM(3, go_backwards=True, name="back"),
        name="both",
    )
    yield layers.Bidirectional(layers.RNN(layers.LSTMCell(3)), merge_mode="ave")


def time_distributed():
    yield layers.TimeDistributed(layers.Dense(3, activation="relu"))
    yield layers.TimeDistributed(layers.Dropout(0.5, seed=3), name="each", trainable=False)


def merging():
    kinds = [layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum]
    for kind in kinds:
        yield kind()
        yield kind(name="merged", trainable=False)


def concatenate():
    yield layers.Concatenate()
    yield layers.Concatenate(axis=1, name="side_by_side")


def dot():
    yield layers.Dot(axes=1)
    yield layers.Dot(axes=(1, 2), normalize=True)


MAKERS = [
    dense,
    core,
    embedding,
    masking,
    input_layer,
    elu,
    leaky_relu,
    prelu,
    relu,
    softmax,
    convolution(layers.Conv1D, 1),
    convolution(layers.Conv2D, 2),
    convolution(layers.Conv2DTranspose, 2, transposed=True),
    depthwise(layers.DepthwiseConv2D, 2),
    separable(layers.SeparableConv2D, 2),
    batch_normalization,
    layer_normalization,
    pooling(layers.AveragePooling1D, 1),
    pooling(layers.AveragePooling2D, 2),
    pooling(layers.MaxPooling1D, 1),
    pooling(layers.MaxPooling2D, 2),
    global_pooling(layers.GlobalAveragePooling1D),
    global_pooling(layers.GlobalAveragePooling2D),
    global_pooling(layers.GlobalMaxPooling1D),
    global_pooling(layers.GlobalMaxPooling2D),
    rescaling,
    normalization,
    layer_scale,
    dropout,
    rates(layers.GaussianDropout),
    rates(layers.GaussianNoise),
    rates(layers.SpatialDropout1D),
    spatial_dropout_2d,
    edges(layers.Cropping2D),
    edges(layers.ZeroPadding2D),
    flatten,
    shapes,
    up_sampling,
    cell(layers.SimpleRNNCell),
    cell(layers.LSTMCell, recurrent_activation="hard_sigmoid", unit_forget_bias=False),
    cell(layers.GRUCell, recurrent_activation="hard_sigmoid", reset_after=False),
    recurrent(layers.SimpleRNN),
    recurrent(layers.LSTM, recurrent_activation="hard_sigmoid", unit_forget_bias=False),
    recurrent(layers.GRU, recurrent_activation="hard_sigmoid", reset_after=False),
    rnn,
    stacked_cells,
    bidirectional,
    time_distributed,
    merging,
    concatenate,
    dot,
]


def record_seeds(fixture):
    """The random streams that layers have when they are made one after the other out of descriptions."""
    stack = [
        layers.Dense(3),
        layers.Dropout(0.5),
        layers.LSTM(3, dropout=0.25),
        layers.Dropout(0.0),
        layers.GRU(3, recurrent_dropout=0.5, kernel_initializer="zeros"),
        layers.SimpleRNN(3, dropout=0.5),
        layers.GaussianNoise(0.25),
        layers.Bidirectional(layers.LSTM(3, dropout=0.5)),
        layers.Bidirectional(layers.GRU(3), backward_layer=layers.GRU(3, dropout=0.5, go_backwards=True)),
        layers.Conv2D(3, 2, bias_initializer="random_normal"),
        layers.GaussianDropout(0.25, seed=17),
        layers.RNN([layers.LSTMCell(3), layers.SimpleRNNCell(2, dropout=0.5)]),
        layers.TimeDistributed(layers.Dropout(0.25)),
        layers.SeparableConv2D(3, 2),
        layers.SpatialDropout2D(0.5),
        layers.Embedding(3, 2),
        layers.SpatialDropout1D(0.5),
    ]
    described = [serialization_lib.serialize_keras_object(layer) for layer in stack]
    start_over(21)
    made = [serialization_lib.deserialize_keras_object(copy.deepcopy(config)) for config in described]
    seeds = [[int(np.asarray(generator.state.value)[0]) for generator in generators(layer)] for layer in made]
    after = keras.random.SeedGenerator()
    fixture.add("seeds", kind="seeds", seed=21, objects=without_tuples(described), seeds=seeds, next=int(np.asarray(after.state.value)[0]))


def generators(layer):
    """The random streams of a layer and of those within it, each once, in the order of the layers."""
    found = list(layer._seed_generators)
    for inner in layer._layers:
        found += [generator for generator in generators(inner) if all(generator is not other for other in found)]
    return found
