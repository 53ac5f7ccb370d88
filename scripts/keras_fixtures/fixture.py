"""One family of recorded numbers: an index in JSON beside a file of tensors."""

import json
from pathlib import Path

import keras
import numpy as np
from safetensors.numpy import save

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "StrataTests" / "Fixtures"


class Fixture:
    def __init__(self):
        self.cases = []
        self.tensors = {}

    def keep(self, key, value):
        """Keeps a tensor and gives back its key, for the index."""
        if key in self.tensors:
            raise ValueError(f"two tensors with the key {key}")
        array = np.ascontiguousarray(np.asarray(value))
        self.tensors[key] = array.reshape(np.shape(value))
        return key

    def add(self, name, **fields):
        if any(case["name"] == name for case in self.cases):
            raise ValueError(f"two cases with the name {name}")
        self.cases.append({"name": name, **fields})

    def write(self, family):
        FOLDER.mkdir(parents=True, exist_ok=True)
        cases = ",\n".join(json.dumps(case, allow_nan=False, ensure_ascii=False) for case in self.cases)
        head = f'"keras": "{keras.__version__}", "backend": "{keras.backend.backend()}"'
        lines = f'{{{head}, "cases": [\n{cases}\n]}}\n'
        (FOLDER / f"{family}.json").write_text(lines, encoding="utf-8")
        tensors = save(self.tensors)
        (FOLDER / f"{family}.safetensors").write_bytes(tensors)
        return len(lines.encode()) + len(tensors)


def identity(thing):
    """What a Keras object is, as `class_name` and `config`."""
    return {"class_name": type(thing).__name__, "config": thing.get_config()}


def values(count_or_shape, seed, low=-1.0, high=1.0):
    """Fixed float32 values that do not touch the random numbers Keras itself uses."""
    return np.random.default_rng(seed).uniform(low, high, count_or_shape).astype(np.float32)


def start_over(seed):
    """Names count from the beginning again, and so do the random numbers."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
