"""What functional models compute: predictions, a forward pass in training with its gradients, and their summaries."""

import os

import jax
import keras
import numpy as np
from keras import layers

from .fixture import Fixture, start_over, values


WIDTHS = [60, 108]


def record():
    fixture = Fixture()
    # Wide enough for all summaries.
    os.environ["COLUMNS"] = "200"
    for make in [
        residual,
        inverted_residual,
        inception,
        siamese,
        encoder_decoder,
        bidirectional_encoder,
        nested,
        two_by_two,
        chain,
    ]:
        start_over(1234)
        model, inputs = make()
        record_model(fixture, model, inputs)
    return fixture


def record_model(fixture, model, inputs):
    name = model.name
    weights = [
        {
            "path": weight.path,
            "trainable": weight.trainable,
            "value": fixture.keep(f"{name}/weight{index}", weight),
        }
        for index, weight in enumerate(model.weights)
    ]
    # Keras computes masks with operations that have rows of their own.
    only_layers = all(isinstance(operation, layers.Layer) for operation in model.operations)
    as_list = lambda outputs: outputs if isinstance(outputs, (list, tuple)) else [outputs]
    predictions = as_list(model(inputs if len(inputs) > 1 else inputs[0], training=False))
    cotangents = [values(output.shape, seed=50 + index) for index, output in enumerate(predictions)]

    def loss(trainable, frozen):
        outputs, frozen = model.stateless_call(
            trainable, frozen, inputs if len(inputs) > 1 else inputs[0], training=True
        )
        outputs = as_list(outputs)
        return sum((output * cotangent).sum() for output, cotangent in zip(outputs, cotangents)), (outputs, frozen)

    trainable = [weight.value for weight in model.trainable_variables]
    frozen = [weight.value for weight in model.non_trainable_variables]
    gradients, (outputs, after) = jax.grad(loss, has_aux=True)(trainable, frozen)
    fixture.add(
        name,
        layers=[layer.name for layer in model.layers],
        inputs=[fixture.keep(f"{name}/input{index}", value) for index, value in enumerate(inputs)],
        weights=weights,
        predictions=[fixture.keep(f"{name}/prediction{index}", value) for index, value in enumerate(predictions)],
        cotangents=[fixture.keep(f"{name}/cotangent{index}", value) for index, value in enumerate(cotangents)],
        outputs=[fixture.keep(f"{name}/output{index}", value) for index, value in enumerate(outputs)],
        gradients=[
            {"path": weight.path, "value": fixture.keep(f"{name}/gradient/{weight.path}", gradient)}
            for weight, gradient in zip(model.trainable_variables, gradients)
        ],
        after=[
            {"path": weight.path, "value": fixture.keep(f"{name}/after/{weight.path}", value)}
            for weight, value in zip(model.non_trainable_variables, after)
            if "seed_generator" not in weight.path
        ],
        summaries=[{"width": width, "text": summary(model, width)} for width in WIDTHS] if only_layers else [],
        expandedSummary={"width": 100, "text": summary(model, 100, expand_nested=True)} if name == "nested" else None,
    )


def summary(model, width, **options):
    lines = []
    model.summary(line_length=width, print_fn=lines.append, **options)
    return "\n".join(lines).rstrip("\n")


def residual():
    images = keras.Input((8, 8, 3), name="images")
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name="conv1")(images)
    x = layers.BatchNormalization(name="norm1")(x)
    x = layers.ReLU(name="relu1")(x)
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name="conv2")(x)
    x = layers.BatchNormalization(name="norm2")(x)
    shortcut = layers.Conv2D(4, 1, name="shortcut")(images)
    x = layers.Add(name="sum")([x, shortcut])
    x = layers.ReLU(name="relu2")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(images, layers.Dense(3, activation="softmax", name="scores")(x), name="residual"), [
        values((3, 8, 8, 3), seed=1)
    ]


def inverted_residual():
    images = keras.Input((6, 6, 4), name="images")
    x = layers.Conv2D(8, 1, use_bias=False, name="expand")(images)
    x = layers.BatchNormalization(name="expandNorm")(x)
    x = layers.ReLU(6.0, name="expandRelu")(x)
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise")(x)
    x = layers.BatchNormalization(name="depthwiseNorm")(x)
    x = layers.ReLU(6.0, name="depthwiseRelu")(x)
    x = layers.Conv2D(4, 1, use_bias=False, name="project")(x)
    x = layers.BatchNormalization(name="projectNorm")(x)
    x = layers.Add(name="sum")([images, x])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(images, layers.Dense(2, name="scores")(x), name="invertedResidual"), [
        values((3, 6, 6, 4), seed=2)
    ]


