"""The whole comparison: all workloads."""

from dataclasses import asdict

from benchmark import machine, report, rounds
from benchmark.workloads import ON_REQUEST, PEAK, WORKLOADS


def measure(options, say):
    """What a page shows, and all numbers, as `output.write` wants them."""
    comparisons = compare(options, say)
    description = machine.describe(options)
    return {
        "text": text(comparisons, description),
        "numbers": numbers(comparisons, description),
        "mark": "results",
    }


def compare(options, say):
    peak = rounds.Peak(PEAK, options)
    try:
        return [
            rounds.compare(workload, chosen(workload, options), peak, options, say)
            for workload in WORKLOADS
            if options.only is None or workload.name in options.only
        ]
    finally:
        peak.end()


def chosen(workload, options):
    if options.libraries is None:
        return [name for name in workload.libraries if name not in ON_REQUEST]
    return [name for name in workload.libraries if name in options.libraries]


def text(comparisons, description):
    return "\n\n".join(
        [
            report.conditions(description, comparisons),
            report.summary(comparisons),
            "### All libraries",
            "The median of the rounds, and in parentheses the fastest.",
            report.times(comparisons),
            "### The first step of each workload, from the start of the process",
            report.first_step_of_each(comparisons),
            "### Peak memory",
            report.memory(comparisons),
        ]
    )


def numbers(comparisons, description):
    return description | {
        "workloads": {
            comparison.workload.name: {
                "title": comparison.workload.title,
                "flop": comparison.workload.flop,
                "goal": comparison.workload.goal,
                "libraries": {library: asdict(result) for library, result in comparison.results.items()},
                "dot_seconds": comparison.dots,
            }
            for comparison in comparisons
        }
    }
