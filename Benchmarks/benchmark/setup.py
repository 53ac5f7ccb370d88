"""Makes what the benchmark needs: Strata's worker and a virtual environment with the other libraries."""

import os
import subprocess
import sys
from pathlib import Path

from benchmark.workers import FOLDER

REQUIREMENTS = FOLDER / "requirements.txt"


def default_environment():
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "strata-benchmarks"


def build_strata():
    # The package manager notices new files in a package that is depended on by path only if the manifest is newer.
    (FOLDER / "Package.swift").touch()
    command = ["swift", "build", "-c", "release", "--package-path", str(FOLDER), "--product", "Benchmark"]
    subprocess.run(command, check=True, stdout=sys.stderr)


def make_environment(folder):
    """The Python of a virtual environment with the versions in requirements.txt; installs them if they changed."""
    python, installed = folder / "bin" / "python", folder / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if installed.exists() and installed.read_text() == wanted:
        return str(python)
    print(f"Installing Keras, TensorFlow, JAX, PyTorch and ONNX Runtime in {folder} (1.5 GB)", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, stdout=sys.stderr)
    install = [str(python), "-m", "pip", "install", "--quiet", "--retries", "1", "--requirement", str(REQUIREMENTS)]
    if subprocess.run(install, stdout=sys.stderr).returncode != 0:
        sys.exit("The libraries cannot be installed; --python takes a Python that has them, --libraries strata none.")
    installed.write_text(wanted)
    return str(python)