def inception():
    images = keras.Input((7, 7, 3), name="images")
    reduce = layers.Conv2D(3, 1, activation="relu", name="reduce")
    norm = layers.BatchNormalization(name="norm")
    first = norm(reduce(images))
    second = layers.Conv2D(2, 3, padding="same", activation="relu", name="conv3")(reduce(images))
    third = layers.MaxPooling2D(3, strides=1, padding="same", name="pool")(images)
    third = norm(reduce(third))
    x = layers.Concatenate(name="filters")([first, second, third])
    x = layers.Flatten(name="flat")(x)
    return keras.Model(images, layers.Dense(2, name="scores")(x), name="inception"), [values((2, 7, 7, 3), seed=3)]


def siamese():
    left = keras.Input((6,), dtype="int32", name="left")
    right = keras.Input((6,), dtype="int32", name="right")
    words = layers.Embedding(12, 3, mask_zero=True, name="words")
    reader = layers.LSTM(4, name="reader")
    a, b = reader(words(left)), reader(words(right))
    product = layers.Multiply(name="product")([a, b])
    difference = layers.Subtract(name="difference")([a, b])
    cosine = layers.Dot(axes=1, normalize=True, name="cosine")([a, b])
    x = layers.Concatenate(name="both")([product, difference, cosine])
    output = layers.Dense(1, activation="sigmoid", name="same")(x)
    return keras.Model([left, right], output, name="siamese"), [
        np.random.default_rng(4).integers(0, 12, (4, 6)).astype(np.int32),
        np.random.default_rng(5).integers(0, 12, (4, 6)).astype(np.int32),
    ]


def encoder_decoder():
    source = keras.Input((6, 3), name="source")
    target = keras.Input((5, 2), name="target")
    _, h, c = layers.LSTM(4, return_state=True, name="encoder")(source)
    decoder = layers.LSTM(4, return_sequences=True, return_state=True, name="decoder")
    steps, last, _ = decoder(target, initial_state=[h, c])
    output = layers.Dense(2, name="steps")(steps)
    return keras.Model([source, target], [output, last], name="encoderDecoder"), [
        values((3, 6, 3), seed=6),
        values((3, 5, 2), seed=7),
    ]


def bidirectional_encoder():
    source = keras.Input((None, 3), name="source")
    target = keras.Input((None, 2), name="target")
    encoder = layers.Bidirectional(layers.GRU(3, return_state=True, name="gru"), name="encoder")
    _, forward, backward = encoder(source)
    context = layers.Concatenate(name="context")([forward, backward])
    steps = layers.GRU(6, return_sequences=True, name="decoder")(target, initial_state=[context])
    output = layers.TimeDistributed(layers.Dense(2, name="dense"), name="steps")(steps)
    return keras.Model([source, target], output, name="bidirectionalEncoder"), [
        values((2, 4, 3), seed=8),
        values((2, 5, 2), seed=9),
    ]


def nested():
    inner = keras.Input((4,), name="vector")
    x = layers.Dense(5, activation="tanh", name="hidden")(inner)
    x = layers.BatchNormalization(name="norm")(x)
    tower = keras.Model(inner, [layers.Dense(3, name="code")(x), x], name="tower")
    head = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, activation="relu", name="wide"), layers.Dense(2, name="narrow")],
        name="head",
    )
    a = keras.Input((4,), name="a")
    b = keras.Input((4,), name="b")
    code_a, _ = tower(a)
    code_b, hidden_b = tower(b)
    mean = layers.Average(name="mean")([head(code_a), head(code_b)])
    return keras.Model([a, b], [mean, layers.Maximum(name="largest")([code_a, code_b]), hidden_b], name="nested"), [
        values((4, 4), seed=10),
        values((4, 4), seed=11),
    ]


def two_by_two():
    title = keras.Input((5,), dtype="int32", name="title")
    body = keras.Input((4,), name="body")
    words = layers.Embedding(10, 3, name="words")(title)
    hidden = layers.Dense(6, activation="relu", name="hidden")(body)
    both = layers.Concatenate(name="both")([layers.LSTM(4, name="reader")(words), hidden])
    topic = layers.Dense(3, activation="softmax", name="topic")(both)
    urgency = layers.Dense(1, name="urgency")(both)
    return keras.Model([title, body], [topic, urgency], name="twoByTwo"), [
        np.random.default_rng(12).integers(0, 10, (3, 5)).astype(np.int32),
        values((3, 4), seed=13),
    ]


def chain():
    vector = keras.Input((4,), name="vector")
    x = layers.Dense(3, activation="relu", name="first")(vector)
    return keras.Model(vector, layers.Dense(2, name="second")(x), name="chain"), [values((3, 4), seed=14)]
