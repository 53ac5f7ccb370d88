"""What is measured: networks, their sizes, how many operations they need, and the goals."""

from dataclasses import dataclass

from benchmark import operations

# The data to train on are at most this large, so that seven processes fit into memory.
MAXIMUM_DATA_BYTES = 32 << 20
MAXIMUM_BATCHES = 1000

PEERS = ["jax", "torch", "keras-tensorflow", "keras-jax", "keras-torch"]
TRAINING = ["strata", "strata-xla", *PEERS]
INFERENCE = ["strata", "strata-predict", "strata-xla", "onnxruntime", *PEERS]
FUNCTION = ["strata", "strata-xla", "jax", "torch"]

# What is measured only if it is asked for, because it needs more than the others.
ON_REQUEST = ["strata-xla"]


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    network: str
    batch: int
    shape: tuple
    width: int = 0
    depth: int = 1
    kind: str = "training"
    vocabulary: int = 0
    # What products and convolutions take: with bfloat16, weights and the last layer stay in float32.
    dtype: str = "float32"
    # The time is that from the start of a process to the end of its first step, with a new process each time.
    fresh: bool = False
    # What the best peer's time divided by Strata's should be at least.
    goal: float | None = None

    @property
    def libraries(self):
        return {"training": TRAINING, "inference": INFERENCE, "gradient": FUNCTION}[self.kind]

    @property
    def batches(self):
        size = 4 * self.batch
        for extent in self.shape:
            size *= extent
        return max(1, min(MAXIMUM_BATCHES, MAXIMUM_DATA_BYTES // size))

    @property
    def flop(self):
        """The floating-point operations of the dots and convolutions of one step; 0 if it has none to speak of."""
        return 0 if self.fresh else operations.count(self)

    def settings(self, kind=None):
        """What a worker has to know to make it."""
        return {
            "kind": kind or self.kind,
            "batch": self.batch,
            "shape": list(self.shape),
            "width": self.width,
            "depth": self.depth,
            "vocabulary": self.vocabulary,
            "dtype": self.dtype,
            "batches": self.batches,
        }


def inference(network, title, batch, shape, width):
    name = f"{network}-inference-{batch}"
    return Workload(name, f"{title} inference, batch {batch}", network, batch, shape, width, kind="inference", goal=1.0)


IMAGE = (28, 28, 1)

WORKLOADS = [
    Workload("mlp", "mlp 784-128-10, batch 32", "mlp", 32, (784,), 128, goal=2.0),
    Workload("wide", "wide mlp 784-1024-1024-10, batch 128", "mlp", 128, (784,), 1024, 2, goal=1.25),
    Workload("cnn", "cnn 28×28×1, batch 64", "cnn", 64, IMAGE, 32, goal=1.8),
    Workload("lstm", "LSTM 128 over 50×32, batch 32", "lstm", 32, (50, 32), 128, goal=1.4),
    Workload("gru", "GRU 128 over 50×32, batch 32", "gru", 32, (50, 32), 128, goal=2.0),
    Workload("resnet", "residual network 32×32×3, batch 32", "resnet", 32, (32, 32, 3), 16, 2, goal=1.5),
    Workload("own", "10 elementwise operations, 1,000×1,000", "own", 1000, (1000,), kind="gradient", goal=1.0),
    inference("cnn", "cnn", 1, IMAGE, 32),
    inference("cnn", "cnn", 64, IMAGE, 32),
    inference("mlp", "mlp", 1, (784,), 128),
    inference("mlp", "mlp", 64, (784,), 128),
    Workload("first", "cnn, from process start to the end of a step", "cnn", 64, IMAGE, 32, fresh=True, goal=10.0),
    Workload("text", "embedding of 50,000 words, mean of 100, batch 32", "text", 32, (100,), 64, vocabulary=50_000),
    Workload("series", "GRU 32 over 200×8, batch 1", "gru", 1, (200, 8), 32),
]

# What the machine can do: every workload's share is of what this one reaches in the same rounds.
PEAK = Workload("peak", "dot 1024×1024×1024", "dot", 1024, (1024,), kind="dot")
