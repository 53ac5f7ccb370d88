"""The same numbers in every library."""

import time

import numpy as np


def inputs(settings, batches=1):
    """Numbers that repeat every thousand, or indices spread over a vocabulary."""
    shape = (settings["batch"] * batches, *settings["shape"])
    vocabulary = settings["vocabulary"]
    if vocabulary:
        return repeated(np.arange(vocabulary, dtype=np.int32) * 7919 % vocabulary, shape)
    return repeated((np.arange(1000) * 7919 % 1000).astype(np.float32) / 1000, shape)


def repeated(period, shape):
    """Fills an array without others of its size beside it, which would count as memory of the library."""
    result = np.empty(np.prod(shape), period.dtype)
    for start in range(0, len(result), len(period)):
        part = result[start : start + len(period)]
        part[:] = period[: len(part)]
    return result.reshape(shape)


def labels(settings, batches=1):
    """Classes from 0 to 9."""
    return (np.arange(settings["batch"] * batches) * 7 % 10).astype(np.int32)


class Repeated:
    """A function that is called in a tight loop."""

    def __init__(self, call):
        self.run_once = call

    def run(self, steps):
        call = self.run_once
        start = time.perf_counter()
        for _ in range(steps):
            call()
        return steps, time.perf_counter() - start


class TightLoop:
    """A loop over batches, in order. `step(x, y)` does one, `finish()` waits until all are done."""

    def __init__(self, settings, step, finish, convert=lambda x, y: (x, y)):
        self.settings, self.step, self.finish, self.convert = settings, step, finish, convert
        self.data = None

    def run_once(self):
        self.step(*self.convert(inputs(self.settings), labels(self.settings)))
        self.finish()

    def run(self, steps):
        size, batches = self.settings["batch"], self.settings["batches"]
        if self.data is None:
            self.data = self.convert(inputs(self.settings, batches), labels(self.settings, batches))
        x, y = self.data
        start = time.perf_counter()
        for number in range(steps):
            first = number % batches * size
            self.step(x[first : first + size], y[first : first + size])
        self.finish()
        return steps, time.perf_counter() - start
