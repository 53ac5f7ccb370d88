#!/usr/bin/env python3
"""Measures training on a graphics processor: Strata beside JAX and torch.compile.

examples:
  accelerator.py                              everything on gpu:0
  accelerator.py --device gpu:1 --only resnet --types bfloat16
  accelerator.py --markdown docs/performance.md
  accelerator.py --device xla --small         small networks on the processor, to try whether all works
"""

import argparse
import os
import sys
from pathlib import Path

from benchmark import machine, output
from benchmark.accelerators import CHIPS, DTYPES, LARGE, SMALL, compare, report


def main():
    options = parse()
    say = lambda text: print(text, file=sys.stderr, flush=True)
    chosen = SMALL if options.small else LARGE
    comparisons, dots = compare(chosen, options, say)
    if not comparisons:
        sys.exit("nothing could be measured; --verbose shows what the libraries say")
    description = machine.describe(options) | {"chip": machine.chip(options.device)}
    document = {
        "text": report(comparisons, dots, description, options),
        "numbers": description | {"dots": dots, "workloads": numbers(comparisons)},
        "mark": "accelerator",
    }
    output.write(document, options)


def numbers(comparisons):
    return {f"{one.workload.name} {one.workload.dtype}": one.numbers for one in comparisons}


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
    types = f"of {', '.join(DTYPES)}; default: all"
    parser.add_argument("--types", type=names, default=DTYPES, dest="dtypes", metavar="NAMES", help=types)
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--burst", type=float, default=1, metavar="SECONDS", help="of a round; default: 1")
    speeds = lambda text: [float(speed) for speed in text.split(",")]
    peaks = f"of float32 (in TF32) and bfloat16, by the chip's data sheet; known: {', '.join(CHIPS)}"
    parser.add_argument("--chip-peak", type=speeds, metavar="TFLOP/S,TFLOP/S", help=peaks)
    parser.add_argument("--markdown", type=Path, metavar="PAGE", help="write the table between the marks of a page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all times")
    parser.add_argument("--verbose", action="store_true", help="show what the libraries print")
    python = os.environ.get("BENCHMARK_PYTHON", sys.executable)
    parser.add_argument("--python", default=python, help="the one that has JAX and PyTorch; default: this one")
    parser.set_defaults(threads=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    for name in options.dtypes:
        if name not in DTYPES:
            parser.error(f"there is no type {name} to measure, only {', '.join(DTYPES)}")
    return options


if __name__ == "__main__":
    main()
