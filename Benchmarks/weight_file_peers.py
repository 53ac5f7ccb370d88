"""The times of `WeightFiles` in other libraries, in milliseconds.

    KERAS_BACKEND=jax python Benchmarks/weight_file_peers.py keras FOLDER [save|load|save_model|load_model]
    python Benchmarks/weight_file_peers.py safetensors FOLDER [save|load]

Needs keras and its backend, or safetensors and NumPy. The peak memory of one action shows with /usr/bin/time -v.
"""

import statistics
import sys
import time

import numpy as np


def measure(what, action):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - start))
    print(f"{what}: {statistics.median(times):.0f} ms (median of 5; {min(times):.0f} to {max(times):.0f})")


def keras_actions(folder):
    import keras

    def network():
        layers = [keras.layers.Dense(2048, kernel_initializer="ones") for _ in range(6)]
        return keras.Sequential([keras.Input((2048,)), *layers])

    # A model that is read as a whole needs no other one, whose memory would count too.
    model = None if sys.argv[3:] == ["load_model"] else network()
    path = f"{folder}/keras.weights.h5"
    model_path = f"{folder}/keras.keras"
    return {
        "save": lambda: model.save_weights(path),
        "load": lambda: model.load_weights(path),
        "save_model": lambda: model.save(model_path),
        "load_model": lambda: keras.saving.load_model(model_path),
    }


def safetensors_actions(folder):
    """Loading copies the arrays, as a model has to, into arrays that are there already."""
    from safetensors.numpy import load_file, save_file

    arrays = {}
    for layer in range(6):
        arrays[f"dense_{layer}/kernel"] = np.ones((2048, 2048), np.float32)
        arrays[f"dense_{layer}/bias"] = np.ones(2048, np.float32)
    path = f"{folder}/python.safetensors"

    def load():
        for name, value in load_file(path).items():
            arrays[name][...] = value

    return {"save": lambda: save_file(arrays, path), "load": load}


if __name__ == "__main__":
    library, folder = sys.argv[1:3]
    actions = {"keras": keras_actions, "safetensors": safetensors_actions}[library](folder)
    for name in sys.argv[3:] or actions:
        measure(f"{name} ({library})", actions[name])
