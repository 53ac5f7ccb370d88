"""ONNX Runtime, for inference."""

import os

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from samples import Repeated, inputs


def make_workload(name, settings):
    nodes, weights, shape = NETWORKS[name](settings)
    session = make_session(nodes, weights, shape)
    x = inputs(settings).reshape(-1, *shape)
    return Repeated(lambda: session.run(None, {"x": x}))


def make_session(nodes, weights, shape):
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", *shape])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 10])
    graph = helper.make_graph(nodes, "network", [x], [y], [numpy_helper.from_array(*pair) for pair in weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ["BENCHMARK_THREADS"])
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


class Chain:
    """Nodes, each of which takes the output of the one before."""

    def __init__(self):
        self.nodes, self.weights, self.last = [], [], "x"
        self.random = np.random.default_rng(1)

    def add(self, kind, *shapes, output=None, **attributes):
        number = len(self.nodes)
        names = [f"weight_{number}_{index}" for index in range(len(shapes))]
        for name, shape in zip(names, shapes):
            values = self.random.standard_normal(shape).astype(np.float32) * 0.05
            self.weights.append((values, name))
        output = output or f"output_{number}"
        self.nodes.append(helper.make_node(kind, [self.last, *names], [output], **attributes))
        self.last = output

    def add_head(self, inputs):
        self.add("Gemm", (inputs, 10), (10,))
        self.add("Softmax", output="y")


def mlp(settings):
    chain, inputs = Chain(), settings["shape"][0]
    for _ in range(settings["depth"]):
        chain.add("Gemm", (inputs, settings["width"]), (settings["width"],))
        chain.add("Relu")
        inputs = settings["width"]
    chain.add_head(inputs)
    return chain.nodes, chain.weights, settings["shape"]


def cnn(settings):
    chain, width, channels = Chain(), settings["width"], 1
    for filters in (width, 2 * width):
        chain.add("Conv", (filters, channels, 3, 3), (filters,))
        chain.add("Relu")
        chain.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
        channels = filters
    chain.add("Flatten")
    chain.add("Gemm", (50 * width, 4 * width), (4 * width,))
    chain.add("Relu")
    chain.add_head(4 * width)
    return chain.nodes, chain.weights, [1, 28, 28]


NETWORKS = {"mlp": mlp, "cnn": cnn}
