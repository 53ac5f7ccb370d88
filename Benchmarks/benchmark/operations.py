"""The floating-point operations of the dots and convolutions of a step; a multiplication and an addition are two."""


def count(workload):
    if workload.network == "dot":
        return 2 * workload.batch * workload.shape[0] ** 2
    layers = LAYERS.get(workload.network, lambda _: [])(workload)
    forward = sum(2 * workload.batch * layer for layer in layers)
    if workload.kind == "inference" or not layers:
        return forward
    # As many again for the gradient with respect to the weights, and, but for the first layer, to the inputs.
    return 3 * forward - 2 * workload.batch * layers[0]


def _dense(workload):
    sizes = [workload.shape[0], *[workload.width] * workload.depth, 10]
    return [inputs * units for inputs, units in zip(sizes, sizes[1:])]


def _cnn(workload):
    width = workload.width
    return [26 * 26 * 9 * width, 11 * 11 * 9 * width * 2 * width, 25 * 2 * width * 4 * width, 4 * width * 10]


def _recurrent(gates):
    def layers(workload):
        (steps, features), units = workload.shape, workload.width
        return [steps * features * gates * units, steps * units * gates * units, units * 10]

    return layers


def _resnet(workload):
    size, filters = workload.shape[0], workload.width
    layers = [size * size * 9 * 3 * filters]
    inputs = filters
    for stage in range(3):
        filters = workload.width << stage
        for block in range(workload.depth):
            if stage > 0 and block == 0:
                size //= 2
                layers.append(size * size * inputs * filters)
            layers += [size * size * 9 * inputs * filters, size * size * 9 * filters * filters]
            inputs = filters
    return [*layers, inputs * 10]


def _transformer(workload):
    tokens, width = workload.shape
    block = [4 * tokens * width * width, 2 * tokens * tokens * width, 8 * tokens * width * width]
    # The first layer that counts is behind a normalization, so that the gradient to its input is needed.
    return [0, *block * workload.depth, width * 10]


LAYERS = {
    "mlp": _dense,
    "cnn": _cnn,
    "lstm": _recurrent(4),
    "gru": _recurrent(3),
    "resnet": _resnet,
    "transformer": _transformer,
}
