#!/usr/bin/env python3
"""Measures training on a graphics processor: Strata beside JAX and torch.compile.

examples:
  accelerator.py                              everything on gpu:0
  accelerator.py --device gpu:1 --only resnet
  accelerator.py --markdown docs/performance.md
  accelerator.py --device xla --small         small networks on the processor, to try whether all works
"""

import argparse
import os
import sys
from pathlib import Path

from benchmark import machine, output
from benchmark.accelerators import CHIPS, LARGE, SMALL, compare, report


def main():
    options = parse()
    say = lambda text: print(text, file=sys.stderr, flush=True)
    chosen = SMALL if options.small else LARGE
    comparisons, peak = compare(chosen, options, say)
    if not comparisons:
        sys.exit("nothing could be measured; --verbose shows what the libraries say")
    description = machine.describe(options) | {"chip": machine.chip(options.device)}
    document = {
        "text": report(comparisons, peak, description, options),
        "numbers": description | {"peak": peak, "workloads": {one.workload.name: one.numbers for one in comparisons}},
        "mark": "accelerator",
    }
    output.write(document, options)


def parse():
    lines = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(
        description=lines[0], epilog=lines[1], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = lambda text: text.split(",")
    parser.add_argument("--device", default="gpu:0", help="gpu:0, gpu:1, … or xla for the processor; default: gpu:0")
    parser.add_argument("--small", action="store_true", help="networks that a processor trains in seconds")
    parser.add_argument("--only", type=names, metavar="NAMES", help="workloads, separated by commas")
    parser.add_argument("--libraries", type=names, metavar="NAMES", help="of strata, jax, torch, torch-compile")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--burst", type=float, default=1, metavar="SECONDS", help="of a round; default: 1")
    known = ", ".join(f"{name}: {speed:g}" for name, speed in CHIPS.items())
    parser.add_argument("--chip-peak", type=float, metavar="TFLOP/S", help=f"of the chip's data sheet; known: {known}")
    parser.add_argument("--markdown", type=Path, metavar="PAGE", help="write the table between the marks of a page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all times")
    parser.add_argument("--verbose", action="store_true", help="show what the libraries print")
    python = os.environ.get("BENCHMARK_PYTHON", sys.executable)
    parser.add_argument("--python", default=python, help="the one that has JAX and PyTorch; default: this one")
    parser.set_defaults(threads=len(os.sched_getaffinity(0)))
    return parser.parse_args()


if __name__ == "__main__":
    main()
