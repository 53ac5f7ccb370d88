#!/usr/bin/env bash
# Installs what Strata needs beside Swift itself: pkg-config, zlib, oneDNN 3, and the Fashion-MNIST images.
#
#   scripts/install-dependencies.sh                  oneDNN goes to /usr/local
#   PREFIX=$HOME/onednn scripts/install-dependencies.sh
#
# Runs as root or through sudo, and only installs what it does not find, so it can be run again at any time.

set -euo pipefail

prefix="${PREFIX:-/usr/local}"
images=/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz
wheels="onednn-cpu-gomp==2023.2.0 \
    --hash=sha256:2f22a54d6a890ed14bfa185d42a4be65d8b5b1df85dc1f0f3a9abe31620416fb
onednn-devel-cpu-gomp==2023.2.0 \
    --hash=sha256:9763c69e8c907e119056bd52ad918ca84ac9ba939d130a99dfa95ccca3e5e284"

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"

say() { printf '%s\n' "$*" >&2; }

stop() {
  say "install-dependencies: $1"
  shift
  for line in "$@"; do say "  $line"; done
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# MARK: - What is there

has_zlib() { has pkg-config && pkg-config --exists zlib; }

# True if a C program that uses oneDNN 3 compiles, links and runs. Keeps the reason in $scratch/probe.log.
has_onednn() {
  {
    has pkg-config && pkg-config --print-errors --exists 'dnnl >= 3' || return 1
    local compiler flags
    compiler="$(command -v clang || command -v cc || command -v gcc)" || {
      echo "There is no C compiler; Swift's toolchain has clang."
      return 1
    }
    read -ra flags <<<"$(pkg-config --cflags --libs dnnl)"
    cat >"$scratch/probe.c" <<'C'
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_version.h>
#include <stdio.h>
int omp_get_max_threads(void);
int main(void) {
  const dnnl_version_t *version = dnnl_version();
  printf("oneDNN %d.%d, %d threads\n", version->major, version->minor, omp_get_max_threads());
  return version->major != DNNL_VERSION_MAJOR || version->major < 3;
}
C
    "$compiler" "$scratch/probe.c" -o "$scratch/probe" "${flags[@]}" -lgomp || return 1
    if [ "$prefix" = /usr/local ]; then
      "$scratch/probe"
    else
      LD_LIBRARY_PATH="$prefix/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" "$scratch/probe"
    fi
  } >"$scratch/probe.log" 2>&1
}

# MARK: - Ways to install

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    stop "this needs root: $*" "Run this script as root, or install sudo."
  fi
}

in_prefix() {
  if [ -w "$prefix" ]; then "$@"; else as_root "$@"; fi
}

apt_is_updated=
update_apt() {
  if [ -n "$apt_is_updated" ]; then return; fi
  as_root apt-get update -q >&2 ||
    stop "apt-get update failed." "Is there a network connection? Are the sources in /etc/apt right?"
  apt_is_updated=yes
}

apt_install() {
  has apt-get || stop "there is no apt here to install $*." \
    "Install them with your system's package manager: pkg-config, zlib's headers," \
    "and oneDNN 3 or later with a dnnl.pc that pkg-config finds."
  update_apt
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@" >&2 ||
    stop "apt-get could not install $*." "The lines above say why."
}

