"""Processes that run workloads, one for each library. They wait on their standard input between requests."""

import json
import os
import subprocess
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
STRATA = os.environ.get("BENCHMARK_STRATA") or FOLDER / ".build" / "release" / "Benchmark"

# Where a library is measured in two ways, the second has a name of its own.
KINDS = {"strata-predict": "predict"}


class Worker:
    """A library in a process of its own."""

    def __init__(self, library, options):
        self.library = library
        self.start = time.perf_counter()
        self.process = subprocess.Popen(
            command(library, options),
            env=environment(library, options.threads, options.device),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if options.verbose else subprocess.DEVNULL,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, allowed_cpus(options.threads)),
        )

    def prepare(self, workload):
        """Makes a workload and does its first step: the seconds since the process was started."""
        settings = json.dumps(workload.settings(KINDS.get(self.library)), separators=(",", ":"))
        self._ask(f"prepare {workload.network} {settings}")
        return time.perf_counter() - self.start

    def run(self, steps):
        """The seconds that a step takes on average."""
        answer = self._ask(f"run {steps}")
        return answer["seconds"] / answer["steps"]

    def steps_within(self, seconds):
        """How many steps fit into a time, found by running more and more of them."""
        steps = 1
        while True:
            taken = self.run(steps) * steps
            if taken > seconds / 4:
                return max(1, round(steps * seconds / taken))
            steps = max(2 * steps, min(10 * steps, int(steps * seconds / 2 / taken)))

    def peak_memory(self):
        """The most bytes that the process had in memory so far."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024

    def end(self):
        self.process.stdin.close()
        self.process.wait()

    def _ask(self, request):
        try:
            os.write(self.process.stdin.fileno(), f"{request}\n".encode())
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise WorkerEnded(f"{self.library} ended at “{request.split(' {')[0]}”; --verbose shows what it says")
        return json.loads(answer)


class WorkerEnded(Exception):
    pass


def command(library, options):
    if library.startswith("strata"):
        return [str(STRATA)]
    return [options.python, str(FOLDER / "workers" / "worker.py"), library.split("-")[0]]


def environment(library, threads, device):
    result = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "BENCHMARK_THREADS"):
        result[name] = str(threads)
    kind, _, number = device.partition(":")
    result["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if kind == "gpu":
        # Each library sees one device, which is its first.
        result |= {"JAX_PLATFORMS": "cuda", "CUDA_VISIBLE_DEVICES": number or "0", "BENCHMARK_TORCH_DEVICE": "cuda"}
    else:
        result |= {"JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": "", "BENCHMARK_TORCH_DEVICE": "cpu"}
    result["BENCHMARK_DEVICE"] = "xla" if library == "strata-xla" else kind
    if library == "torch-compile":
        result["BENCHMARK_COMPILE"] = "1"
    if library.startswith("keras-"):
        result["KERAS_BACKEND"] = library.removeprefix("keras-")
    return result


def allowed_cpus(threads):
    """XLA starts as many threads as there are processors that it may use."""
    return sorted(os.sched_getaffinity(0))[:threads]
