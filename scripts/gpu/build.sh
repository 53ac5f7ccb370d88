#!/usr/bin/env bash
# Puts what checks and measures Strata on a graphics processor into a folder, and beside it an archive of the folder:
#
#   scripts/gpu/build.sh FOLDER
#
# The folder needs no Swift. It runs on Linux x86-64 with NVIDIA's driver and a Python that has jax[cuda13] and torch:
#
#   FOLDER/run.sh                # gpu:0
#   FOLDER/run.sh xla --small    # tries everything on the processor, with STRATA_PJRT_PLUGIN naming a plugin for it

set -euo pipefail

if [ $# != 1 ]; then
  echo "usage: scripts/gpu/build.sh FOLDER" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$(realpath -m "$1")

# A build of its own: the runtime of Swift is part of the programs, and other libraries lie beside them.
# build PACKAGE PRODUCT
build() {
  local options=(-c release --static-swift-stdlib --package-path "$1" --scratch-path "$1/.build/gpu"
    -Xlinker -rpath -Xlinker '$ORIGIN/../lib')
  swift build "${options[@]}" --product "$2" >&2
  strip -o "$folder/bin/$2" "$(swift build "${options[@]}" --show-bin-path)/$2"
}

mkdir -p "$folder/bin" "$folder/lib"
build "$root" Conformance
build "$root/Benchmarks" Benchmark

# What the programs load, but for the C and C++ libraries that every system has: the plugin needs those of its own.
ldd "$folder"/bin/* | awk '$2 == "=>" && $3 ~ /^\// {print $3}' | sort -u |
  grep -Ev '/(libc|libm|libdl|librt|libpthread|libutil|libresolv|libstdc\+\+|libgcc_s)\.so' |
  while read -r library; do
    strip -o "$folder/lib/$(basename "$library")" "$library"
  done

cp "$here/run.sh" "$folder/"
rm -rf "$folder/benchmark" "$folder/workers"
cp -r "$root/Benchmarks/accelerator.py" "$root/Benchmarks/benchmark" "$root/Benchmarks/workers" "$folder/"
find "$folder" -name __pycache__ -prune -exec rm -r {} +

tar --create --xz --file "$folder.tar.xz" --directory "$(dirname "$folder")" "$(basename "$folder")"
du -sh "$folder" "$folder.tar.xz" >&2
