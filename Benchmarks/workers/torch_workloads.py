"""PyTorch: a tight loop over batches, without `DataLoader`."""

import os

import torch
from torch import nn

from samples import Repeated, TightLoop, inputs

torch.set_num_threads(int(os.environ["BENCHMARK_THREADS"]))


def make_workload(name, settings):
    if settings["kind"] == "gradient":
        return elementwise_gradient(settings)
    model = nn.Sequential(*NETWORKS[name](settings))
    if settings["kind"] == "training":
        return training(model, settings)
    return inference(model, settings)


def training(model, settings):
    optimizer = torch.optim.Adam(model.parameters())
    loss_function = nn.CrossEntropyLoss()

    def step(x, y):
        optimizer.zero_grad()
        loss_function(model(x), y).backward()
        optimizer.step()

    return TightLoop(settings, step, lambda: None, convert)


def inference(model, settings):
    model.eval()
    model.append(nn.Softmax(dim=1))
    x = channels_first(inputs(settings))

    def call():
        with torch.inference_mode():
            model(x)

    return Repeated(call)


def convert(x, y):
    return channels_first(x), torch.from_numpy(y).long()


def channels_first(x):
    return torch.from_numpy(x.transpose(0, 3, 1, 2).copy() if x.ndim == 4 else x)


def elementwise_gradient(settings):
    scale = torch.full(settings["shape"], 0.5, requires_grad=True)
    offset = torch.full(settings["shape"], 0.1, requires_grad=True)
    x = torch.from_numpy(inputs(settings))

    def call():
        u = x * scale + offset
        gated = torch.tanh(u) * torch.sigmoid(u * 0.5)
        bumps = torch.exp(-(u * u)) + torch.abs(gated)
        value = ((bumps - 0.3) * gated).sum(1).mean()
        return value, *torch.autograd.grad(value, (scale, offset))

    return Repeated(call)


def dense(settings):
    sizes = [*settings["shape"], *[settings["width"]] * settings["depth"]]
    layers = []
    for inputs_of_layer, units in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs_of_layer, units), nn.ReLU()]
    return [*layers, nn.Linear(sizes[-1], 10)]


def cnn(settings):
    width = settings["width"]
    return [
        *(nn.Conv2d(1, width, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(width, 2 * width, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(50 * width, 4 * width), nn.ReLU(), nn.Linear(4 * width, 10)),
    ]


def recurrent(kind):
    def layers(settings):
        width = settings["width"]
        return [LastOutput(kind(settings["shape"][1], width, batch_first=True)), nn.Linear(width, 10)]

    return layers


class LastOutput(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0][:, -1]


def resnet(settings):
    width = settings["width"]
    layers = [*normalized_convolution(3, width), nn.ReLU()]
    for stage in range(3):
        for block in range(settings["depth"]):
            strides = 2 if stage > 0 and block == 0 else 1
            layers.append(ResidualBlock((width << stage) // strides, width << stage, strides))
    return [*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width << 2, 10)]


class ResidualBlock(nn.Module):
    def __init__(self, inputs_of_block, filters, strides):
        super().__init__()
        self.body = nn.Sequential(
            *normalized_convolution(inputs_of_block, filters, strides=strides),
            nn.ReLU(),
            *normalized_convolution(filters, filters),
        )
        self.shortcut = nn.Identity() if strides == 1 else nn.Conv2d(inputs_of_block, filters, 1, stride=2)

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def normalized_convolution(channels, filters, strides=1):
    return [nn.Conv2d(channels, filters, 3, stride=strides, padding=1, bias=False), nn.BatchNorm2d(filters)]


class Mean(nn.Module):
    def forward(self, x):
        return x.mean(1)


def text(settings):
    width = settings["width"]
    return [nn.Embedding(settings["vocabulary"], width), Mean(), nn.Linear(width, 10)]


NETWORKS = {
    "mlp": dense,
    "cnn": cnn,
    "lstm": recurrent(nn.LSTM),
    "gru": recurrent(nn.GRU),
    "resnet": resnet,
    "text": text,
}
