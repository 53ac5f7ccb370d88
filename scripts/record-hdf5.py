#!/usr/bin/env python3
"""Writes small HDF5 files with h5py and Keras, which the tests of StrataIO read, and beside each an npz with the arrays
that are in it under their paths.

    python3 scripts/record-hdf5.py         needs keras, jax and h5py
"""

import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import keras
import ml_dtypes
import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "Tests" / "StrataIOTests" / "Fixtures" / "HDF5"


def write_expected(name, arrays):
    np.savez_compressed(FOLDER / name, **arrays)


# Keras


def trained_model(name, *more):
    keras.utils.set_random_seed(3)
    layers = [
        keras.Input((3, 2)),
        keras.layers.LSTM(2, name="memory"),
        keras.layers.BatchNormalization(name="norm"),
        *more,
        keras.layers.Dense(2, name="head"),
    ]
    model = keras.Sequential(layers, name=name)
    model.compile("adam", "mse")
    generator = np.random.default_rng(4)
    model.fit(generator.random((8, 3, 2)), generator.random((8, 2)), epochs=2, verbose=0)
    return model


def write_keras_weights():
    model = trained_model("small", keras.layers.Dense(3, dtype="bfloat16", name="coarse"))
    model.save_weights(FOLDER / "keras.weights.h5")
    expected = {}
    # Keras names the entries by the layers' classes.
    places = {"memory": "lstm/cell", "norm": "batch_normalization", "coarse": "dense", "head": "dense_1"}
    for layer in model.layers:
        place = f"layers/{places[layer.name]}/vars"
        for number, weight in enumerate(layer.weights):
            value = np.asarray(weight.value)
            expected[f"/{place}/{number}"] = value.astype(np.float32)
    for number, variable in enumerate(model.optimizer.variables):
        value = np.asarray(variable.value)
        expected[f"/optimizer/vars/{number}"] = value.astype(np.float32) if number > 0 else value
    write_expected("keras.weights.npz", expected)


def write_keras_model():
    model = trained_model("small")
    model.save(FOLDER / "legacy.h5")
    expected = {}
    for layer in model.layers:
        for weight in layer.weights:
            expected[f"/model_weights/{layer.name}/{weight.path}"] = np.asarray(weight.value)
    for variable in model.optimizer.variables:
        expected[f"/optimizer_weights/{variable.path}"] = np.asarray(variable.value)
    write_expected("legacy.npz", expected)


# h5py


def numbers(dtype, shape):
    generator = np.random.default_rng(len(dtype) + sum(shape))
    if dtype == "bool":
        return generator.random(shape) < 0.5
    if np.dtype(dtype).kind == "f":
        return generator.standard_normal(shape).astype(dtype)
    limits = np.iinfo(dtype)
    return generator.integers(limits.min, min(limits.max, 2**63 - 1), shape, dtype=dtype, endpoint=True)


def fill(file, expected):
    def add(name, value, as_type=None, **options):
        file.create_dataset(name, data=value, **options)
        expected[f"/{name}"] = np.asarray(value).astype(as_type or np.asarray(value).dtype)

    names = ["bool", "uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32"]
    for name in [*names, "float64"]:
        add(f"types/{name}", numbers(name, (2, 3)))
    add("types/größe", numbers("float32", (2,)))
    add("types/big", numbers("float64", (3,)).astype(">f8"), "<f8")
    add("types/bigInteger", numbers("int16", (3,)).astype(">i2"), "<i2")
    add("types/scalar", np.float32(2.5))
    add("types/empty", np.zeros((0, 3), np.float32))
    coarse = numbers("float32", (5,)).astype(ml_dtypes.bfloat16)
    add("types/bfloat16", coarse, np.float32)
    file["types/bfloat16"].attrs["dtype"] = "bfloat16"

    steps = numbers("float32", (7, 10))
    add("chunks/plain", steps, chunks=(3, 4))
    add("chunks/gzip", steps, chunks=(3, 4), compression="gzip")
    add("chunks/shuffled", numbers("int32", (40,)), chunks=(16,), compression="gzip", shuffle=True)
    add("chunks/onlyShuffled", numbers("float64", (4, 3, 2)), chunks=(1, 2, 2), shuffle=True)
    add("chunks/many", np.arange(200, dtype=np.int32).reshape(100, 2), chunks=(1, 2))
    add("chunks/larger", numbers("uint8", (3, 3)), chunks=(8, 8), maxshape=(None, None))
    add("chunks/zeros", np.zeros(5000, np.float32), chunks=(5000,), compression="gzip")
    partly = file.create_dataset("chunks/partly", (4, 4), "float32", chunks=(2, 2), fillvalue=-1.5)
    partly[2:, :2] = 3
    expected["/chunks/partly"] = partly[...]
    file.create_dataset("never", (3,), "float32", fillvalue=7)
    expected["/never"] = np.full(3, 7, np.float32)
    file.create_dataset("neverZero", (3,), "int64")
    expected["/neverZero"] = np.zeros(3, np.int64)

    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    value = numbers("float32", (4,))
    space = h5py.h5s.create_simple(value.shape)
    dataset = h5py.h5d.create(file["types"].id, b"compact", h5py.h5t.IEEE_F32LE, space, compact)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, value)
    expected["/types/compact"] = value

    # So many that their tree has two levels; all are names of the same two datasets.
    crowd = file.create_group("crowd")
    for number in range(300):
        crowd[f"member{number}"] = file["types/int32" if number % 2 else "types/int64"]

    attributes = file.create_group("attributes").attrs
    attributes["text"] = "größe"
    attributes["empty text"] = ""
    attributes["long text"] = "abcdefghij" * 2000
    attributes["texts"] = ["a", "", "größe"]
    attributes["fixed"] = np.bytes_("fixed")
    attributes["fixed texts"] = np.array([b"one", b"three"])
    attributes["number"] = 3
    attributes["numbers"] = np.array([1.5, 2.5], np.float32)
    attributes["truth"] = True
    attributes["no numbers"] = np.zeros(0)


