#!/usr/bin/env python3
"""Runs Keras 3.15.1 on JAX and writes down its numbers for the Swift tests. README.md has the format.

    python3 scripts/record-keras.py                  all families
    python3 scripts/record-keras.py layers losses    some of them
"""

import importlib
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

FAMILIES = [
    "random",
    "initializers",
    "activations",
    "layers",
    "losses",
    "metrics",
    "penalties",
    "policies",
    "policyMaps",
    "optimizers",
    "training",
    "recurrent",
    "scenes",
    "nestedModels",
    "configs",
    "merging",
    "functional",
    "graphOrders",
    "maskedGraphOrders",
    "compileConfigs",
    "layerConfigs",
    "severalOutputs",
]
MODULES = {
    "random": "random_numbers", "nestedModels": "nested_models", "graphOrders": "graph_orders",
    "maskedGraphOrders": "masked_graph_orders", "policyMaps": "policy_maps",
    "layerConfigs": "layer_configs", "severalOutputs": "several_outputs", "compileConfigs": "compile_configs",
}


def main(names):
    import keras

    if keras.__version__ != "3.15.1":
        sys.exit(f"Keras 3.15.1 is the reference; this is {keras.__version__}.")
    for name in names or FAMILIES:
        if name not in FAMILIES:
            sys.exit(f"There is no family '{name}'; there are {', '.join(FAMILIES)}.")
        module = importlib.import_module(f"keras_fixtures.{MODULES.get(name, name)}")
        size = module.record().write(name)
        print(f"{name}: {size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
