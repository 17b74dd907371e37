"""PyTorch on the CPU, with a training loop as people write it."""

from protocol import pass_for, samples_of, serve, threads

import torch
from torch import nn
from torch.nn import functional

if threads is not None:
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(threads)

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh}


class Activated(nn.Module):
    """A layer and its activation. Those of the last layer are part of the loss."""

    def __init__(self, layer, name):
        super().__init__()
        self.layer = layer
        self.activation = ACTIVATIONS.get(name)

    def forward(self, x):
        y = self.layer(x)
        return y if self.activation is None else self.activation(y)


class Last(nn.Module):
    """The state after the last step of an LSTM."""

    def __init__(self, features, units):
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


class Attention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(features, heads, batch_first=True)

    def forward(self, query, value):
        return self.attention(query, value, value, need_weights=False)[0]


class Add(nn.Module):
    def forward(self, a, b):
        return a + b


class Average(nn.Module):
    def forward(self, x):
        return x.mean(1)


def module_for(layer, shape):
    """The module for one layer of the specification, given the shape of its input."""
    kind, config = layer["type"], layer["config"]
    activation = config.get("activation")
    if kind == "Dense":
        return Activated(nn.Linear(shape[-1], config["units"]), activation)
    if kind == "Conv2D":
        return Activated(nn.Conv2d(shape[1], config["filters"], config["kernelSize"]), activation)
    if kind == "MaxPooling2D":
        return nn.MaxPool2d(config["poolSize"])
    if kind == "Flatten":
        return nn.Flatten()
    if kind == "LSTM":
        return Last(shape[-1], config["units"])
    if kind == "Embedding":
        return nn.Embedding(config["inputDim"], config["outputDim"])
    if kind == "MultiHeadAttention":
        return Attention(shape[-1], config["numHeads"])
    if kind == "LayerNormalization":
        return nn.LayerNorm(shape[-1], eps=1e-3)
    if kind == "GlobalAveragePooling1D":
        return Average()
    if kind == "Add":
        return Add()
    raise NotImplementedError(f"written here without {kind}")


class Graph(nn.Module):
    """A model of the specification; the modules are made with the first sample."""

    def __init__(self, spec, sample):
        super().__init__()
        self.layers = spec["layers"]
        self.made = nn.ModuleList()
        with torch.no_grad():
            self(sample)

    def forward(self, x):
        outputs, last = {"input": x}, x
        for i, layer in enumerate(self.layers):
            inputs = [outputs[name] for name in layer["from"]] if "from" in layer else [last]
            if i == len(self.made):
                self.made.append(module_for(layer, inputs[0].shape))
            last = self.made[i](*inputs)
            if "name" in layer:
                outputs[layer["name"]] = last
        return last


def tensors_of(spec, count):
    """Images have their channels first."""
    x, y = (torch.from_numpy(array) for array in samples_of(spec, count))
    return (x.permute(0, 3, 1, 2).contiguous() if x.dim() == 4 else x), y.long()


def loss_of(spec, logits, y):
    if spec["loss"] == "binaryCrossentropy":
        return functional.binary_cross_entropy_with_logits(logits[:, 0], y.float())
    return functional.cross_entropy(logits, y)


def training(work):
    spec, batch = work["model"], work["batch"]
    x, y = tensors_of(spec, work["samples"])
    model = Graph(spec, x[:1])
    optimizer = torch.optim.Adam(model.parameters())

    def run(steps):
        epochs, count = pass_for(steps, batch, work["samples"])
        for _ in range(epochs):
            order = torch.randperm(count)
            for start in range(0, count, batch):
                rows = order[start : start + batch]
                optimizer.zero_grad()
                loss_of(spec, model(x[rows]), y[rows]).backward()
                optimizer.step()
        return epochs * count // batch

    return run


def prediction(work):
    x, _ = tensors_of(work["model"], 1)
    model = Graph(work["model"], x).eval()

    def run(steps):
        with torch.inference_mode():
            for _ in range(steps):
                torch.softmax(model(x), -1).numpy()
        return steps

    return run


def product(work):
    a, b = torch.rand(work["size"], work["size"]), torch.rand(work["size"], work["size"])

    def run(steps):
        for _ in range(steps):
            a @ b
        return steps

    return run


def prepare(work):
    kinds = {"training": training, "start": training, "prediction": prediction, "product": product}
    if work["kind"] not in kinds:
        raise NotImplementedError("it has nothing of the kind")
    return kinds[work["kind"]](work)


serve(prepare, {"PyTorch": torch.__version__})
