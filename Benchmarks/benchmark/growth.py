"""How the time of a step grows with batch size, width, depth and number of threads."""

import statistics
import time
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, replace

from benchmark import machine, report
from benchmark.rounds import PAUSE
from benchmark.workers import Worker
from benchmark.workloads import WORKLOADS

# The best peers, which are slow enough to start that there are only two.
PEERS = {
    "mlp": ["jax", "torch"],
    "cnn": ["keras-tensorflow", "torch"],
    "lstm": ["torch", "jax"],
    "resnet": ["torch", "keras-tensorflow"],
    "cnn-inference-64": ["onnxruntime", "jax"],
}
BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
SIZES = {
    "mlp": {
        "batch": BATCHES,
        "width": [16, 32, 64, 128, 256, 512, 1024, 2048],
        "depth": [1, 2, 4, 8, 16, 32],
    },
    "cnn": {"batch": BATCHES, "width": [4, 8, 16, 32, 64, 128]},
    "lstm": {"batch": BATCHES, "width": [16, 32, 64, 128, 256, 512]},
    "resnet": {"depth": [1, 2, 3, 4]},
    "cnn-inference-64": {"batch": BATCHES},
}
AXES = ["batch", "width", "depth", "threads"]
ROUNDS = 3
BURST = 0.15

# From one size to the next larger one, the time of an operation may not grow by more than this.
CLIFF = 1.5


@dataclass
class Point:
    """The seconds of a step of each library at one size."""

    size: int
    flop: int
    seconds: dict


def measure(options, say):
    parts, numbers = [], {}
    for name in SIZES:
        if options.only is None or name in options.only:
            workload = next(workload for workload in WORKLOADS if workload.name == name)
            series = measure_workload(workload, options, say)
            numbers[name] = {axis: [vars(point) for point in points] for axis, points in series.items()}
            parts += [f"### {workload.title}"]
            parts += [section(axis, points) for axis, points in series.items()]
    description = machine.describe(options)
    return {"text": "\n\n".join(parts), "numbers": {**description, "growth": numbers}, "mark": "growth"}


def measure_workload(workload, options, say):
    libraries = options.libraries or ["strata", *PEERS[workload.name]]
    axes = {axis: sizes for axis, sizes in SIZES[workload.name].items() if is_wanted(axis, options)}
    series = {}
    if axes:
        with started(libraries, workload, options) as workers:
            for axis, sizes in axes.items():
                series[axis] = by_size(workload, axis, sizes, workers, say)
    if is_wanted("threads", options):
        series["threads"] = by_threads(workload, libraries, options, say)
    return series


def is_wanted(axis, options):
    return options.axes is None or axis in options.axes


def by_size(workload, axis, sizes, workers, say):
    points = []
    for size in sizes:
        say(f"{workload.name}: {axis} {size}")
        variant = replace(workload, **{axis: size})
        points.append(Point(size, variant.flop, seconds(variant, workers)))
    return points


def by_threads(workload, libraries, options, say):
    points = []
    for threads in sorted({1, 2, 4, 8, 16, 32, 64, options.threads}):
        if threads <= options.threads:
            say(f"{workload.name}: {threads} threads")
            limited = copy(options)
            limited.threads = threads
            with started(libraries, workload, limited) as workers:
                points.append(Point(threads, workload.flop, seconds(workload, workers)))
    return points


@contextmanager
def started(libraries, workload, options):
    """Workers that have done their first step, so that none starts while another one is measured."""
    with ExitStack() as stack:
        workers = {}
        for library in libraries:
            workers[library] = Worker(library, options)
            stack.callback(workers[library].end)
            workers[library].prepare(workload)
        yield workers


def seconds(workload, workers):
    """The medians of some rounds."""
    steps, times = {}, {library: [] for library in workers}
    for library, worker in workers.items():
        worker.prepare(workload)
        steps[library] = worker.steps_within(BURST)
    for _ in range(ROUNDS):
        for library, worker in workers.items():
            time.sleep(PAUSE)
            times[library].append(worker.run(steps[library]))
    return {library: statistics.median(values) for library, values in times.items()}


def section(axis, points):
    return f"By {axis}: {verdict(axis, points)}\n\n{growth_table(axis, points)}"


def growth_table(axis, points):
    libraries = list(points[0].seconds)
    header = [axis, *[report.NAMES[library] for library in libraries], "GFLOP/s", "best peer / Strata"]
    return report.table(header, [row(point, libraries) for point in points])


def row(point, libraries):
    times = point.seconds
    peers = [times[library] for library in libraries if library != "strata"]
    compared = "strata" in times
    return [
        f"{point.size:,}",
        *[report.time_text(times[library]) for library in libraries],
        f"{point.flop / times['strata'] / 1e9:.1f}" if compared else "",
        f"{min(peers) / times['strata']:.2f}" if compared and peers else "",
    ]


def verdict(axis, points):
    if "strata" not in points[0].seconds:
        return "the time of a step."
    return threads_verdict(points) if axis == "threads" else cliff_verdict(points)


def threads_verdict(points):
    first, last = points[0], points[-1]
    factor = first.seconds["strata"] / last.seconds["strata"]
    return f"with {last.size}, Strata's step is {factor:.2f} times as fast as with {first.size}."


def cliff_verdict(points):
    """Compares neighbours."""
    jumps = [
        (after.seconds["strata"] / after.flop * before.flop / before.seconds["strata"], before.size, after.size)
        for before, after in zip(points, points[1:])
    ]
    growth, before, after = max(jumps)
    found = "a cliff" if growth > CLIFF else "no cliff"
    return (
        f"{found}. From {before:,} to {after:,}, an operation of Strata's step takes {growth:.2f} times as long, "
        "and nowhere does it grow more."
    )