# Prints the version that apt would install, if any.
apt_candidate() {
  if ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then update_apt; fi
  apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

install_onednn() {
  local candidate=
  if has apt-get; then candidate="$(apt_candidate libdnnl-dev)"; fi
  if [ -n "$candidate" ] && dpkg --compare-versions "$candidate" ge 3; then
    install_onednn_of_the_distribution
  else
    install_onednn_wheels
  fi
}

install_onednn_of_the_distribution() {
  say "Installing oneDNN from the distribution's libdnnl-dev."
  apt_install libdnnl-dev
  if pkg-config --exists 'dnnl >= 3'; then return; fi
  local header version
  header="$(dpkg -L libdnnl-dev | grep '/oneapi/dnnl/dnnl_version\.h$')" ||
    stop "libdnnl-dev has no oneapi/dnnl/dnnl_version.h."
  version="$(awk '/define DNNL_VERSION_(MAJOR|MINOR|PATCH)/ { printf "%s%s", dot, $3; dot = "." }' "$header")"
  write_pkg_config /usr "$version" "-ldnnl" ""
}

install_onednn_wheels() {
  if [ "$(uname -sm)" != "Linux x86_64" ]; then
    stop "there are no oneDNN packages for $(uname -sm)." \
      "Build oneDNN 3 from its source (https://github.com/uxlfoundation/oneDNN) with OpenMP," \
      "and give pkg-config a dnnl.pc for it."
  fi
  if ! python3 -m pip --version >/dev/null 2>&1; then apt_install python3 python3-pip ca-certificates; fi
  say "Installing oneDNN 3.2 from PyPI's wheels into $prefix."
  printf '%s\n' "$wheels" >"$scratch/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement "$scratch/requirements.txt" --dest "$scratch/wheels" >&2 ||
    stop "oneDNN's wheels could not be downloaded from PyPI." \
      "Is there a network connection? Behind a proxy, set https_proxy or pip's index-url."
  local wheel
  for wheel in "$scratch"/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$scratch/unpacked"; done

  local library="$scratch/unpacked/onednn_cpu_gomp-2023.2.0.data/data"
  local headers="$scratch/unpacked/onednn_devel_cpu_gomp-2023.2.0.data/data"
  mkdir -p "$prefix" 2>/dev/null || as_root mkdir -p "$prefix"
  in_prefix mkdir -p "$prefix/include/oneapi/dnnl" "$prefix/lib" "$prefix/share/doc/onednn"
  in_prefix install -m 644 "$headers"/include/*.h* "$prefix/include"
  in_prefix install -m 644 "$headers"/include/oneapi/dnnl/* "$prefix/include/oneapi/dnnl"
  in_prefix install -m 644 "$library"/share/doc/onednn/* "$prefix/share/doc/onednn"
  # A program that has the library open keeps the old file: the new one gets its place by renaming.
  in_prefix install -m 755 "$library/lib/libdnnl.so.3.2" "$prefix/lib/libdnnl.so.3.2.new"
  in_prefix mv -f "$prefix/lib/libdnnl.so.3.2.new" "$prefix/lib/libdnnl.so.3.2"
  in_prefix ln -sfn libdnnl.so.3.2 "$prefix/lib/libdnnl.so.3"
  in_prefix ln -sfn libdnnl.so.3 "$prefix/lib/libdnnl.so"
  # Last, so that an install that was interrupted does not look complete.
  write_pkg_config "$prefix" 3.2.0 '-L${libdir} -ldnnl' '-I${includedir}'
  if [ "$prefix" = /usr/local ]; then as_root ldconfig; fi
}

# write_pkg_config PREFIX VERSION LIBS CFLAGS
write_pkg_config() {
  cat >"$scratch/dnnl.pc" <<PC
prefix=$1
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: oneDNN
Description: oneAPI Deep Neural Network Library
Version: $2
Libs: $3
Cflags: $4
PC
  in_prefix mkdir -p "$prefix/lib/pkgconfig"
  in_prefix install -m 644 "$scratch/dnnl.pc" "$prefix/lib/pkgconfig/dnnl.pc"
}

# The images are for the example: Strata builds and passes its tests without them.
install_images() {
  if ! has apt-get; then
    say "Fashion-MNIST is not here and there is no apt to fetch it: the example takes its small data set."
    return
  fi
  if [ -z "$(apt_candidate dataset-fashion-mnist)" ]; then
    say "This distribution has no dataset-fashion-mnist: the example takes its small data set."
    return
  fi
  (apt_install dataset-fashion-mnist) || say "Going on without Fashion-MNIST: the example takes its small data set."
}

# MARK: - All of it

missing=()
has pkg-config || missing+=(pkg-config)
has_zlib || missing+=(zlib1g-dev)
if [ "${#missing[@]}" -gt 0 ]; then apt_install "${missing[@]}"; fi
has_zlib || stop "zlib's headers are still not found by pkg-config."

if ! has_onednn; then
  install_onednn
  if ! has_onednn; then
    say "$(cat "$scratch/probe.log")"
    stop "a program with oneDNN does not compile and run; the lines above say why."
  fi
fi

if [ ! -f "$images" ]; then install_images; fi

if [ "$prefix" != /usr/local ] && [ -f "$prefix/lib/pkgconfig/dnnl.pc" ]; then
  say "oneDNN is in $prefix. Builds need PKG_CONFIG_PATH=$prefix/lib/pkgconfig, programs LD_LIBRARY_PATH=$prefix/lib."
fi
if ! has swift; then say "Swift itself is missing: https://www.swift.org/install"; fi
