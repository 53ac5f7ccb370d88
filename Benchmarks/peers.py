"""The time of the training steps of `TrainingStep` in other libraries, in milliseconds.

    KERAS_BACKEND=jax python Benchmarks/peers.py keras [lstm|gru|mlp|cnn ...]
    KERAS_BACKEND=tensorflow python Benchmarks/peers.py keras
    python Benchmarks/peers.py torch

Needs keras and its backend, or torch. Run it beside `TrainingStep` on a machine where nothing else runs.
"""

import statistics
import sys
import time

import numpy as np

BATCHES = {"mlp": 32, "cnn": 64, "lstm": 32, "gru": 32}
SHAPES = {"mlp": (784,), "cnn": (28, 28, 1), "lstm": (50, 32), "gru": (50, 32)}
STEPS = {"mlp": 1000, "cnn": 200, "lstm": 200, "gru": 200}
EPOCHS = 6


def data(name):
    random = np.random.default_rng(1)
    count = BATCHES[name] * STEPS[name]
    return random.random((count, *SHAPES[name]), np.float32), (np.arange(count) * 7 % 10).astype(np.int32)


def report(name, library, seconds):
    """The first epoch compiles."""
    times = sorted(1000 * value / STEPS[name] for value in seconds[1:])
    print(f"{name}: {statistics.median(times):.3f} ms per step ({library}, {times[0]:.3f} to {times[-1]:.3f})", flush=True)


def keras_times(name):
    import keras
    from keras import layers

    stacks = {
        "mlp": [layers.Dense(128, activation="relu")],
        "cnn": [
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dropout(0.25), layers.Dense(128, activation="relu"),
        ],
        "lstm": [layers.LSTM(128)],
        "gru": [layers.GRU(128)],
    }
    head = layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input(SHAPES[name]), *stacks[name], head])
    metrics = ["accuracy"] if name in ("mlp", "cnn") else []
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=metrics)
    x, y = data(name)
    seconds = []
    for _ in range(EPOCHS):
        start = time.perf_counter()
        model.fit(x, y, batch_size=BATCHES[name], epochs=1, verbose=0)
        seconds.append(time.perf_counter() - start)
    report(name, f"keras on {keras.backend.backend()}", seconds)


def torch_times(name):
    import torch
    from torch import nn

    class Last(nn.Module):
        def __init__(self, kind):
            super().__init__()
            self.recurrent = kind(32, 128, batch_first=True)

        def forward(self, x):
            return self.recurrent(x)[0][:, -1]

    stacks = {
        "mlp": lambda: [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)],
        "cnn": lambda: [
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.25), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10),
        ],
        "lstm": lambda: [Last(nn.LSTM), nn.Linear(128, 10)],
        "gru": lambda: [Last(nn.GRU), nn.Linear(128, 10)],
    }
    model = nn.Sequential(*stacks[name]())
    optimizer = torch.optim.Adam(model.parameters())
    loss_function = nn.CrossEntropyLoss()
    x, y = data(name)
    x = torch.from_numpy(x.transpose(0, 3, 1, 2).copy() if name == "cnn" else x)
    y = torch.from_numpy(y).long()
    size = BATCHES[name]
    seconds = []
    for _ in range(EPOCHS):
        start = time.perf_counter()
        for step in range(STEPS[name]):
            batch = slice(step * size, (step + 1) * size)
            optimizer.zero_grad()
            loss_function(model(x[batch]), y[batch]).backward()
            optimizer.step()
        seconds.append(time.perf_counter() - start)
    report(name, "torch", seconds)


if __name__ == "__main__":
    measure = {"keras": keras_times, "torch": torch_times}[sys.argv[1]]
    for workload in sys.argv[2:] or BATCHES:
        measure(workload)
