"""Values of every initializer."""

import keras

from .fixture import Fixture, identity

SHAPES = [(7,), (2, 3), (64, 32), (3, 3, 4, 8)]
initializers = keras.initializers

WITHOUT_SEED = [initializers.Zeros(), initializers.Ones(), initializers.Constant(-1.25)]
FOR_MATRICES = [initializers.Identity(), initializers.Identity(gain=0.5)]
NOT_FOR_VECTORS = [initializers.Orthogonal(seed=21), initializers.Orthogonal(gain=1.7, seed=4)]
RANDOM = [
    initializers.RandomNormal(seed=42),
    initializers.RandomNormal(mean=1.0, stddev=2.0, seed=7),
    initializers.RandomUniform(seed=42),
    initializers.RandomUniform(minval=-3.0, maxval=1.0, seed=1234),
    initializers.TruncatedNormal(seed=42),
    initializers.TruncatedNormal(mean=-0.5, stddev=0.3, seed=99),
    initializers.GlorotUniform(seed=686579304),
    initializers.GlorotNormal(seed=11),
    initializers.HeUniform(seed=12),
    initializers.HeNormal(seed=13),
    initializers.LecunUniform(seed=14),
    initializers.LecunNormal(seed=15),
    initializers.VarianceScaling(scale=2.5, mode="fan_out", distribution="untruncated_normal", seed=16),
    initializers.VarianceScaling(scale=0.5, mode="fan_avg", distribution="uniform", seed=17),
]


def record():
    fixture = Fixture()
    number = 0
    for initializer in WITHOUT_SEED + FOR_MATRICES + NOT_FOR_VECTORS + RANDOM:
        shapes = [shape for shape in SHAPES if fits(initializer, shape)]
        for shape in shapes:
            name = f"{type(initializer).__name__}/{number}/{'x'.join(map(str, shape))}"
            output = fixture.keep(name, initializer(shape))
            fixture.add(name, initializer=identity(initializer), shape=shape, output=output)
        number += 1
    return fixture


def fits(initializer, shape):
    if initializer in WITHOUT_SEED:
        return shape == (2, 3)
    if initializer in FOR_MATRICES:
        return shape == (2, 3)
    # The large matrix of every initializer would only take room; one of each distribution is enough.
    large = ["RandomNormal", "RandomUniform", "TruncatedNormal", "GlorotUniform", "HeNormal", "Orthogonal"]
    if shape == (64, 32):
        return type(initializer).__name__ in large
    return initializer not in NOT_FOR_VECTORS or len(shape) > 1
