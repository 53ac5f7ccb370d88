"""Recurrent layers and what goes with them: outputs, states, gradients, masks, dropout and training steps."""

import jax
import keras
import numpy as np
from keras import layers

from .fixture import Fixture, identity, start_over, values

SEQUENCE = (3, 5, 4)
MASK = np.array([[1, 1, 1, 1, 1], [0, 1, 1, 0, 1], [1, 1, 0, 0, 0]], bool)


def kinds():
    """The three layers and both forms of the GRU, each as a function of further arguments."""
    return {
        "simpleRNN": lambda **a: layers.SimpleRNN(6, **a),
        "lstm": lambda **a: layers.LSTM(6, **a),
        "gru": lambda **a: layers.GRU(6, **a),
        "gruResetBefore": lambda **a: layers.GRU(6, reset_after=False, **a),
    }


CALLS = [
    # name, the layer's arguments, the call's arguments
    ("last", {}, {}),
    ("sequences", {"return_sequences": True}, {}),
    ("noBias", {"use_bias": False, "activation": "relu"}, {}),
    ("initialState", {"return_sequences": True}, {"initial_state": True}),
    ("mask", {}, {"mask": True}),
    ("maskSequences", {"return_sequences": True}, {"mask": True, "initial_state": True}),
    ("maskZero", {"zero_output_for_mask": True}, {"mask": True}),
    ("maskZeroSequences", {"return_sequences": True, "zero_output_for_mask": True}, {"mask": True}),
    ("backwards", {"go_backwards": True}, {}),
    ("backwardsSequences", {"go_backwards": True, "return_sequences": True}, {"mask": True}),
    ("dropout", {"dropout": 0.3, "seed": 11}, {"training": True}),
    ("recurrentDropout", {"recurrent_dropout": 0.4, "seed": 12}, {"training": True}),
    ("bothDropouts", {"dropout": 0.2, "recurrent_dropout": 0.4, "seed": 13, "return_sequences": True}, {"training": True, "mask": True}),
    ("dropoutInference", {"dropout": 0.2, "recurrent_dropout": 0.4, "seed": 13}, {}),
]


def other_cases():
    lstm_gru = lambda **a: [layers.LSTMCell(4, **a), layers.GRUCell(3, **a)]
    bidirectional = lambda layer, **a: layers.Bidirectional(layer, **a)
    cases = [
        ("lstm/hardSigmoid", lambda: layers.LSTM(4, recurrent_activation="hard_sigmoid", activation="softsign", return_state=True), {}),
        ("rnn/simpleCell", lambda: layers.RNN(layers.SimpleRNNCell(4), return_sequences=True, return_state=True), {"mask": True}),
        ("rnn/stacked", lambda: layers.RNN(lstm_gru(), return_sequences=True), {"mask": True}),
        ("rnn/stackedLast", lambda: layers.RNN(lstm_gru()), {}),
        ("rnn/stackedDropout", lambda: layers.RNN(lstm_gru(dropout=0.3, recurrent_dropout=0.2, seed=5)), {"training": True}),
        ("bidirectional/customBackward", lambda: bidirectional(
            layers.LSTM(3), backward_layer=layers.GRU(3, go_backwards=True)), {}),
        ("bidirectional/dropout", lambda: bidirectional(layers.GRU(3, dropout=0.3, seed=6)), {"training": True}),
        ("bidirectional/initialState", lambda: bidirectional(layers.LSTM(3, return_sequences=True)), {"initial_state": True}),
        ("timeDistributed/dense", lambda: layers.TimeDistributed(layers.Dense(3, activation="tanh")), {}),
        ("timeDistributed/norm", lambda: layers.TimeDistributed(layers.BatchNormalization()), {"training": True}),
        ("timeDistributed/dropout", lambda: layers.TimeDistributed(layers.Dropout(0.4, seed=8)), {"training": True}),
        ("masking", lambda: layers.Masking(0.25), {}),
        ("embedding", lambda: layers.Embedding(7, 3), {}),
    ]
    for mode in ["concat", "sum", "mul", "ave"]:
        cases.append((f"bidirectional/{mode}", lambda mode=mode: bidirectional(layers.LSTM(3), merge_mode=mode), {}))
        cases.append((
            f"bidirectional/{mode}Sequences",
            lambda mode=mode: bidirectional(layers.GRU(3, return_sequences=True), merge_mode=mode),
            {"mask": True},
        ))
    return cases


def record():
    fixture = Fixture()
    number = 0
    for kind, make in kinds().items():
        for name, layer_arguments, call_arguments in CALLS:
            number += 1
            start_over(number)
            record_call(fixture, f"{kind}/{name}", make(return_state=True, **layer_arguments), call_arguments, 100 * number)
    for name, make, call_arguments in other_cases():
        number += 1
        start_over(number)
        record_call(fixture, name, make(), call_arguments, 100 * number)
    record_image_steps(fixture)
    record_stateful(fixture)
    record_initial_weights(fixture)
    for kind, make in kinds().items():
        for optimizer in ["adam", "sgd"]:
            record_steps(fixture, f"steps/{kind}/{optimizer}", make, optimizer)
    record_masked_fit(fixture)
    return fixture


