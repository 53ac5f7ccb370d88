"""Seeds, streams, distributions and shuffles."""

import random

import jax
import keras
import numpy as np

from .fixture import Fixture

SEEDS = [0, 42, 1234, 2**32 - 1]
SHUFFLES = [10, 1000, 60000, 10, 7]


def record():
    fixture = Fixture()
    record_default_seeds(fixture)
    record_permutations(fixture)
    record_bits(fixture)
    record_draws(fixture)
    record_streams(fixture)
    return fixture


def record_default_seeds(fixture):
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        draws = [default_seed() for _ in range(30)]
        random.seed(seed)
        words = [random.getrandbits(32) for _ in range(5)]
        fixture.add(f"defaultSeeds/{seed}", kind="defaultSeeds", seed=seed, values=draws, pythonWords=words)


def record_permutations(fixture):
    for seed in SEEDS:
        np.random.seed(seed)
        words = np.random.randint(0, 2**32, 5, dtype=np.uint32).tolist()
        keras.utils.set_random_seed(seed)
        shuffles = []
        for count in SHUFFLES:
            order = np.random.permutation(count)
            weighted = int(np.sum(order * np.arange(1, count + 1)))
            shuffles.append({"count": count, "first": order[:20].tolist(), "weightedSum": weighted})
        fixture.add(f"permutations/{seed}", kind="permutations", seed=seed, numPyWords=words, permutations=shuffles)


def record_bits(fixture):
    for seed, counter in [(0, 0), (42, 0), (1234, 7), (2**32 - 1, 2**32 - 1)]:
        key = np.array([seed, counter], np.uint32)
        bits = jax.random.bits(jax.random.wrap_key_data(key), (37,), "uint32")
        name = f"bits/{seed}-{counter}"
        fixture.add(name, kind="bits", key=[seed, counter], output=fixture.keep(name, bits))


DISTRIBUTIONS = {
    "uniform": [{}, {"minval": -0.3, "maxval": 2.5}],
    "normal": [{}, {"mean": 1.5, "stddev": 0.2}],
    "truncated_normal": [{}, {"mean": -1.0, "stddev": 3.0}],
}


def record_draws(fixture):
    """An integer seed s is the key (s, 0)."""
    for distribution, arguments in DISTRIBUTIONS.items():
        for number, keywords in enumerate(arguments):
            for seed, shape in [(42, (4,)), (1234, (5, 7)), (686579304, (2, 3, 4))]:
                drawn = getattr(keras.random, distribution)(shape, seed=seed, **keywords)
                name = f"{distribution}/{number}/{seed}"
                output = fixture.keep(name, drawn)
                fixture.add(name, kind=distribution, key=[seed, 0], shape=shape, arguments=keywords, output=output)
    for seed in [42, 1234]:
        for rate in [0.1, 0.5, 0.75]:
            name = f"dropout/{rate}/{seed}"
            output = fixture.keep(name, keras.random.dropout(np.ones((6, 11), np.float32), rate, seed=seed))
            fixture.add(name, kind="dropout", key=[seed, 0], shape=(6, 11), arguments={"rate": rate}, output=output)
    tails = keras.random.normal((200_000,), seed=5)
    ends = {"minimum": float(np.min(tails)), "maximum": float(np.max(tails))}
    fixture.add("normalEnds", kind="normalEnds", key=[5, 0], shape=[200_000], **ends)


def record_streams(fixture):
    """A generator counts up with every draw; draws without a seed share one generator."""
    generator = keras.random.SeedGenerator(99)
    outputs = [fixture.keep(f"stream/{step}", keras.random.uniform((3,), seed=generator)) for step in range(4)]
    fixture.add("stream", kind="stream", seed=99, shape=(3,), outputs=outputs)
    keras.utils.set_random_seed(7)
    first = fixture.keep("global/0", keras.random.uniform((3,)))
    second = fixture.keep("global/1", keras.random.normal((3,)))
    layer_seed = default_seed()
    fixture.add("global", kind="global", seed=7, uniform=first, normal=second, nextDefaultSeed=layer_seed)


def default_seed():
    """The seed that Keras draws for anything that is made without one."""
    return int(keras.random.SeedGenerator().state.numpy()[0])
