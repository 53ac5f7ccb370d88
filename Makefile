# What is formatted and checked.
swift_files := Package.swift Sources Tests Examples/Package.swift Examples/Sources Benchmarks/Package.swift Benchmarks/Sources

# The examples that run in seconds on data that are there.
examples := $(filter-out FashionMNIST,$(notdir $(wildcard Examples/Sources/*)))

.PHONY: build run examples test bench fuzz format lint install xla

build: install
	swift build

# Trains a convolutional network on Fashion-MNIST. The package manager notices new files in a package that is depended
# on by path only if the manifest of the depending one is newer.
run: install
	@touch Examples/Package.swift
	swift run -c release --package-path Examples FashionMNIST

# Runs all short examples, one after the other.
examples: install
	@touch Examples/Package.swift
	swift build --package-path Examples
	@for name in $(examples); do \
	  echo "== $$name"; Examples/.build/debug/$$name || exit 1; \
	done

test: install
	swift test

# Measures Strata beside other libraries: make bench BENCH="--only mlp,cnn"; BENCH=--help tells what else there is.
bench: install
	@python3 Benchmarks/run.py $(BENCH)

# Reads 100,000 broken files of every format; the tests read fewer.
fuzz: install
	swift run -c release FuzzReaders --count 100000

format:
	swift format --in-place --recursive $(swift_files)

lint:
	swift format lint --strict --recursive $(swift_files)

# Fetches what Strata needs beside Swift, if it is not there yet.
install:
	@scripts/install-dependencies.sh

# Fetches an OpenXLA plugin for the CPU: with it, the tests of the XLA engine run.
xla:
	@scripts/install-xla-plugin.sh
