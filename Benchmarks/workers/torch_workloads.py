"""PyTorch: a tight loop over batches, without `DataLoader`."""

import os

import torch
from torch import nn

from samples import Repeated, TightLoop, inputs

torch.set_num_threads(int(os.environ["BENCHMARK_THREADS"]))
DEVICE = torch.device(os.environ.get("BENCHMARK_TORCH_DEVICE", "cpu"))
IS_CUDA = DEVICE.type == "cuda"
if IS_CUDA:
    # Factors in TF32, as XLA takes them.
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True


def make_workload(name, settings):
    if settings["kind"] == "gradient":
        return elementwise_gradient(settings)
    model = nn.Sequential(*NETWORKS[name](settings)).to(DEVICE)
    if IS_CUDA:
        model = model.to(memory_format=torch.channels_last)
    if os.environ.get("BENCHMARK_COMPILE"):
        model = torch.compile(model)
    if settings["kind"] == "training":
        return training(model, settings)
    return inference(model, settings)


def training(model, settings):
    optimizer = torch.optim.Adam(model.parameters())
    loss_function = nn.CrossEntropyLoss()
    is_mixed = settings["dtype"] == "bfloat16"

    def step(x, y):
        optimizer.zero_grad()
        with torch.autocast(DEVICE.type, torch.bfloat16, enabled=is_mixed):
            loss = loss_function(model(x.to(DEVICE, non_blocking=True)), y.to(DEVICE, non_blocking=True))
        loss.backward()
        optimizer.step()

    return TightLoop(settings, step, torch.cuda.synchronize if IS_CUDA else lambda: None, convert)


def inference(model, settings):
    model.eval()
    model.append(nn.Softmax(dim=1))
    x = channels_first(inputs(settings))

    def call():
        with torch.inference_mode():
            model(x)

    return Repeated(call)


def convert(x, y):
    x, y = channels_first(x), torch.from_numpy(y).long()
    return (x.pin_memory(), y.pin_memory()) if IS_CUDA else (x, y)


def channels_first(x):
    if x.ndim != 4:
        return torch.from_numpy(x)
    x = x.transpose(0, 3, 1, 2)
    # Graphics processors want channels last in memory, as they are.
    return torch.from_numpy(x if IS_CUDA else x.copy())


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


def transformer(settings):
    width = settings["width"]
    blocks = [TransformerBlock(width, max(1, width // 64)) for _ in range(settings["depth"])]
    return [*blocks, Mean(), nn.Linear(width, 10)]


class TransformerBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.normalizations = nn.ModuleList(nn.LayerNorm(width, eps=1e-3) for _ in range(2))
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.wide = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(self.normalizations[0](x))
        return x + self.wide(self.normalizations[1](x))

    def attention(self, x):
        parts = (layer(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for layer in (self.query, self.key, self.value))
        mixed = nn.functional.scaled_dot_product_attention(*parts)
        return self.output(mixed.transpose(1, 2).flatten(2))


NETWORKS = {
    "mlp": dense,
    "cnn": cnn,
    "lstm": recurrent(nn.LSTM),
    "gru": recurrent(nn.GRU),
    "resnet": resnet,
    "text": text,
    "transformer": transformer,
}
