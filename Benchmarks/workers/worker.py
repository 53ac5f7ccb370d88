"""A worker of the benchmark for a library of Python: `python worker.py keras|jax|torch|onnxruntime`.

Requests on the standard input                Answers
prepare cnn {"kind":"training", ...}          {"steps":1,"seconds":2.1}
run 200                                       {"steps":200,"seconds":3.9}
"""

import importlib
import json
import os
import sys
import time

# Libraries print what they like; only answers go to the driver.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def main():
    workload = None
    for request in sys.stdin:
        action, rest = request.split(" ", 1)
        if action == "prepare":
            name, settings = rest.split(" ", 1)
            workload = None
            start = time.perf_counter()
            workload = make_workload(sys.argv[1], name, json.loads(settings))
            workload.run_once()
            steps, seconds = 1, time.perf_counter() - start
        else:
            steps, seconds = workload.run(int(rest))
        print(json.dumps({"steps": steps, "seconds": seconds}), file=answers, flush=True)


def make_workload(library, name, settings):
    module = importlib.import_module(f"{library}_workloads")
    return module.make_workload(name, settings)


if __name__ == "__main__":
    main()
