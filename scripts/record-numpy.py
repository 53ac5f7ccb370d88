"""Writes Tests/StrataTests/Fixtures/numpy.json: what NumPy computes and prints, for the tests of tensors."""

import json
import math
import statistics
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parent.parent / "Tests/StrataTests/Fixtures/numpy.json"
random = np.random.RandomState(7)


def real(*shape, low=-2.0, high=2.0, dtype=np.float32):
    return np.round(random.uniform(low, high, shape), 3).astype(dtype)


def whole(*shape, low=-5, high=6, dtype=np.int32):
    return random.randint(low, high, shape).astype(dtype)


def truth(*shape):
    return random.randint(0, 2, shape).astype(bool)


def encoded(array):
    """Numbers with all their digits; those that JSON lacks as strings."""
    array = np.asarray(array)
    shortest = (lambda v: float(str(v))) if array.dtype == np.float32 else (lambda v: v.item())
    values = [shortest(v) if math.isfinite(v) else str(v) for v in array.ravel()]
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": values}


class Recorder:
    def __init__(self):
        self.cases = []

    def __call__(self, name, function, *inputs):
        result = function(*inputs)
        results = result if isinstance(result, (tuple, list)) else [result]
        self.cases.append(
            {"name": name, "inputs": [encoded(x) for x in inputs], "results": [encoded(x) for x in results]})


def record_elementwise(record):
    functions = {
        "exp": np.exp, "expm1": np.expm1, "square": np.square, "abs": np.abs, "sign": np.sign,
        "floor": np.floor, "ceil": np.ceil, "rounded": np.round, "sin": np.sin, "cos": np.cos, "tan": np.tan,
        "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "atan": np.arctan, "reciprocal": np.reciprocal,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "relu": lambda x: np.maximum(x, 0),
        "erf": np.vectorize(math.erf, otypes=[np.float32]), "negate": np.negative,
    }
    x = np.array([-3.7, -1.5, -0.5, -1e-6, 1e-6, 0.25, 0.5, 1.0, 2.5, 3.1], np.float32)
    for name, function in functions.items():
        record(name, function, x)
    for name, function in {"log": np.log, "log1p": np.log1p, "sqrt": np.sqrt,
                           "rsqrt": lambda x: 1 / np.sqrt(x)}.items():
        record(name, function, x[x > 0])
    inside = np.array([-0.9, -0.3, -1e-5, 0.0, 0.5, 0.99], np.float32)
    record("asin", np.arcsin, inside)
    record("acos", np.arccos, inside)
    normal = statistics.NormalDist()
    quantile = np.vectorize(lambda y: normal.inv_cdf((y + 1) / 2) / math.sqrt(2), otypes=[np.float32])
    record("erfInverse", quantile, np.array([-0.9, -0.3, 0.1, 0.5, 0.99], np.float32))
    odd = np.array([1, np.nan, np.inf, -np.inf, 0], np.float32)
    record("isNaN", np.isnan, odd)
    record("isInfinite", np.isinf, odd)
    record("isFinite", np.isfinite, odd)

    a, b = real(2, 3, 4), real(3, 1)
    binary = {
        "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide,
        "remainder": np.fmod, "maximum": np.maximum, "minimum": np.minimum, "atan2": np.arctan2,
        "equal": np.equal, "notEqual": np.not_equal, "less": np.less, "lessEqual": np.less_equal,
        "greater": np.greater, "greaterEqual": np.greater_equal,
    }
    for name, function in binary.items():
        record(name, function, a, b)
    record("add both ways", np.add, real(4, 1), real(3))
    record("add scalar tensor", np.add, real(2, 2), real())
    record("add rank 0", np.add, real(), real())
    record("power", np.power, real(3, 4, low=0.1), real(4))
    record("integer divide", lambda a, b: np.trunc(a / b).astype(np.int32), whole(6), np.array([3, -2, 4, -3, 2, 5], np.int32))
    record("integer remainder", np.fmod, whole(6), np.array([3, -2, 4, -3, 2, 5], np.int32))
    record("and", np.logical_and, truth(2, 3), truth(3))
    record("or", np.logical_or, truth(2, 3), truth(3))
    record("xor", np.logical_xor, truth(2, 3), truth(3))
    record("not", np.logical_not, truth(5))
    record("select", np.where, truth(2, 1), real(3), real(2, 3))
    record("clipped", lambda x: np.clip(x, -1, np.float32(0.5)), real(6))
    record("scalar on the left", lambda x: 1 - 2 / x, real(4, low=0.5))
    record("scalar on the right", lambda x: x * 3 - np.float32(0.5), real(4))


