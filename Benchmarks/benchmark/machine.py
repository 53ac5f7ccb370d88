"""What ran, and on what."""

import datetime
import json
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ["keras", "tensorflow-cpu", "jax", "jax-cuda13-plugin", "torch", "onnxruntime", "numpy"]


def describe(options):
    return {
        "machine": processor(),
        "threads": options.threads,
        "system": f"{platform.system()} {platform.release()}",
        "date": datetime.date.today().isoformat(),
        "versions": versions(options.python),
        "rounds": options.rounds,
        "burst_seconds": options.burst,
    }


def processor():
    text = Path("/proc/cpuinfo").read_text()
    fields = dict(re.findall(r"^(.+?)\s*: (.*)$", text, re.MULTILINE))
    count = len(re.findall(r"^processor", text, re.MULTILINE))
    family = f"family {fields.get('cpu family')}, model {fields.get('model')}"
    return f"{fields.get('model name', platform.machine())} ({family}), {count} processors"


def chip(device):
    """The graphics processor, or the processor."""
    kind, _, number = device.partition(":")
    if kind != "gpu":
        return processor()
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader", f"--id={number or 0}"]
    return subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()


def versions(python):
    code = (
        "import importlib.metadata as m, json, platform; "
        "found = {p.metadata['Name'].replace('_', '-').lower(): p.version for p in m.distributions()}; "
        "print(json.dumps(found | {'python': platform.python_version()}))"
    )
    run = [python or sys.executable, "-c", code]
    installed = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    found = {name: installed[name] for name in [*PACKAGES, "python"] if name in installed}
    return swift_version() | found


def swift_version():
    """Nothing where there is no Swift."""
    if not shutil.which("swift"):
        return {}
    text = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    match = re.search(r"Swift version (\S+)", text)
    return {"swift": match.group(1)} if match else {}