def set_weights(layer, seed):
    for number, weight in enumerate(layer.weights):
        low = 0.5 if "variance" in weight.name else -0.8
        weight.assign(values(weight.shape, seed=seed + number, low=low, high=0.8))


def described(layer):
    """Keras forgets the seed of a SimpleRNN in its configuration."""
    description = identity(layer)
    if isinstance(layer, layers.SimpleRNN):
        description["config"]["seed"] = layer.cell.seed
    return description


def state_sizes(layer):
    if isinstance(layer, layers.Bidirectional):
        return state_sizes(layer.forward_layer) + state_sizes(layer.backward_layer)
    return keras.tree.flatten(layer.state_size)


def record_call(fixture, name, layer, call_arguments, seed):
    x = values(SEQUENCE, seed=seed + 50)
    if name == "masking":
        x[0, 1] = 0.25
        x[2, 3:] = 0.25
        x[1, 0, :2] = 0.25
    if name == "embedding":
        x = np.random.default_rng(seed).integers(0, 7, SEQUENCE[:2]).astype(np.int32)
    layer.build(x.shape)
    set_weights(layer, seed)
    arguments = {}
    if "training" in call_arguments:
        arguments["training"] = True
    if "mask" in call_arguments:
        arguments["mask"] = MASK
    initial = []
    if "initial_state" in call_arguments:
        initial = [values((SEQUENCE[0], size), seed=seed + 60 + i) for i, size in enumerate(state_sizes(layer))]
    trainable, rest = ([v.value for v in vs] for vs in (layer.trainable_variables, layer.non_trainable_variables))
    is_float = x.dtype == np.float32

    def call(trainable, x, initial):
        states = {"initial_state": list(initial)} if initial else {}
        outputs, rest_after = layer.stateless_call(trainable, rest, x, **arguments, **states)
        return keras.tree.flatten(outputs), rest_after

    if is_float:
        outputs, pull_back, rest_after = jax.vjp(call, trainable, x, initial, has_aux=True)
    else:
        outputs, pull_back, rest_after = jax.vjp(lambda t: call(t, x, initial), trainable, has_aux=True)
    cotangents = [values(output.shape, seed=seed + 70 + i) for i, output in enumerate(outputs)]
    gradients = pull_back(cotangents)
    weight_gradients = {v.path: g for v, g in zip(layer.trainable_variables, gradients[0])}
    after = {v.path: a for v, a in zip(layer.non_trainable_variables, rest_after)}

    def record_weight(position, weight):
        key = f"{name}/{position}-{weight.name}"
        gradient = weight_gradients.get(weight.path)
        changed = weight.path in after and not np.array_equal(after[weight.path], weight.value)
        return {
            "name": weight.name,
            "value": fixture.keep(key, weight.value),
            "gradient": None if gradient is None else fixture.keep(f"{key}/gradient", gradient),
            "after": fixture.keep(f"{key}/after", after[weight.path]) if changed else None,
        }

    fixture.add(
        name,
        kind="call",
        layer=described(layer),
        training="training" in arguments,
        input=fixture.keep(f"{name}/input", x),
        mask=fixture.keep(f"{name}/mask", MASK) if "mask" in arguments else None,
        initialState=[fixture.keep(f"{name}/initialState{i}", s) for i, s in enumerate(initial)],
        weights=[record_weight(i, weight) for i, weight in enumerate(layer.weights)],
        outputs=[fixture.keep(f"{name}/output{i}", o) for i, o in enumerate(outputs)],
        cotangents=[fixture.keep(f"{name}/cotangent{i}", c) for i, c in enumerate(cotangents)],
        inputGradient=fixture.keep(f"{name}/inputGradient", gradients[1]) if is_float else None,
        initialStateGradients=[
            fixture.keep(f"{name}/initialStateGradient{i}", g) for i, g in enumerate(gradients[2] if is_float else [])
        ],
    )


def record_image_steps(fixture):
    """A layer for images, applied to each of a sequence of them."""
    start_over(900)
    layer = layers.TimeDistributed(layers.Conv2D(2, 3))
    x = values((2, 3, 5, 4, 2), seed=901)
    layer.build(x.shape)
    set_weights(layer, 902)
    fixture.add(
        "timeDistributed/conv2d",
        kind="images",
        input=fixture.keep("images/input", x),
        weights=[fixture.keep(f"images/weight{i}", w.value) for i, w in enumerate(layer.weights)],
        output=fixture.keep("images/output", layer(x)),
    )


