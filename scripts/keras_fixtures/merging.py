"""What the layers that merge several inputs compute, with and without masks."""

import jax
import numpy as np
from keras import layers
from keras.src import backend

from .fixture import Fixture, identity, values


def record():
    fixture = Fixture()
    same = [(3, 4), (3, 4), (3, 4)]
    sequences = [(2, 5, 3), (2, 5, 3)]
    for make in [layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum]:
        name = make.__name__
        record_case(fixture, f"{name}/three", make(name="a"), same)
        record_case(fixture, f"{name}/one", make(name="a"), [(3, 4)])
        record_case(fixture, f"{name}/broadcast", make(name="a"), [(2, 5, 3), (2, 1, 3), (2, 5, 1)])
        record_case(fixture, f"{name}/ranks", make(name="a"), [(2, 3), (2, 5, 3), (2, 4, 1, 3)])
        record_case(fixture, f"{name}/masks", make(name="a"), sequences, [1, 2])
        record_case(fixture, f"{name}/maskFirst", make(name="a"), sequences, [1, None])
        record_case(fixture, f"{name}/maskLast", make(name="a"), sequences, [None, 1])
        record_case(fixture, f"{name}/threeMasks", make(name="a"), [(2, 5, 3)] * 3, [1, 2, 3])
    record_case(fixture, "Subtract/two", layers.Subtract(name="a"), [(3, 4), (3, 4)])
    record_case(fixture, "Subtract/ranks", layers.Subtract(name="a"), [(2, 3), (2, 5, 3)])
    record_case(fixture, "Subtract/masks", layers.Subtract(name="a"), sequences, [1, 2])
    record_case(fixture, "Concatenate/features", layers.Concatenate(name="a"), [(3, 4), (3, 2), (3, 1)])
    record_case(fixture, "Concatenate/steps", layers.Concatenate(axis=1, name="a"), [(2, 5, 3), (2, 2, 3)])
    record_case(fixture, "Concatenate/maps", layers.Concatenate(axis=-1, name="a"), [(2, 3, 4, 2), (2, 3, 4, 1)])
    record_case(fixture, "Concatenate/masks", layers.Concatenate(name="a"), [(2, 5, 3), (2, 5, 2)], [1, 2])
    record_case(fixture, "Concatenate/maskFirst", layers.Concatenate(name="a"), [(2, 5, 3), (2, 5, 2)], [1, None])
    record_case(
        fixture, "Concatenate/stepMasks", layers.Concatenate(axis=1, name="a"), [(2, 5, 3), (2, 2, 3)], [1, None]
    )
    record_case(fixture, "Dot/vectors", layers.Dot(axes=1, name="a"), [(3, 4), (3, 4)])
    record_case(fixture, "Dot/cosine", layers.Dot(axes=-1, normalize=True, name="a"), [(3, 4), (3, 4)])
    record_case(fixture, "Dot/attention", layers.Dot(axes=[2, 2], name="a"), [(2, 5, 3), (2, 4, 3)])
    record_case(fixture, "Dot/steps", layers.Dot(axes=(1, 1), name="a"), [(2, 5, 3), (2, 5, 4)])
    record_case(fixture, "Dot/vectorAndMatrix", layers.Dot(axes=[1, 2], name="a"), [(2, 3), (2, 5, 3)])
    record_case(fixture, "Dot/matrixAndVector", layers.Dot(axes=[1, -1], name="a"), [(2, 3, 4), (2, 3)])
    record_case(
        fixture, "Dot/normalized", layers.Dot(axes=[2, 1], normalize=True, name="a"), [(2, 5, 3), (2, 3, 4)]
    )
    record_case(fixture, "Dot/fourAxes", layers.Dot(axes=[2, 3], name="a"), [(2, 3, 4, 2), (2, 5, 2, 4)])
    record_case(fixture, "Dot/masks", layers.Dot(axes=[2, 2], name="a"), [(2, 5, 3), (2, 4, 3)], [1, None])
    return fixture


def record_case(fixture, name, layer, shapes, mask_seeds=None):
    inputs = [values(shape, seed=index + 1) for index, shape in enumerate(shapes)]
    masks = [
        None if seed is None else np.random.default_rng(seed + 10).uniform(size=shape[:2]) < 0.6
        for seed, shape in zip(mask_seeds or [None] * len(shapes), shapes)
    ]

    def call(arrays):
        tensors = []
        for array, mask in zip(arrays, masks):
            tensor = backend.convert_to_tensor(array) + 0
            if mask is not None:
                backend.set_keras_mask(tensor, backend.convert_to_tensor(mask))
            tensors.append(tensor)
        return layer(tensors)

    output = call(inputs)
    mask = backend.get_keras_mask(output)
    cotangent = values(output.shape, seed=7)
    gradients = jax.grad(lambda arrays: (call(arrays) * cotangent).sum())(inputs)
    fixture.add(
        name,
        layer=identity(layer),
        inputs=[fixture.keep(f"{name}/input{index}", value) for index, value in enumerate(inputs)],
        masks=[
            None if value is None else fixture.keep(f"{name}/mask{index}", value) for index, value in enumerate(masks)
        ],
        output=fixture.keep(f"{name}/output", output),
        outputMask=None if mask is None else fixture.keep(f"{name}/outputMask", mask),
        cotangent=fixture.keep(f"{name}/cotangent", cotangent),
        inputGradients=[
            fixture.keep(f"{name}/gradient{index}", value) for index, value in enumerate(gradients)
        ],
    )
