#!/usr/bin/env python3
"""Writes small files with NumPy, safetensors, gzip and csv, which the tests of StrataIO read.

    python3 scripts/write-format-fixtures.py         needs numpy and safetensors

`expected.json` says what is in them: for each array of each file its type, shape and elements in row-major order.
"""

import csv
import gzip
import json
import struct
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

FOLDER = Path(__file__).resolve().parents[1] / "Tests" / "StrataIOTests" / "Fixtures"
WIDENED = {"int8": "int32", "int16": "int32", "uint16": "int32", "uint64": "int64"}
expected = {}


def numbers(dtype, shape):
    generator = np.random.default_rng(len(dtype) + sum(shape))
    if dtype == "bool":
        return generator.random(shape) < 0.5
    if np.dtype(dtype).kind == "f":
        return generator.standard_normal(shape).astype(dtype)
    limits = np.iinfo(dtype)
    return generator.integers(limits.min, min(limits.max, 2**63 - 1), shape, dtype=dtype, endpoint=True)


def expect(file, name, array):
    dtype = WIDENED.get(array.dtype.name, array.dtype.name)
    record = {"dtype": dtype, "shape": array.shape, "values": array.astype(dtype).ravel().tolist()}
    expected.setdefault(file, {})[name] = record


def write_npy(name, array, version=None):
    with open(FOLDER / name, "wb") as file:
        np.lib.format.write_array(file, array, version)
    expect(name, "", array)


def write_all_npy():
    for dtype in ["bool", "uint8", "int32", "uint32", "int64", "float32", "float64", "float16", *WIDENED]:
        write_npy(f"{dtype}.npy", numbers(dtype, (2, 3)))
    halves = np.array([0, -0.0, 6e-8, 6.1e-5, -1.5, 65504, np.inf, -np.inf], np.float16)
    write_npy("halves.npy", halves[:6])
    write_npy("fortran.npy", np.asfortranarray(numbers("float32", (2, 3, 4))))
    write_npy("fortranBig.npy", np.asfortranarray(numbers("int64", (3, 5)).astype(">i8")))
    write_npy("bigEndian.npy", numbers("float64", (4,)).astype(">f8"))
    write_npy("scalar.npy", np.array(2.5, np.float32))
    write_npy("empty.npy", np.zeros((0, 3), np.float32))
    write_npy("version2.npy", numbers("float32", (5,)), (2, 0))
    write_npy("version3.npy", numbers("int32", (5, 1)), (3, 0))
    np.save(FOLDER / "records.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    np.save(FOLDER / "complex.npy", np.zeros(2, np.complex64))
    np.save(FOLDER / "objects.npy", np.array([{}], object), allow_pickle=True)
    np.save(FOLDER / "tooLarge.npy", np.array([1, 2**63], np.uint64))


def write_archives():
    arrays = {
        "kernel": numbers("float32", (3, 4)),
        "layer/bias": numbers("float32", (4,)),
        "größe": numbers("int64", (2,)),
        "zeros": np.zeros((30, 40), np.float32),
    }
    for name, save in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
        save(FOLDER / name, **arrays)
        for key, array in arrays.items():
            expect(name, key, array)


def write_safetensors():
    dtypes = ["float32", "float16", "uint8", "float64", "int64", "bool", "int32", "uint32"]
    arrays = {f"tensor.{dtype}": numbers(dtype, (3, 1)) for dtype in dtypes}
    arrays["scalar"] = np.array(7, np.int32)
    arrays["empty"] = np.zeros((2, 0), np.float32)
    save_file(arrays, FOLDER / "all.safetensors", metadata={"größe": 'a "b"\n'})
    for key, array in arrays.items():
        expect("all.safetensors", key, array)
    save_file({"short": np.zeros(2, np.int16)}, FOLDER / "short.safetensors")


def write_idx():
    codes = {"uint8": 0x08, "int8": 0x09, "int16": 0x0B, "int32": 0x0C, "float32": 0x0D, "float64": 0x0E}
    for dtype, code in codes.items():
        array = numbers(dtype, (2, 3, 2))
        big = array.astype(array.dtype.newbyteorder(">"))
        content = struct.pack(">HBB3I", 0, code, 3, *array.shape) + big.tobytes()
        name = f"{dtype}.idx"
        (FOLDER / name).write_bytes(content)
        expect(name, "", array)
        if dtype == "uint8":
            (FOLDER / "uint8.idx.gz").write_bytes(gzip.compress(content, mtime=0))
            halves = gzip.compress(content[:9], mtime=0) + gzip.compress(content[9:], mtime=0)
            (FOLDER / "twoParts.idx.gz").write_bytes(halves)
            expect("uint8.idx.gz", "", array)
            expect("twoParts.idx.gz", "", array)


def write_csv():
    array = numbers("float64", (4, 3)).astype(np.float32)
    array[1, 1] = -1.5e-30
    rows = [[repr(float(number)) for number in row] for row in array]
    with open(FOLDER / "plain.csv", "w", newline="") as file:
        csv.writer(file).writerows(rows)
    with open(FOLDER / "header.csv", "w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["width, in mm", 'the "height"', "two\nlines"])
        writer.writerows(rows)
    with open(FOLDER / "tabs.csv", "w", newline="") as file:
        csv.writer(file, "excel-tab", lineterminator="\n").writerows(rows)
    for name in ["plain.csv", "header.csv", "tabs.csv"]:
        expect(name, "", array)


def write_json():
    numbers = [0, -1, 2**53, 0.1, -1.5e-7, 1e300]
    value = {"größe": numbers, 'quoted "text"\n': ["ä", "\U0001f600", ""], "nested": {"a": [{}, [], None, True, False]}}
    (FOLDER / "sample.json").write_text(json.dumps(value))


FOLDER.mkdir(parents=True, exist_ok=True)
write_all_npy()
write_archives()
write_safetensors()
write_idx()
write_csv()
write_json()
(FOLDER / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0, allow_nan=False) + "\n")