def record_reductions(record):
    functions = {"sum": np.sum, "product": np.prod, "max": np.max, "min": np.min, "mean": np.mean,
                 "variance": np.var, "standardDeviation": np.std}
    x = real(2, 3, 4)
    for name, function in functions.items():
        record(name, lambda x: function(x), x)
        record(f"{name} axis 1", lambda x: function(x, axis=1), x)
        record(f"{name} axes -1 0 kept", lambda x: function(x, axis=(-1, 0), keepdims=True), x)
    record("logSumExp", lambda x: np.log(np.sum(np.exp(x.astype(float)), 1)).astype(np.float32), x)
    record("norm", lambda x: np.linalg.norm(x, axis=1), x)
    record("sum of integers", lambda x: np.sum(x, axis=0, dtype=np.int32), whole(3, 4))
    record("sum of bool", lambda x: np.sum(x, axis=0, dtype=np.int32), truth(5, 4))
    record("mean of integers", lambda x: np.mean(x, axis=0, dtype=np.float32), whole(3, 4))
    record("any", lambda x: np.any(x, axis=1), truth(4, 2))
    record("all", lambda x: np.all(x, axis=1), truth(4, 2))
    record("argmax", lambda x: np.argmax(x).astype(np.int32), x)
    record("argmax axis 1", lambda x: np.argmax(x, 1).astype(np.int32), x)
    record("argmin axis -1 kept", lambda x: np.argmin(x, -1, keepdims=True).astype(np.int32), x)
    record("cumulativeSum", lambda x: np.cumsum(x, 1), real(2, 7))
    record("cumulativeProduct", lambda x: np.cumprod(x, 0), real(5, 2))
    record("sorted", lambda x: np.sort(x, 0), real(5, 2))
    record("sorted descending", lambda x: -np.sort(-x), real(2, 5))
    record("argsort", lambda x: np.argsort(x, kind="stable").astype(np.int32), whole(2, 6, low=0, high=4))

    def largest(x):
        order = np.argsort(-x, kind="stable")[..., :3]
        return np.take_along_axis(x, order, -1), order.astype(np.int32)

    record("topK", largest, whole(2, 6, low=0, high=5).astype(np.float32))


def record_shapes(record):
    x = whole(2, 3, 4)
    record("reshaped", lambda x: x.reshape(4, -1), x)
    record("flattened", lambda x: x.ravel(), x)
    record("transposed", lambda x: x.T, x)
    record("transposed 1 2 0", lambda x: x.transpose(1, 2, 0), x)
    record("swappingAxes", lambda x: np.swapaxes(x, 0, -1), x)
    record("movingAxis", lambda x: np.moveaxis(x, 0, 1), x)
    record("expandedDims", lambda x: np.expand_dims(x, -2), x)
    record("squeezed", lambda x: np.squeeze(x), whole(1, 3, 1))
    record("flipped", lambda x: np.flip(x, (0, 2)), x)
    record("rolled", lambda x: np.roll(x, 6, 2), x)
    record("rolled back", lambda x: np.roll(x, -1, 1), x)
    record("broadcast", lambda x: np.broadcast_to(x, (2, 3, 4)), whole(3, 1))
    record("concatenate", lambda a, b: np.concatenate([a, b], -1), whole(2, 3), whole(2, 2))
    record("stack", lambda a, b: np.stack([a, b], -1), whole(2, 3), whole(2, 3))
    record("split", lambda x: np.split(x, 2, -1), x)
    record("split sizes", lambda x: np.split(x, [1], 1), x)
    record("unstacked", lambda x: [x[:, i] for i in range(3)], x)
    record("tiled", lambda x: np.tile(x, (2, 1, 3)), whole(2, 2))
    record("repeated", lambda x: np.repeat(x, 3, 1), whole(2, 3))
    record("padded", lambda x: np.pad(x, ((1, 0), (2, 3)), constant_values=7), whole(2, 3))
    record("padded reflect", lambda x: np.pad(x, ((1, 0), (2, 1)), "reflect"), whole(2, 3))
    record("padded symmetric", lambda x: np.pad(x, ((1, 2), (0, 3)), "symmetric"), whole(2, 3))
    record("index 1", lambda x: x[1], x)
    record("index -1 1..<3", lambda x: x[-1, 1:3], x)
    record("index all -2", lambda x: x[:, -2], x)
    record("index ellipsis 0", lambda x: x[..., 0], x)
    record("index newAxis", lambda x: x[None, ..., None, 1:], x)
    record("index stride", lambda x: x[:, ::2, 1::2], x)
    record("index through", lambda x: x[:, :2, -3:-1], x)

    def assigned(x):
        x = x.copy()
        x[0, 1:3] = 9
        x[1, ..., 0] = [1, 2, 3]
        return x

    record("index assigned", assigned, x)
    record("take", lambda x, i: np.take(x, i, 1), x, np.array([[2, 0], [-1, 1]], np.int32))
    record("takeAlongAxis", lambda x, i: np.take_along_axis(x, i, 1), x, whole(2, 2, 4, low=0, high=3))
    record("takeAlongAxis broadcast", lambda x, i: np.take_along_axis(x, i, 2), x, whole(2, 1, 2, low=-4, high=4))


