"""The transformer branch: SAM's image encoder, with or without windows and relative positions."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .config import PATCH
from .layers import LayerNorm2d


class Attention(nn.Module):
    """Multi-head self-attention over N x H x W x C tokens; `size` gives the grid of the relative positions."""

    def __init__(self, width: int, heads: int, size: int | None):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, width * 3)
        self.proj = nn.Linear(width, width)
        self.relative = size is not None
        if size is not None:
            self.rel_pos_h = nn.Parameter(torch.zeros(2 * size - 1, width // heads))
            self.rel_pos_w = nn.Parameter(torch.zeros(2 * size - 1, width // heads))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, h, w, c = x.shape
        d = c // self.heads
        q, k, v = self.qkv(x).reshape(n, h * w, 3, self.heads, d).permute(2, 0, 3, 1, 4)
        weights = (q * d**-0.5) @ k.transpose(-2, -1)
        if self.relative:
            grid = q.reshape(n, self.heads, h, w, d)
            rows = torch.einsum("nahwd,hkd->nahwk", grid, _relative(self.rel_pos_h, h))
            columns = torch.einsum("nahwd,wkd->nahwk", grid, _relative(self.rel_pos_w, w))
            bias = rows[..., :, None] + columns[..., None, :]
            weights = weights + bias.reshape(n, self.heads, h * w, h * w)
        x = weights.softmax(-1) @ v
        return self.proj(x.transpose(1, 2).reshape(n, h, w, c))


def _relative(table: torch.Tensor, size: int) -> torch.Tensor:
    positions = torch.arange(size, device=table.device)
    return table[positions[:, None] - positions[None, :] + size - 1]


class Block(nn.Module):
    """A pre-norm transformer block; `window` 0 attends over the whole grid."""

    def __init__(self, width: int, heads: int, window: int, relative_size: int | None):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads, relative_size)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Module()
        self.mlp.lin1 = nn.Linear(width, width * 4)
        self.mlp.lin2 = nn.Linear(width * 4, width)
        self.window = window

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm1(x)
        y = self._windowed(y) if self.window else self.attn(y)
        x = x + y
        return x + self.mlp.lin2(F.gelu(self.mlp.lin1(self.norm2(x))))

    def _windowed(self, x: torch.Tensor) -> torch.Tensor:
        """Zero-pads right and bottom to whole windows; padded tokens take part as keys, as in SAM."""
        n, h, w, c = x.shape
        s = self.window
        rows, columns = -(-h // s), -(-w // s)
        x = F.pad(x, (0, 0, 0, columns * s - w, 0, rows * s - h))
        x = x.reshape(n, rows, s, columns, s, c).transpose(2, 3).reshape(-1, s, s, c)
        x = self.attn(x).reshape(n, rows, columns, s, s, c).transpose(2, 3)
        return x.reshape(n, rows * s, columns * s, c)[:, :h, :w]


class ImageEncoder(nn.Module):
    """Patch embedding, blocks and neck. The fusion of convolutional features lives in `SamUnet`."""

    def __init__(self, config: dict):
        super().__init__()
        vit = config["vit"]
        width, grid, out = vit["width"], config["imageSize"] // PATCH, config["promptWidth"]
        self.patch_embed = nn.Module()
        self.patch_embed.proj = nn.Conv2d(3, width, PATCH, stride=PATCH)
        self.pos_embed = nn.Parameter(torch.randn(1, grid, grid, width) * 0.02)
        self.blocks = nn.ModuleList()
        for index in range(vit["depth"]):
            window = 0 if index in vit["globalBlocks"] else vit["window"]
            relative = (window or grid) if vit["relativePositions"] else None
            self.blocks.append(Block(width, vit["heads"], window, relative))
        self.neck = nn.Sequential(
            nn.Conv2d(width, out, 1, bias=False),
            LayerNorm2d(out),
            nn.Conv2d(out, out, 3, padding=1, bias=False),
            LayerNorm2d(out),
        )

    def embed(self, image: torch.Tensor) -> torch.Tensor:
        """Tokens N x T x T x width of an N x 3 x S x S image; positions are interpolated for another size."""
        tokens = self.patch_embed.proj(image).permute(0, 2, 3, 1)
        positions = self.pos_embed
        if positions.shape[1:3] != tokens.shape[1:3]:
            positions = F.interpolate(
                positions.permute(0, 3, 1, 2), tokens.shape[1:3], mode="bilinear", align_corners=False
            ).permute(0, 2, 3, 1)
        return tokens + positions
