"""Layers that several parts share."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


class LayerNorm2d(nn.Module):
    """LayerNorm over the channels of an N x C x H x W tensor."""

    def __init__(self, channels: int, eps: float = 1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.eps = eps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        last = x.permute(0, 2, 3, 1)
        return F.layer_norm(last, last.shape[-1:], self.weight, self.bias, self.eps).permute(0, 3, 1, 2)


class Mlp(nn.Module):
    """Linear layers with ReLU between them, under the keys `layers.N`."""

    def __init__(self, *widths: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


def upsampler(c_in: int, hidden: int, c_out: int) -> nn.Sequential:
    """Four times larger: two transposed 2x2 convolutions with LayerNorm and GELU between them."""
    return nn.Sequential(
        nn.ConvTranspose2d(c_in, hidden, 2, stride=2),
        LayerNorm2d(hidden),
        nn.GELU(),
        nn.ConvTranspose2d(hidden, c_out, 2, stride=2),
    )


def conv_pair(c_in: int, hidden: int, c_out: int) -> nn.Sequential:
    """Two 3x3 convolutions with LayerNorm and GELU between them."""
    return nn.Sequential(
        nn.Conv2d(c_in, hidden, 3, padding=1),
        LayerNorm2d(hidden),
        nn.GELU(),
        nn.Conv2d(hidden, c_out, 3, padding=1),
    )


class Reshaper(nn.Module):
    """Brings a convolutional feature to the token grid: `steps` > 0 halves that often, < 0 doubles, then 1x1."""

    def __init__(self, c_in: int, steps: int, c_out: int):
        super().__init__()
        layers: list[nn.Module] = []
        channels = c_in
        for _ in range(steps):
            layers += [nn.Conv2d(channels, channels * 2, 3, stride=2, padding=1), LayerNorm2d(channels * 2), nn.GELU()]
            channels *= 2
        for _ in range(-steps):
            layers += [nn.ConvTranspose2d(channels, channels // 2, 2, stride=2), LayerNorm2d(channels // 2), nn.GELU()]
            channels //= 2
        layers.append(nn.Conv2d(channels, c_out, 1))
        self.reshaper = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.reshaper(x)
