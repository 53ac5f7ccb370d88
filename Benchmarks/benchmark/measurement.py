"""The whole comparison: all workloads, and the first steps of fresh processes."""

from dataclasses import asdict

from benchmark import machine, report, rounds
from benchmark.workloads import FIRST_STEP_GOAL, PEAK, WORKLOADS

# The name under which the first steps are asked for.
FIRST = "first"


def measure(options, say):
    """What a page shows, and all numbers, as `output.write` wants them."""
    wanted = lambda name: options.only is None or name in options.only
    workloads = [workload for workload in WORKLOADS if wanted(workload.name)]
    first = first_steps(options, say) if wanted(FIRST) else {}
    comparisons = compare(workloads, options, say)
    description = machine.describe(options)
    return {
        "text": text(comparisons, first, description),
        "numbers": numbers(comparisons, first, description),
        "mark": "results",
    }


def compare(workloads, options, say):
    if not workloads:
        return []
    peak = rounds.Peak(PEAK, options)
    try:
        return [
            rounds.compare(workload, chosen(workload, options), peak, options, say) for workload in workloads
        ]
    finally:
        peak.end()


def first_steps(options, say):
    cnn = next(workload for workload in WORKLOADS if workload.name == "cnn")
    return rounds.first_steps(cnn, chosen(cnn, options), options, say)


def chosen(workload, options):
    return [name for name in workload.libraries if options.libraries is None or name in options.libraries]


def text(comparisons, first, description):
    parts = []
    if comparisons:
        parts += [report.conditions(description, report.peak_speed(comparisons) / 1e9)]
        parts += [report.summary(comparisons)]
        parts += ["### All libraries", "The median of the rounds, and in parentheses the fastest."]
        parts += [report.times(comparisons)]
        parts += ["### The first step of each workload", report.first_step_of_each(comparisons)]
        parts += ["### Peak memory", report.memory(comparisons)]
    if first:
        parts += ["### The first training step of the cnn, from the start of the process"]
        parts += [report.first_steps(first, FIRST_STEP_GOAL)]
    return "\n\n".join(parts)


def numbers(comparisons, first, description):
    results = lambda values: {library: asdict(result) for library, result in values.items()}
    return {
        **description,
        "workloads": {
            comparison.workload.name: {
                "title": comparison.workload.title,
                "flop": comparison.workload.flop,
                "goal": comparison.workload.goal,
                "libraries": results(comparison.results),
                "dot_seconds": comparison.dots,
            }
            for comparison in comparisons
        },
        "first": results(first),
    }