def record_stateful(fixture):
    """Two batches, one of them masked, and one after the states are reset."""
    for number, (kind, make) in enumerate(kinds().items()):
        start_over(1000 + number)
        layer = make(stateful=True)
        layer.build(SEQUENCE)
        set_weights(layer, 1100 + 10 * number)
        batches = [values(SEQUENCE, seed=1200 + 10 * number + i) for i in range(3)]
        outputs = [layer(batches[0]), layer(batches[1], mask=MASK)]
        states = [np.array(state.value) for state in layer.states]
        layer.reset_state()
        outputs.append(layer(batches[2]))
        name = f"stateful/{kind}"
        fixture.add(
            name,
            kind="stateful",
            layer=described(layer),
            mask=fixture.keep(f"{name}/mask", MASK),
            weights=[fixture.keep(f"{name}/weight{i}", w.value) for i, w in enumerate(layer.weights)],
            inputs=[fixture.keep(f"{name}/input{i}", x) for i, x in enumerate(batches)],
            outputs=[fixture.keep(f"{name}/output{i}", y) for i, y in enumerate(outputs)],
            states=[fixture.keep(f"{name}/state{i}", s) for i, s in enumerate(states)],
        )


def record_initial_weights(fixture):
    """What a seed gives: the layers are made one after the other, then built."""
    start_over(2024)
    made = [make() for make in kinds().values()]
    made.append(layers.LSTM(5, unit_forget_bias=False, bias_initializer="ones"))
    made.append(layers.LSTM(5, bias_initializer=keras.initializers.RandomNormal()))
    made.append(layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)]))
    made.append(layers.Bidirectional(layers.LSTM(3)))
    made.append(layers.Bidirectional(layers.GRU(3, kernel_initializer=keras.initializers.HeNormal(seed=4))))
    made.append(layers.Bidirectional(layers.RNN([layers.SimpleRNNCell(4), layers.LSTMCell(3)])))
    made.append(layers.TimeDistributed(layers.Dense(3)))
    made.append(layers.Embedding(6, 4))
    for layer in made:
        layer.build(SEQUENCE)
    fixture.add(
        "initialWeights",
        kind="initialWeights",
        seed=2024,
        layers=[
            {
                "class_name": type(layer).__name__,
                "paths": [w.path.split("/", 1)[1] for w in layer.weights],
                "weights": [fixture.keep(f"initial/{i}/{k}", w.value) for k, w in enumerate(layer.weights)],
            }
            for i, layer in enumerate(made)
        ],
    )


def record_steps(fixture, name, make, optimizer):
    """Three steps of training from given weights."""
    start_over(77)
    model = keras.Sequential([keras.Input(SEQUENCE[1:]), make(dropout=0.2, seed=3), layers.Dense(2)])
    set_weights(model, 1300)
    model.compile(optimizer, "mse")
    initial = model.get_weights()
    x, y = values(SEQUENCE, seed=1401), values((SEQUENCE[0], 2), seed=1402)
    losses = []
    for _ in range(3):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y)))
    fixture.add(
        name,
        kind="steps",
        optimizer=optimizer,
        layer=described(model.layers[0]),
        x=fixture.keep(f"{name}/x", x),
        y=fixture.keep(f"{name}/y", y),
        initialWeights=[fixture.keep(f"{name}/initial{i}", w) for i, w in enumerate(initial)],
        losses=losses,
        finalWeights=[fixture.keep(f"{name}/final{i}", w) for i, w in enumerate(model.get_weights())],
    )


def record_masked_fit(fixture):
    """Sentences of different lengths: the mask of the embedding reaches the loss and the metrics."""
    random = np.random.default_rng(1500)
    x = random.integers(1, 9, (24, 6)).astype(np.int32)
    for row, length in zip(x, random.integers(1, 7, 24)):
        row[length:] = 0
    y = ((x + np.roll(x, 1, axis=1)) % 3).astype(np.int32)
    weights = values((24, 6), seed=1501, low=0.2, high=2)
    start_over(31)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Embedding(9, 5, mask_zero=True),
            layers.Bidirectional(layers.GRU(4, return_sequences=True, dropout=0.25)),
            layers.LSTM(6, return_sequences=True, recurrent_dropout=0.3),
            layers.Dropout(0.1),
            layers.TimeDistributed(layers.Dense(3, activation="softmax")),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["sparse_categorical_crossentropy"])
    initial = model.get_weights()
    fit = dict(epochs=3, batch_size=5, validation_split=0.25, sample_weight=weights, verbose=0)
    history = model.fit(x, y, **fit).history
    fixture.add(
        "maskedFit",
        kind="maskedFit",
        seed=31,
        x=fixture.keep("maskedFit/x", x),
        y=fixture.keep("maskedFit/y", y),
        sampleWeight=fixture.keep("maskedFit/sampleWeight", weights),
        initialWeights=[fixture.keep(f"maskedFit/initial{i}", w) for i, w in enumerate(initial)],
        finalWeights=[fixture.keep(f"maskedFit/final{i}", w) for i, w in enumerate(model.get_weights())],
        history={key: [float(np.float32(v)) for v in numbers] for key, numbers in history.items()},
        evaluation={k: float(v) for k, v in model.evaluate(x, y, batch_size=7, verbose=0, return_dict=True).items()},
        prediction=fixture.keep("maskedFit/prediction", model.predict(x[:4], verbose=0)),
    )
