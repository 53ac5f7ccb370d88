"""Measuring: every library in turn, several rounds."""

import statistics
import time
from dataclasses import dataclass, field

from benchmark.workers import Worker

# Threads of a library may spin for some milliseconds after its last request.
PAUSE = 0.05
PEAK_SECONDS = 0.1
FRESH_ROUNDS = 3


@dataclass
class Result:
    """What one library did with one workload; times in seconds."""

    times: list = field(default_factory=list)
    first_step: float = 0
    peak_memory: int = 0

    @property
    def median(self):
        return statistics.median(self.times)

    @property
    def minimum(self):
        return min(self.times)


@dataclass
class Comparison:
    """What all libraries did with one workload, and the machine with a large dot in the same rounds."""

    workload: object
    results: dict
    dots: list

    def ratio(self, peer, library="strata"):
        """How many times as long the peer takes."""
        pairs = zip(self.results[peer].times, self.results[library].times)
        return statistics.median(theirs / ours for theirs, ours in pairs)

    def best_peer(self, library="strata"):
        peers = [name for name in self.results if not name.startswith("strata")]
        return min(peers, key=lambda name: self.ratio(name, library), default=None)


def compare(workload, libraries, peak, options, say):
    measure = compare_first_steps if workload.fresh else compare_steps
    return measure(workload, libraries, peak, options, say)


def compare_steps(workload, libraries, peak, options, say):
    """Starts a process for each library, and measures them by turns."""
    workers, results, steps = {}, {}, {}
    try:
        for library in libraries:
            say(f"{workload.name}: starting {library}")
            workers[library] = Worker(library, options)
            results[library] = Result(first_step=workers[library].prepare(workload))
            steps[library] = workers[library].steps_within(options.burst)
        dots = run_rounds(workload, workers, results, steps, peak, options, say)
        for library, worker in workers.items():
            results[library].peak_memory = worker.peak_memory()
    finally:
        for worker in workers.values():
            worker.end()
    return Comparison(workload, results, dots)


def run_rounds(workload, workers, results, steps, peak, options, say):
    dots = []
    for number in range(options.rounds):
        say(f"{workload.name}: round {number + 1} of {options.rounds}")
        # Every other round goes backwards, so that no library is always after the same one.
        for library, worker in reversed(workers.items()) if number % 2 else workers.items():
            results[library].times.append(worker.run(steps[library]))
            time.sleep(PAUSE)
        dots.append(peak.seconds())
        time.sleep(PAUSE)
    return dots


def compare_first_steps(workload, libraries, peak, options, say):
    """Starts new processes in each round, one after the other."""
    results = {library: Result() for library in libraries}
    dots = []
    for number in range(min(FRESH_ROUNDS, options.rounds)):
        for library, result in results.items():
            say(f"{workload.name}: round {number + 1}, {library}")
            worker = Worker(library, options)
            try:
                result.times.append(worker.prepare(workload))
                result.first_step = result.median
                result.peak_memory = worker.peak_memory()
            finally:
                worker.end()
        dots.append(peak.seconds())
    return Comparison(workload, results, dots)


class Peak:
    """The time of the dot that stands for what the machine can do."""

    def __init__(self, workload, options):
        self.worker = Worker("strata", options)
        self.worker.prepare(workload)
        self.steps = self.worker.steps_within(PEAK_SECONDS)

    def seconds(self):
        return self.worker.run(self.steps)

    def end(self):
        self.worker.end()
