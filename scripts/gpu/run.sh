#!/usr/bin/env bash
# Checks Strata on a graphics processor, and then measures it beside JAX and torch.compile:
#
#   ./run.sh [gpu:0 | gpu:1 | … | xla] [options of accelerator.py]
#
# PYTHON names the Python that has jax and torch, and STRATA_PJRT_PLUGIN the plugin, if it is not that Python's. What is
# printed also goes to the files conformance.txt and accelerator.md.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
device=${1:-gpu:0}
shift $(($# > 0))
python=${PYTHON:-python3}

case $device in
  gpu:*)
    platform=cuda
    if [ -z "${STRATA_PJRT_PLUGIN:-}" ]; then
      STRATA_PJRT_PLUGIN=$("$python" -c '
import glob, jax_plugins
print(*[path for folder in jax_plugins.__path__ for path in glob.glob(folder + "/*cuda*/*.so")][:1])')
    fi
    export STRATA_PJRT_PLUGIN
    ;;
  xla) platform=cpu ;;
  *)
    echo "run.sh: the device is gpu:0, gpu:1, … or xla, not $device" >&2
    exit 2
    ;;
esac

agrees=true
CUDA_VISIBLE_DEVICES=${device#*:} "$here/bin/Conformance" "$platform" 2>&1 | tee conformance.txt || agrees=false
BENCHMARK_STRATA="$here/bin/Benchmark" "$python" "$here/accelerator.py" --device "$device" "$@" | tee accelerator.md
if ! $agrees; then
  echo "run.sh: the device does not agree with the reference everywhere: see conformance.txt" >&2
  exit 1
fi