def record_products(record):
    record("matmul", np.matmul, real(3, 4), real(4, 2))
    record("matmul batch", np.matmul, real(2, 3, 4), real(2, 4, 2))
    record("matmul broadcast", np.matmul, real(5, 1, 3, 4), real(2, 4, 2))
    record("matmul one matrix", np.matmul, real(2, 3, 4), real(4, 2))
    record("matmul vectors", np.matmul, real(4), real(4))
    record("matmul vector left", np.matmul, real(4), real(2, 4, 3))
    record("matmul vector right", np.matmul, real(2, 3, 4), real(4))
    record("matmul integers", np.matmul, whole(2, 3), whole(3, 2))
    record("dot", np.dot, real(2, 3), real(4, 3, 2))
    record("tensordot", lambda a, b: np.tensordot(a, b, ([0, 2], [2, 0])), real(2, 3, 4), real(4, 5, 2))
    record("tensordot 2", np.tensordot, real(2, 3, 4), real(3, 4, 2))
    record("outer", np.outer, real(3), real(2))
    for equation, shapes in {
        "ij,jk->ik": [(2, 3), (3, 4)], "bij,bjk->bik": [(2, 3, 4), (2, 4, 2)], "ij->ji": [(2, 3)],
        "ij->": [(2, 3)], "ii": [(3, 3)], "ii->i": [(3, 3)], "ij,jk": [(2, 3), (3, 4)], "i,j->ji": [(2,), (3,)],
        "...ij,jk->...ik": [(2, 5, 3, 4), (4, 2)], "...i,...i->...": [(2, 1, 3), (4, 3)],
        "abc,cd->abd": [(2, 3, 4), (4, 2)], "aecd,abcde->acbe": [(2, 3, 4, 5), (2, 2, 4, 5, 3)],
        "ij,jk,kl->il": [(2, 3), (3, 4), (4, 2)], "ik,jk->i": [(2, 3), (4, 3)], "iij,j->i": [(2, 2, 3), (3,)],
        "ba": [(2, 3)], "i...->...": [(3, 2, 2)],
    }.items():
        record(f"einsum {equation}", lambda *terms: np.einsum(equation, *terms), *[real(*shape) for shape in shapes])
    record("tril", lambda x: np.tril(x, 1), real(2, 3, 4))
    record("triu", lambda x: np.triu(x, -1), real(2, 4, 3))
    record("diagonal", lambda x: np.diagonal(x, 0, -2, -1), real(2, 3, 4))
    record("diagonal 2", lambda x: np.diagonal(x, 2), real(3, 4))
    record("diagonal -1", lambda x: np.diagonal(x, -1), real(3, 4))
    record("trace", lambda x: np.trace(x), real(3, 4))
    for name, shape in {"square": (4, 4), "tall": (5, 3), "wide": (2, 4), "one column": (3, 1)}.items():
        record(f"qr {name}", lambda x: tuple(np.linalg.qr(x)), real(*shape))
        record(f"singularValues {name}", lambda x: np.linalg.svd(x, compute_uv=False), real(*shape))


