# What is formatted and checked.
swift_files := Package.swift Sources Tests Examples/Package.swift Examples/Sources Benchmarks/Package.swift Benchmarks/Sources

.PHONY: build run test format lint install

build: install
	swift build

# Trains a convolutional network on Fashion-MNIST. The package manager notices new files in a package that is depended
# on by path only if the manifest of the depending one is newer.
run: install
	@touch Examples/Package.swift
	swift run -c release --package-path Examples FashionMNIST

test: install
	swift test

format:
	swift format --in-place --recursive $(swift_files)

lint:
	swift format lint --strict --recursive $(swift_files)

# Fetches what Strata needs beside Swift, if it is not there yet.
install:
	@scripts/install-dependencies.sh
