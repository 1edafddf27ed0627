"""The convolutional branch: EfficientNet-Lite0 or a ResNet, each giving features at strides 4, 8, 16 and 32."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

# repeats, kernel, stride, expansion, input channels, output channels
LITE0_STAGES = (
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
)
LITE0_FEATURES = (2, 4, 10, 15)
LITE0_CHANNELS = (24, 40, 112, 320)
LITE0_EPS = 1e-3


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME does on even sizes: stride 2 pads more at the right and bottom."""

    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__(
            c_in, c_out, kernel, stride, padding=kernel // 2 if stride == 1 else 0, groups=groups, bias=False
        )
        before = (kernel - 2) // 2
        self.same = (before, kernel - 2 - before) * 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.stride[0] == 1:
            return super().forward(x)
        if x.is_cuda or self.groups == 1:
            return super().forward(F.pad(x, self.same))
        # On a CPU the backward pass of a strided depthwise convolution is several times slower in bfloat16.
        with torch.autocast("cpu", enabled=False):
            return super().forward(F.pad(x.float(), self.same))


class LiteBlock(nn.Module):
    """Inverted residual: expand 1x1, depthwise, project 1x1."""

    def __init__(self, kernel: int, stride: int, expansion: int, c_in: int, c_out: int):
        super().__init__()
        hidden = c_in * expansion
        if expansion != 1:
            self.expand = nn.Sequential(SameConv2d(c_in, hidden, 1), nn.BatchNorm2d(hidden, LITE0_EPS), nn.ReLU6())
        self.depthwise = nn.Sequential(
            SameConv2d(hidden, hidden, kernel, stride, hidden), nn.BatchNorm2d(hidden, LITE0_EPS), nn.ReLU6()
        )
        self.project = nn.Sequential(SameConv2d(hidden, c_out, 1), nn.BatchNorm2d(c_out, LITE0_EPS))
        self.expands = expansion != 1
        self.residual = stride == 1 and c_in == c_out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.expand(x) if self.expands else x
        y = self.project(self.depthwise(y))
        return x + y if self.residual else y


class EfficientNetLite0(nn.Module):
    """EfficientNet-Lite0 without its head."""

    channels = LITE0_CHANNELS

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(SameConv2d(3, 32, 3, 2), nn.BatchNorm2d(32, LITE0_EPS), nn.ReLU6())
        self.blocks = nn.ModuleList()
        for repeats, kernel, stride, expansion, c_in, c_out in LITE0_STAGES:
            for repeat in range(repeats):
                first = repeat == 0
                self.blocks.append(
                    LiteBlock(kernel, stride if first else 1, expansion, c_in if first else c_out, c_out)
                )

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        features = []
        x = self.stem(x)
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in LITE0_FEATURES:
                features.append(x)
        return features


class BasicBlock(nn.Module):
    """ResNet-34's block."""

    expansion = 1

    def __init__(self, c_in: int, width: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = _shortcut(c_in, width, stride)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    """ResNet-50's block."""

    expansion = 4

    def __init__(self, c_in: int, width: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, width * 4, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(width * 4)
        self.downsample = _shortcut(c_in, width * 4, stride)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(torch.relu(self.bn2(self.conv2(y)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


def _shortcut(c_in: int, c_out: int, stride: int) -> nn.Module | None:
    if stride == 1 and c_in == c_out:
        return None
    return nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))


class ResNet(nn.Module):
    """ResNet-34 or -50 without its head, under torchvision's shapes and the published `stageN` keys."""

    def __init__(self, kind: str, width: int):
        super().__init__()
        block = {"resnet34": BasicBlock, "resnet50": Bottleneck}[kind]
        self.stage0 = nn.Sequential(
            nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        )
        channels = width
        for stage, repeats in enumerate((3, 4, 6, 3), start=1):
            inner = width * 2 ** (stage - 1)
            blocks = []
            for repeat in range(repeats):
                blocks.append(block(channels, inner, 2 if stage > 1 and repeat == 0 else 1))
                channels = inner * block.expansion
            setattr(self, f"stage{stage}", nn.Sequential(*blocks))
        self.channels = tuple(width * 2**i * block.expansion for i in range(4))

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        features = []
        x = self.stage0(x)
        for stage in (self.stage1, self.stage2, self.stage3, self.stage4):
            x = stage(x)
            features.append(x)
        return features
