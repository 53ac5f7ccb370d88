"""Outputs, gradients and weights of layers."""

import inspect

import jax
import keras
import numpy as np
from keras import layers

from .fixture import Fixture, identity, start_over, values
from .scenes import record_fit

IMAGE = (2, 7, 6, 4)
IMAGE_CHANNELS_FIRST = (2, 4, 7, 6)
SEQUENCE = (2, 9, 4)
SEQUENCE_CHANNELS_FIRST = (2, 4, 9)
VECTOR = (3, 5)
FIRST = dict(data_format="channels_first")

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
    ("conv2d/channelsFirst", lambda: layers.Conv2D(3, 3, strides=2, padding="same", **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("maxPooling2d/channelsFirst", lambda: layers.MaxPooling2D(3, strides=2, padding="same", **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("averagePooling2d/channelsFirst", lambda: layers.AveragePooling2D(2, padding="same", **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("globalMaxPooling2d", lambda: layers.GlobalMaxPooling2D(), IMAGE, False),
    ("globalMaxPooling2d/channelsFirst", lambda: layers.GlobalMaxPooling2D(keepdims=True, **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("conv1d", lambda: layers.Conv1D(3, 3), SEQUENCE, False),
    ("conv1d/same", lambda: layers.Conv1D(3, 4, strides=2, padding="same", activation="relu"), SEQUENCE, False),
    ("conv1d/causal", lambda: layers.Conv1D(3, 3, padding="causal", dilation_rate=2), SEQUENCE, False),
    ("conv1d/causalStrides", lambda: layers.Conv1D(3, 4, strides=3, padding="causal"), SEQUENCE, False),
    ("conv1d/causalLong", lambda: layers.Conv1D(2, 5, padding="causal", dilation_rate=4), SEQUENCE, False),
    ("conv1d/groups", lambda: layers.Conv1D(6, 2, groups=2, use_bias=False), SEQUENCE, False),
    ("conv1d/channelsFirst", lambda: layers.Conv1D(3, 3, padding="causal", activation="softmax", **FIRST), SEQUENCE_CHANNELS_FIRST, False),
    ("depthwiseConv2d", lambda: layers.DepthwiseConv2D(3), IMAGE, False),
    ("depthwiseConv2d/multiplier", lambda: layers.DepthwiseConv2D((3, 2), strides=2, padding="same", depth_multiplier=3, activation="tanh"), IMAGE, False),
    ("depthwiseConv2d/dilation", lambda: layers.DepthwiseConv2D(2, dilation_rate=(2, 3), use_bias=False), IMAGE, False),
    ("depthwiseConv2d/stridesAndDilation", lambda: layers.DepthwiseConv2D(2, strides=2, dilation_rate=2, depth_multiplier=2), IMAGE, False),
    ("depthwiseConv2d/channelsFirst", lambda: layers.DepthwiseConv2D(3, depth_multiplier=2, **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("separableConv2d", lambda: layers.SeparableConv2D(3, 3), IMAGE, False),
    ("separableConv2d/multiplier", lambda: layers.SeparableConv2D(5, (3, 2), strides=2, padding="same", depth_multiplier=2, activation="relu"), IMAGE, False),
    ("separableConv2d/dilation", lambda: layers.SeparableConv2D(3, 3, dilation_rate=2, padding="same", use_bias=False), IMAGE, False),
    ("separableConv2d/channelsFirst", lambda: layers.SeparableConv2D(3, 3, padding="same", **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("conv2dTranspose", lambda: layers.Conv2DTranspose(3, 3), IMAGE, False),
    ("conv2dTranspose/strides", lambda: layers.Conv2DTranspose(3, (3, 4), strides=2, activation="relu"), IMAGE, False),
    ("conv2dTranspose/wideStrides", lambda: layers.Conv2DTranspose(3, 2, strides=(3, 4)), IMAGE, False),
    ("conv2dTranspose/same", lambda: layers.Conv2DTranspose(3, 3, padding="same", use_bias=False), IMAGE, False),
    ("conv2dTranspose/stridesSame", lambda: layers.Conv2DTranspose(3, (3, 4), strides=2, padding="same"), IMAGE, False),
    ("conv2dTranspose/wideStridesSame", lambda: layers.Conv2DTranspose(3, (1, 2), strides=(3, 4), padding="same"), IMAGE, False),
    ("conv2dTranspose/largeSame", lambda: layers.Conv2DTranspose(2, (6, 5), strides=(2, 3), padding="same"), IMAGE, False),
    ("conv2dTranspose/outputPadding", lambda: layers.Conv2DTranspose(3, 3, strides=(2, 3), output_padding=(1, 2)), IMAGE, False),
    ("conv2dTranspose/outputPaddingSame", lambda: layers.Conv2DTranspose(3, (3, 4), strides=3, padding="same", output_padding=(0, 2)), IMAGE, False),
    ("conv2dTranspose/outputPaddingSameSmall", lambda: layers.Conv2DTranspose(3, (1, 2), strides=4, padding="same", output_padding=3), IMAGE, False),
    ("conv2dTranspose/dilation", lambda: layers.Conv2DTranspose(3, (3, 2), dilation_rate=2), IMAGE, False),
    ("conv2dTranspose/dilationSame", lambda: layers.Conv2DTranspose(3, (3, 2), dilation_rate=(2, 3), padding="same"), IMAGE, False),
    ("conv2dTranspose/channelsFirst", lambda: layers.Conv2DTranspose(3, 3, strides=2, **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("maxPooling1d", lambda: layers.MaxPooling1D(), SEQUENCE, False),
    ("maxPooling1d/same", lambda: layers.MaxPooling1D(3, strides=2, padding="same"), SEQUENCE, False),
    ("maxPooling1d/channelsFirst", lambda: layers.MaxPooling1D(3, strides=1, **FIRST), SEQUENCE_CHANNELS_FIRST, False),
    ("averagePooling1d", lambda: layers.AveragePooling1D(2), SEQUENCE, False),
    ("averagePooling1d/same", lambda: layers.AveragePooling1D(4, strides=3, padding="same"), SEQUENCE, False),
    ("averagePooling1d/channelsFirst", lambda: layers.AveragePooling1D(3, padding="same", **FIRST), SEQUENCE_CHANNELS_FIRST, False),
    ("globalMaxPooling1d", lambda: layers.GlobalMaxPooling1D(), SEQUENCE, False),
    ("globalMaxPooling1d/channelsFirst", lambda: layers.GlobalMaxPooling1D(keepdims=True, **FIRST), SEQUENCE_CHANNELS_FIRST, False),
    ("globalAveragePooling1d", lambda: layers.GlobalAveragePooling1D(), SEQUENCE, False),
    ("globalAveragePooling1d/keepDims", lambda: layers.GlobalAveragePooling1D(keepdims=True), SEQUENCE, False),
    ("globalAveragePooling1d/channelsFirst", lambda: layers.GlobalAveragePooling1D(**FIRST), SEQUENCE_CHANNELS_FIRST, False),
    ("zeroPadding2d", lambda: layers.ZeroPadding2D(), IMAGE, False),
    ("zeroPadding2d/rowsAndColumns", lambda: layers.ZeroPadding2D((2, 0)), IMAGE, False),
    ("zeroPadding2d/edges", lambda: layers.ZeroPadding2D(((1, 0), (2, 3)), **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("cropping2d", lambda: layers.Cropping2D(), IMAGE, False),
    ("cropping2d/rowsAndColumns", lambda: layers.Cropping2D((2, 1)), IMAGE, False),
    ("cropping2d/edges", lambda: layers.Cropping2D(((1, 0), (2, 3)), **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("upSampling2d", lambda: layers.UpSampling2D(), IMAGE, False),
    ("upSampling2d/sizes", lambda: layers.UpSampling2D((3, 1), **FIRST), IMAGE_CHANNELS_FIRST, False),
    ("upSampling2d/bilinear", lambda: layers.UpSampling2D((2, 3), interpolation="bilinear"), (2, 3, 4, 2), False),
    ("upSampling2d/bilinearPixel", lambda: layers.UpSampling2D(3, interpolation="bilinear"), (2, 1, 2, 2), False),
    ("upSampling2d/bicubic", lambda: layers.UpSampling2D((2, 3), interpolation="bicubic", **FIRST), (2, 2, 5, 4), False),
    ("upSampling2d/lanczos3", lambda: layers.UpSampling2D((3, 2), interpolation="lanczos3"), (1, 8, 3, 2), False),
    ("upSampling2d/lanczos5", lambda: layers.UpSampling2D((2, 4), interpolation="lanczos5"), (1, 12, 3, 2), False),
    ("permute", lambda: layers.Permute((3, 1, 2)), (2, 3, 4, 5), False),
    ("permute/matrix", lambda: layers.Permute((2, 1)), (2, 3, 4), False),
    ("repeatVector", lambda: layers.RepeatVector(4), VECTOR, False),
    ("layerNormalization", lambda: layers.LayerNormalization(), (3, 4, 5), False),
    ("layerNormalization/axis", lambda: layers.LayerNormalization(axis=1, epsilon=0.01), (3, 4, 5), True),
    ("layerNormalization/axes", lambda: layers.LayerNormalization(axis=[-1, -2]), (3, 4, 5), False),
    ("layerNormalization/mixedAxes", lambda: layers.LayerNormalization(axis=[1, -1]), (3, 4, 5), False),
    ("layerNormalization/noCenter", lambda: layers.LayerNormalization(center=False), (3, 4, 5), False),
    ("layerNormalization/noScale", lambda: layers.LayerNormalization(scale=False), (3, 4, 5), False),
    ("layerNormalization/bare", lambda: layers.LayerNormalization(center=False, scale=False), (3, 4, 5), False),
    ("layerNormalization/rmsScaling", lambda: layers.LayerNormalization(rms_scaling=True), (3, 4, 5), False),
    ("rescaling", lambda: layers.Rescaling(1 / 127.5, offset=-1), IMAGE, False),
    ("rescaling/channels", lambda: layers.Rescaling([0.5, 2.0, -1.0, 0.1], offset=[0.0, 1.0, 2.0, 3.0]), IMAGE, False),
    ("spatialDropout1d/inference", lambda: layers.SpatialDropout1D(0.5, seed=42), SEQUENCE, False),
    ("spatialDropout1d/training", lambda: layers.SpatialDropout1D(0.4, seed=42), (4, 3, 5), True),
    ("spatialDropout1d/all", lambda: layers.SpatialDropout1D(1.0, seed=42), SEQUENCE, True),
    ("spatialDropout2d/training", lambda: layers.SpatialDropout2D(0.4, seed=7), (4, 2, 3, 5), True),
    ("spatialDropout2d/channelsFirst", lambda: layers.SpatialDropout2D(0.4, seed=7, **FIRST), (4, 5, 2, 3), True),
    ("gaussianNoise/inference", lambda: layers.GaussianNoise(0.5, seed=42), VECTOR, False),
    ("gaussianNoise/training", lambda: layers.GaussianNoise(0.3, seed=42), (6, 11), True),
    ("gaussianDropout/inference", lambda: layers.GaussianDropout(0.5, seed=42), VECTOR, False),
    ("gaussianDropout/training", lambda: layers.GaussianDropout(0.3, seed=42), (6, 11), True),
]

# Layers whose second call in training gives other numbers.
RANDOM = (
    "dropout/training",
    "dropout/noiseShape",
    "spatialDropout1d/training",
    "spatialDropout2d/training",
    "gaussianNoise/training",
    "gaussianDropout/training",
)


def initial_layers():
    """Layers whose first weights depend on the seeds, which they draw in this order."""
    return [
        layers.Conv1D(5, 3),
        layers.DepthwiseConv2D(3, depth_multiplier=2),
        layers.SeparableConv2D(5, 3, depth_multiplier=2),
        layers.Conv2DTranspose(5, 3),
        layers.SpatialDropout1D(0.5),
        layers.GaussianNoise(0.5),
        layers.GaussianDropout(0.0),
        layers.GaussianDropout(0.5),
        layers.LayerNormalization(),
        layers.Conv1D(5, 3, kernel_initializer="he_normal", bias_initializer="random_uniform"),
    ]


def record():
    fixture = Fixture()
    for number, (name, make, shape, training) in enumerate(CASES):
        start_over(number)
        record_one(fixture, name, make(), shape, training, seed=100 * number)
    record_initial_weights(fixture, seed=2024)
    record_sequences(fixture)
    record_masked_sequences(fixture)
    record_images(fixture)
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
    if name in RANDOM:
        layer(x, training=True)
        fields["secondOutput"] = fixture.keep(f"{name}/secondOutput", layer(x, training=True))
    fixture.add(name, kind="call", **fields)


def record_initial_weights(fixture, seed):
    start_over(seed)
    made = initial_layers()
    for layer in made:
        layer.build((2, 7, 4) if "1D" in type(layer).__name__ else IMAGE)
    fixture.add(
        "initialWeights",
        kind="initialWeights",
        seed=seed,
        layers=[
            {
                "class_name": type(layer).__name__,
                "weights": [fixture.keep(f"initial/{i}/{w.name}", w.value) for w in layer.weights],
            }
            for i, layer in enumerate(made)
        ],
    )


def record_sequences(fixture):
    """Sequences of which those rise whose last step is above the first."""
    start_over(1234)
    x = values((60, 12, 2), seed=9000)
    model = keras.Sequential(
        [
            keras.Input((12, 2)),
            layers.Conv1D(6, 3, padding="causal", dilation_rate=2, activation="relu"),
            layers.AveragePooling1D(3, strides=2, padding="same"),
            layers.SpatialDropout1D(0.2),
            layers.Conv1D(8, 2, activation="tanh"),
            layers.GaussianNoise(0.1),
            layers.MaxPooling1D(),
            layers.Permute((2, 1)),
            layers.GlobalMaxPooling1D(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    record_fit(fixture, "sequences", model, x, (x[:, -1, 0] > x[:, 0, 0]).astype(np.int32), epochs=4)


def record_masked_sequences(fixture):
    """Sequences of different lengths, filled up with zeros."""
    start_over(1234)
    x = values((40, 7, 4), seed=9001)
    for sequence, length in zip(x, np.random.default_rng(9002).integers(1, 8, 40)):
        sequence[length:] = 0
    model = keras.Sequential(
        [
            keras.Input((7, 4)),
            layers.Masking(),
            layers.Rescaling(2.0, offset=0.5),
            layers.LayerNormalization(),
            layers.GaussianDropout(0.2),
            layers.SpatialDropout1D(0.1),
            layers.GlobalAveragePooling1D(),
            layers.RepeatVector(3),
            layers.LayerNormalization(axis=[1, 2]),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    record_fit(fixture, "maskedSequences", model, x, x.sum(axis=(1, 2))[:, None], epochs=4)


def record_images(fixture):
    """A network that gives images back as they are."""
    start_over(1234)
    x = values((40, 6, 6, 2), seed=9003)
    model = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.ZeroPadding2D(),
            layers.SeparableConv2D(4, 3, activation="relu"),
            layers.SpatialDropout2D(0.1),
            layers.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2),
            layers.UpSampling2D(interpolation="bilinear"),
            layers.Conv2DTranspose(2, 3),
            layers.Cropping2D(1),
        ]
    )
    model.compile("adam", "mse")
    record_fit(fixture, "images", model, x, x, epochs=4)


def set_weights(layer, seed):
    """Fixed values; a variance is positive."""
    for number, weight in enumerate(layer.weights):
        low = 0.5 if "variance" in weight.name else -1.0
        weight.assign(values(weight.shape, seed=seed + number, low=low))
