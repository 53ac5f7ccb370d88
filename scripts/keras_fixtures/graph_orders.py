"""The order in which Keras puts the layers and calls of functional models, on graphs drawn at random."""

import random

import keras
from keras import layers

from .fixture import Fixture, start_over

COUNT = 100


def record():
    fixture = Fixture()
    for number in range(COUNT):
        record_graph(fixture, f"graph{number}", random.Random(number))
    return fixture


def record_graph(fixture, name, draw):
    """A graph is a list of calls: of a layer, by number, on tensors, by the numbers of the calls they come from.

    A layer that is called on one tensor is a Dense, one called on several an Add, one called on none an Input.
    """
    start_over(1)
    input_count = draw.randint(1, 4)
    made, calls, tensors = [], [], []

    def make(kind):
        made.append((kind, f"layer{len(made)}"))
        return len(made) - 1

    objects = {}
    for _ in range(input_count):
        layer = make("Input")
        tensors.append(keras.Input((4,), name=made[layer][1]))
        calls.append({"layer": layer, "arguments": []})
    for _ in range(draw.randint(1, 14)):
        count = draw.choice([1, 1, 1, 2, 2, 3])
        # Mostly recent tensors, so that graphs are deep too.
        arguments = [max(0, len(tensors) - 1 - int(draw.expovariate(0.4))) for _ in range(count)]
        kind = "Dense" if count == 1 else "Add"
        others = [index for index, (other, _) in enumerate(made) if other == kind]
        layer = draw.choice(others) if others and draw.random() < 0.25 else make(kind)
        if layer not in objects:
            label = made[layer][1]
            objects[layer] = layers.Dense(4, name=label) if kind == "Dense" else layers.Add(name=label)
        operands = [tensors[index] for index in arguments]
        tensors.append(objects[layer](operands[0] if count == 1 else operands))
        calls.append({"layer": layer, "arguments": arguments})
    output_count = draw.randint(1, min(3, len(tensors) - input_count))
    outputs = draw.sample(range(input_count, len(tensors)), output_count)
    inputs = list(range(input_count))
    draw.shuffle(inputs)
    model = keras.Model([tensors[index] for index in inputs], [tensors[index] for index in outputs])
    depths = sorted(model._nodes_by_depth, reverse=True)
    nodes = [node for depth in depths for node in model._nodes_by_depth[depth]]
    fixture.add(
        name,
        layers=[{"kind": kind, "name": label} for kind, label in made],
        calls=calls,
        inputs=inputs,
        outputs=outputs,
        layerOrder=[layer.name for layer in model.layers],
        callOrder=[[node.operation.name, node.operation._inbound_nodes.index(node)] for node in nodes],
        weights=[weight.path for weight in model.weights],
    )
