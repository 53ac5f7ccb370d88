"""Training on a graphics processor, which one library after the other has for itself."""

from dataclasses import asdict, dataclass, replace
from statistics import median

from benchmark.report import NAMES, table, time_text
from benchmark.rounds import Result
from benchmark.workers import Worker, WorkerEnded
from benchmark.workloads import Workload

LIBRARIES = ["strata", "jax", "torch-compile"]

DTYPES = ["float32", "bfloat16"]

# Products of the data sheets for each type, in TFLOP/s: those of float32 in TF32, none of them sparse.
CHIPS = {"H100": (494.7, 989.4), "H200": (494.7, 989.4), "A100": (156, 312)}


@dataclass(frozen=True)
class Choice:
    workloads: list
    # A dot, of which every workload's share is given.
    peak: Workload


def dot(size):
    return Workload("peak", f"dot of {size:,}³", "dot", size, (size,), kind="dot")


LARGE = Choice(
    [
        Workload("resnet", "residual network 64×64×3, 64 to 256 filters, batch 256", "resnet", 256, (64, 64, 3), 64, 3),
        Workload("transformer", "transformer block of 512, 512 tokens, batch 32", "transformer", 32, (512, 512), 512),
        Workload("lstm", "LSTM 1,024 over 128×256, batch 256", "lstm", 256, (128, 256), 1024),
        Workload("wide", "wide mlp 784-4096-4096-10, batch 1,024", "mlp", 1024, (784,), 4096, 2),
    ],
    dot(8192),
)

SMALL = Choice(
    [
        Workload("resnet", "residual network 16×16×3, 8 to 32 filters, batch 8", "resnet", 8, (16, 16, 3), 8, 1),
        Workload("transformer", "transformer block of 64, 16 tokens, batch 4", "transformer", 4, (16, 64), 64),
        Workload("lstm", "LSTM 32 over 10×8, batch 8", "lstm", 8, (10, 8), 32),
        Workload("wide", "wide mlp 784-128-128-10, batch 32", "mlp", 32, (784,), 128, 2),
    ],
    dot(256),
)


@dataclass
class Comparison:
    workload: Workload
    results: dict

    @property
    def numbers(self):
        return {name: asdict(result) for name, result in self.results.items()}


def compare(choice, options, say):
    """What each library did with each workload and type, and for each type the operations of the large dot for a second."""
    speeds = {dtype: dot_speed(replace(choice.peak, dtype=dtype), options, say) for dtype in options.dtypes}
    comparisons = []
    for workload in choice.workloads:
        if options.only is None or workload.name in options.only:
            for dtype in options.dtypes:
                comparisons.append(compare_libraries(replace(workload, dtype=dtype), options, say))
    return [comparison for comparison in comparisons if comparison.results], speeds


def dot_speed(peak, options, say):
    result = measured(peak, "strata", options, say)
    return peak.flop / result.minimum if result else None


def compare_libraries(workload, options, say):
    results = {name: measured(workload, name, options, say) for name in options.libraries or LIBRARIES}
    return Comparison(workload, {name: result for name, result in results.items() if result})


def measured(workload, library, options, say):
    """None if the library cannot do it."""
    say(f"{workload.name} in {workload.dtype}: {library}")
    worker = Worker(library, options)
    try:
        result = Result(first_step=worker.prepare(workload))
        steps = worker.steps_within(options.burst)
        result.times = [worker.run(steps) for _ in range(options.rounds)]
        result.peak_memory = worker.peak_memory()
        return result
    except WorkerEnded as error:
        say(f"  {error}")
    finally:
        worker.end()


def report(comparisons, dots, description, options):
    chip = description["chip"]
    chip_peaks = options.chip_peak or next((speeds for name, speeds in CHIPS.items() if name in chip), ())
    sheet = dict(zip(DTYPES, chip_peaks))
    versions = ", ".join(f"{name} {version}" for name, version in description["versions"].items())
    lines = [f"- {chip}, {description['system']}, {description['date']}", f"- {versions}"]
    for dtype in options.dtypes:
        if dots[dtype]:
            lines.append(f"- the large dot reaches {dots[dtype] / 1e12:.3g} TFLOP/s in {dtype}")
        if dtype in sheet:
            lines.append(f"- the chip's data sheet says {sheet[dtype]:g} TFLOP/s for {dtype}")
    shares = ["of the large dot", "of the data sheet"]
    header = ["workload", "type", "library", "step", "samples per second", "TFLOP/s", *shares]
    rows = [
        row(comparison.workload, name, result, dots, sheet)
        for comparison in comparisons
        for name, result in comparison.results.items()
    ]
    return "\n".join(lines) + "\n\n" + table([*header, "first step"], rows)


def row(workload, library, result, dots, sheet):
    seconds = median(result.times)
    speed = workload.flop / seconds
    share = lambda whole: f"{100 * speed / whole:.0f} %" if whole else ""
    return [
        workload.title,
        workload.dtype,
        NAMES[library],
        time_text(seconds),
        f"{workload.batch / seconds:,.0f}",
        f"{speed / 1e12:.3g}",
        share(dots[workload.dtype]),
        share(sheet.get(workload.dtype, 0) * 1e12),
        time_text(result.first_step),
    ]
