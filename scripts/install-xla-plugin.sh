#!/usr/bin/env bash
# Installs an OpenXLA plugin for the processor, so that `withDevice(.xla)` works and the tests of the XLA engine run.
#
#   scripts/install-xla-plugin.sh
#
# It goes to a folder of its own in the user's home, where Strata looks for it and Python does not. Does nothing if it is
# there. Graphics and tensor processors have plugins of their own: pip install 'jax[cuda13]' or libtpu.

set -euo pipefail

packages="$HOME/.local/lib/python3/site-packages"
wheel="lammps-jax-pjrt-cpu==0.11.2 \
    --hash=sha256:1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1"

if compgen -G "$packages/lammps_jax_pjrt_cpu/*.so" >/dev/null; then exit 0; fi
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "install-xla-plugin: there is no such package for $(uname -sm)." >&2
  exit 1
fi
if ! python3 -m pip --version >/dev/null 2>&1; then
  echo "install-xla-plugin: this needs Python's pip: apt-get install python3-pip" >&2
  exit 1
fi
requirements=$(mktemp)
trap 'rm -f "$requirements"' EXIT
printf '%s\n' "$wheel" >"$requirements"
echo "Installing OpenXLA's plugin for the CPU into $packages." >&2
PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
  --requirement "$requirements" --target "$packages" ||
  {
    echo "install-xla-plugin: the package could not be downloaded from PyPI. Is there a network connection?" >&2
    exit 1
  }
