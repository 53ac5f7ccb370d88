"""Tables in Markdown."""

from statistics import median

from benchmark.workloads import PEAK

NAMES = {
    "strata": "Strata",
    "strata-predict": "Strata `predict`",
    "strata-xla": "Strata through XLA",
    "jax": "JAX",
    "torch": "PyTorch",
    "torch-compile": "`torch.compile`",
    "keras-tensorflow": "Keras-TF",
    "keras-jax": "Keras-JAX",
    "keras-torch": "Keras-torch",
    "onnxruntime": "ONNX Runtime",
}

# What follows a workload's title where Strata is measured in another way.
NOTES = {"strata-predict": " (`predict`)", "strata-xla": " (through XLA)"}


def table(header, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [header, *rows]]
    numbers_to_the_right = "|---" + "|--:" * (len(header) - 1) + "|"
    return "\n".join([lines[0], numbers_to_the_right, *lines[1:]])


def conditions(machine, comparisons):
    dots = [PEAK.flop / seconds / 1e9 for comparison in comparisons for seconds in comparison.dots]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return "\n".join(
        [
            f"- {machine['machine']}, threads: {machine['threads']}, {machine['system']}, {machine['date']}",
            f"- {versions}",
            f"- {machine['rounds']} rounds of {machine['burst_seconds']:g} s for each library and workload",
            f"- the dot of 1,024³ reaches {median(dots):.0f} GFLOP/s ({min(dots):.0f} to {max(dots):.0f} in the rounds)",
        ]
    )


def summary(comparisons):
    """One row for each workload, and one more where Strata is measured in two ways."""
    header = ["workload", "Strata", "best peer", "", "ratio", "goal", "GFLOP/s", "of peak", "first step", "memory"]
    rows = []
    for comparison in comparisons:
        for library in comparison.results:
            if library.startswith("strata"):
                rows.append(_summary_row(comparison, library))
    return table(header, rows)


def _summary_row(comparison, library):
    workload, result = comparison.workload, comparison.results[library]
    name = workload.title + NOTES.get(library, "")
    peer = comparison.best_peer(library)
    peer_cells = [NAMES[peer], time_text(comparison.results[peer].median)] if peer else ["", ""]
    ratio = comparison.ratio(peer, library) if peer else None
    return [
        name,
        time_text(result.median),
        *peer_cells,
        f"**{ratio:.2f}**" if peer else "",
        goal_text(goal_of(workload, library, peer), ratio),
        *_speed_cells(comparison, result),
        time_text(result.first_step),
        memory_text(result.peak_memory),
    ]


def goal_of(workload, library, peer):
    """The workloads' goals are for Strata's own engine; through XLA, Strata is to be as fast as plain JAX."""
    if library == "strata-xla":
        return 1.0 if peer == "jax" else None
    return workload.goal


def goal_text(goal, ratio):
    if goal is None or ratio is None:
        return "" if goal is None else f"{goal:g}"
    return f"{goal:g} " + ("reached" if ratio >= goal else "**missed**")


def _speed_cells(comparison, result):
    flop = comparison.workload.flop
    if not flop:
        return ["", ""]
    speed = flop / result.median
    return [f"{speed / 1e9:.1f}", f"{100 * speed / peak_speed([comparison]):.0f} %"]


def peak_speed(comparisons):
    """Operations of the large dot for a second."""
    return PEAK.flop / median(seconds for comparison in comparisons for seconds in comparison.dots)


def times(comparisons):
    """All libraries: median, and the fastest round."""
    text = lambda result: f"{time_text(result.median)} ({time_text(result.minimum)})"
    return _by_library(comparisons, text)


def first_step_of_each(comparisons):
    return _by_library(comparisons, lambda result: time_text(result.first_step))


def memory(comparisons):
    return _by_library(comparisons, lambda result: memory_text(result.peak_memory))


def _by_library(comparisons, text):
    libraries = [name for name in NAMES if any(name in comparison.results for comparison in comparisons)]
    rows = [
        [comparison.workload.name]
        + [text(comparison.results[name]) if name in comparison.results else "" for name in libraries]
        for comparison in comparisons
    ]
    return table(["workload", *[NAMES[name] for name in libraries]], rows)


def time_text(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.1 * size:
            break
    number = seconds / size
    return f"{number:.0f} {unit}" if number >= 100 else f"{number:#.3g} {unit}"


def memory_text(size):
    return f"{size / 1e6:.0f} MB"