def fill_odd(file):
    """What is not read, and must not be in the way of the rest."""
    file.create_dataset("texts", data=["x", "yz"])
    file["links/soft"] = h5py.SoftLink("/types/float32")
    file["links/elsewhere"] = h5py.ExternalLink("other.h5", "/x")
    file["alias"] = file["types/float32"]
    file.create_dataset("complex", data=np.zeros(2, np.complex64))
    file.create_dataset("compound", data=np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    file.create_dataset("lists", (1,), h5py.vlen_dtype(np.int32))
    file.create_dataset("checked", data=np.zeros(4), chunks=(4,), fletcher32=True)
    file.create_dataset("colors", data=1, dtype=h5py.enum_dtype({"RED": 0, "GREEN": 1}, "uint8"))
    file.create_dataset("tooLarge", data=np.array([2**63], np.uint64))
    file.create_dataset("unknown", data=np.zeros(2, "V3"))
    file.create_dataset("huge", (1 << 20, 1 << 20), "float32")
    file.attrs["reference"] = file["types"].ref
    file.attrs["nothing"] = h5py.Empty("f")


def write_types():
    expected = {}
    with h5py.File(FOLDER / "types.h5", "w") as file:
        fill(file, expected)
    write_expected("types.npz", expected)
    with h5py.File(FOLDER / "odd.h5", "w") as file:
        file["types/float32"] = numbers("float32", (2, 3))
        fill_odd(file)


def write_variants():
    """The same few arrays in files of other kinds."""
    small = {"/a/b/kernel": numbers("float32", (2, 3)), "/a/b/bias": numbers("float32", (3,)), "/c": np.int64(5)}
    variants = {
        "userblock.h5": {"userblock_size": 1024},
        "superblock2.h5": {"libver": ("v108", "v108")},
        "superblock3.h5": {"libver": "latest"},
        "tracked.h5": {"track_order": True},
    }
    for name, options in variants.items():
        with h5py.File(FOLDER / name, "w", **options) as file:
            for path, value in small.items():
                file[path] = value
            file["a"].attrs["name"] = "größe"
    write_expected("variants.npz", small)


def write_broken():
    """A small file with all kinds of parts, which the tests break."""
    with h5py.File(FOLDER / "broken.h5", "w") as file:
        file["kernel"] = numbers("float32", (2, 3))
        file["kernel"].attrs["names"] = ["a", "größe"]
        file.attrs["fixed"] = np.bytes_("fixed")
        group = file.create_group("group")
        options = {"chunks": (3, 4), "compression": "gzip", "shuffle": True, "fillvalue": 2}
        group.create_dataset("chunks", data=numbers("int32", (7, 5)), **options)
        group.create_dataset("raw", data=numbers("float16", (5,)), chunks=(2,))
        group["truth"] = np.array([True, False])


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_keras_weights()
    write_keras_model()
    write_types()
    write_variants()
    write_broken()