def record_creation(record):
    record("eye", lambda: np.eye(3, 4, 1, dtype=np.float32))
    record("arange", lambda: np.arange(7, -4, -3, dtype=np.int32))
    record("arange real", lambda: np.arange(0.5, 2, 0.3).astype(np.float32))
    record("linspace", lambda: np.linspace(-1, 2, 7).astype(np.float32))
    record("linspace open", lambda: np.linspace(0, 1, 4, endpoint=False).astype(np.float32))


def record_printing(cases):
    f32, f64, i32 = np.float32, np.float64, np.int32
    arrays = {
        "one third": np.array([1 / 3, 2 / 3], f32), "whole": np.array([1, 2, 3], f32),
        "mixed": np.array([1.5, 22.25, -3], f32), "eight digits": np.array([0.012345679, 1.5], f32),
        "doubles": np.array([[0.1, math.pi], [-math.e, 100]], f64), "small": np.array([1e-5, 2e-5], f32),
        "ratio 1000": np.array([0.001, 1], f32), "ratio above 1000": np.array([0.001, 1.5], f32),
        "a million": np.array([999999, 1], f64), "large float32": np.array([1e6, 1e5], f32),
        "large float64": np.array([1e8, 1e7], f64), "below large float64": np.array([99999999.0, 1e7], f64),
        "exponents": np.array([1.5e-7, -2.25e12, 0], f32), "three exponent digits": np.array([1e-300, 1], f64),
        "nan": np.array([np.nan, 1.5, -np.inf], f32), "only nan": np.array([np.nan, np.nan], f32),
        "only inf": np.array([np.inf, -np.inf], f64), "nan and exponents": np.array([np.nan, 1e-10], f64),
        "zeros": np.zeros((2, 3), f32), "negative zero": np.array([-0.0, 1], f32),
        "integers": np.array([[1, -20], [300, 4]], i32), "bytes": np.arange(12, dtype=np.uint8).reshape(2, 2, 3),
        "words": np.array([0, 2**32 - 1], np.uint32), "long": np.array([2**62, -1], np.int64),
        "bool": np.array([[True, False], [False, False]]), "empty": np.zeros((0, 3), f32),
        "one element": np.array([[[5.25]]], f32), "wrapped": np.arange(40, dtype=i32),
        "wrapped real": np.linspace(0, 1, 23).astype(f32), "wrapped matrix": np.arange(60, dtype=f32).reshape(2, 30) / 7,
        "rounding": np.array([0.123456785, 0.123456795, 2.5], f64), "four axes": np.arange(8, dtype=i32).reshape(2, 1, 2, 2),
        "scalar": np.array(0.1, f32), "whole scalar": np.array(5, f32), "small scalar": np.array(1e-5, f32),
        "smaller scalar": np.array(1.5e-7, f64), "large scalar": np.array(1e16, f64), "long scalar": np.array(1e15, f64),
        "nan scalar": np.array(np.nan, f32), "inf scalar": np.array(-np.inf, f32), "integer scalar": np.array(-7, i32),
        "true": np.array(True),
    }
    for name, array in arrays.items():
        cases.append({"name": name, "array": encoded(array), "text": str(array)})
    # Large arrays are 0, 1, 2, … divided by a number.
    large = {
        "abridged": ([2000], i32, 1), "abridged matrix": ([40, 30], f32, 10), "abridged one axis": ([2, 501], i32, 1),
        "not abridged": ([1000], i32, 1), "abridged cube": ([8, 8, 20], f32, 1),
        "abridged columns": ([7, 200], f32, 2000),
    }
    for name, (shape, dtype, divisor) in large.items():
        array = (np.arange(math.prod(shape)) / divisor).astype(dtype).reshape(shape)
        description = {"dtype": array.dtype.name, "shape": shape, "divisor": divisor}
        cases.append({"name": name, "array": description, "text": str(array)})


def main():
    record = Recorder()
    for family in [record_elementwise, record_reductions, record_shapes, record_products, record_creation]:
        family(record)
    printing = []
    record_printing(printing)

    def lines(cases):
        return ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)

    TARGET.write_text(
        f'{{"numpy":"{np.__version__}","operations":[\n{lines(record.cases)}\n],"printing":[\n{lines(printing)}\n]}}\n')


if __name__ == "__main__":
    main()
