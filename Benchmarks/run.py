#!/usr/bin/env python3
"""Measures Strata beside Keras on TensorFlow, JAX and torch, PyTorch, JAX and ONNX Runtime.

examples:
  run.py                                     everything but the growth, in about 17 minutes
  run.py --only mlp,cnn                      two workloads
  run.py --only lstm --libraries strata,torch --rounds 11
  run.py --only cnn --libraries strata,strata-xla,jax   also through OpenXLA, after `make xla`
  run.py --only first                        from the start of a process to the end of its first step
  run.py --growth --only mlp                 by batch size, width, depth and number of threads
  run.py --growth --axes batch,threads       by some of them
  run.py --markdown docs/performance.md      also writes the tables into a page
  run.py --json results.json                 also writes all times
"""

import argparse
import os
import sys
from pathlib import Path

from benchmark import growth, measurement, output, setup
from benchmark.workers import WorkerEnded
from benchmark.workloads import WORKLOADS


def main():
    options = parse()
    if options.list:
        return print_list()
    if not options.no_build:
        setup.build_strata()
    if options.python is None and needs_python(options):
        options.python = setup.make_environment(setup.default_environment())
    say = Progress(options.quiet)
    try:
        document = (growth if options.growth else measurement).measure(options, say)
    except WorkerEnded as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\ninterrupted")
    say.end()
    output.write(document, options)


def needs_python(options):
    return options.libraries is None or any(not name.startswith("strata") for name in options.libraries)


def parse():
    lines = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(
        description=lines[0], epilog=lines[1], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = lambda text: text.split(",")
    parser.add_argument("--only", type=names, metavar="NAMES", help="workloads, separated by commas")
    parser.add_argument("--libraries", type=names, metavar="NAMES", help="libraries, separated by commas")
    parser.add_argument("--rounds", type=int, default=7, help="default: 7")
    parser.add_argument("--burst", type=float, default=0.3, metavar="SECONDS", help="of a round; default: 0.3")
    processors = len(os.sched_getaffinity(0))
    parser.add_argument("--threads", type=int, default=processors, help="default: all processors")
    parser.set_defaults(device="cpu")
    parser.add_argument("--growth", action="store_true", help="how the time of a step grows with sizes")
    parser.add_argument("--axes", type=names, metavar="NAMES", help=f"of the growth: {', '.join(growth.AXES)}")
    parser.add_argument("--list", action="store_true", help="show the workloads and their libraries")
    parser.add_argument("--markdown", type=Path, metavar="PAGE", help="write the tables between the marks of a page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all times")
    parser.add_argument("--no-build", action="store_true", help="Strata's worker is built already")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    parser.add_argument("--verbose", action="store_true", help="show what the libraries print")
    python = os.environ.get("BENCHMARK_PYTHON")
    parser.add_argument("--python", default=python, help="one that has the other libraries, instead of installing them")
    return check(parser, parser.parse_args())


def check(parser, options):
    known = list(growth.SIZES) if options.growth else [workload.name for workload in WORKLOADS]
    for name in options.only or []:
        if name not in known:
            parser.error(f"there is no workload {name}, only {', '.join(known)}")
    for name in options.axes or []:
        if name not in growth.AXES:
            parser.error(f"there is no axis {name}, only {', '.join(growth.AXES)}")
    libraries = {library for workload in WORKLOADS for library in workload.libraries}
    for name in options.libraries or []:
        if name not in libraries:
            parser.error(f"there is no library {name}, only {', '.join(sorted(libraries))}")
    if not 1 <= options.threads <= len(os.sched_getaffinity(0)):
        parser.error("--threads is from 1 to the number of processors")
    if options.rounds < 1 or options.burst <= 0:
        parser.error("--rounds and --burst are positive")
    return options


def print_list():
    for workload in WORKLOADS:
        print(f"{workload.name:18} {workload.title}\n{'':18} {', '.join(workload.libraries)}")


class Progress:
    """One line on the standard error that changes."""

    def __init__(self, quiet):
        self.shown = not quiet
        self.terminal = sys.stderr.isatty()

    def __call__(self, text):
        if self.shown:
            line = f"\r\x1b[K{text}" if self.terminal else f"{text}\n"
            print(line, end="", file=sys.stderr, flush=True)

    def end(self):
        if self.shown and self.terminal:
            print("\r\x1b[K", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
