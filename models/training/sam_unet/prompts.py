"""Prompts as the network sees them: sparse tokens and, where the configuration asks for them, dense maps.

Coordinates are model pixels before the half-pixel shift. Labels: 0 negative, 1 positive, 2 and 3 the corners of a box
(maximum exclusive), -1 the padding point that follows points without a box, ABSENT an unused slot of a batch: no token
attends to it, so that prompts of unequal length can share a batch exactly.
"""

from __future__ import annotations

import math

import torch
from torch import nn

from .layers import LayerNorm2d

ABSENT = -2
CELL = 4
DENSE_CHANNELS = 5
BOX, ELLIPSE, POSITIVE, NEGATIVE, MASK = range(DENSE_CHANNELS)


class PositionalEncoding(nn.Module):
    """Random Fourier features of coordinates in 0..1."""

    def __init__(self, width: int):
        super().__init__()
        self.register_buffer("positional_encoding_gaussian_matrix", torch.randn(2, width // 2))

    def forward(self, coords: torch.Tensor) -> torch.Tensor:
        # Products instead of a matrix product, which autocast would round to half precision.
        x, y = (2 * coords - 1)[..., None].unbind(-2)
        by_x, by_y = self.positional_encoding_gaussian_matrix
        phase = 2 * math.pi * (x * by_x + y * by_y)
        return torch.cat([phase.sin(), phase.cos()], -1)

    def grid(self, size: int) -> torch.Tensor:
        """1 x C x size x size encoding of the cell centres."""
        centres = (torch.arange(size, device=self.positional_encoding_gaussian_matrix.device) + 0.5) / size
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        return self(torch.stack([x, y], -1)).permute(2, 0, 1)[None]


class PromptEncoder(nn.Module):
    """SAM's prompt encoder. With dense maps the mask convolutions take all of them and always run."""

    def __init__(self, config: dict):
        super().__init__()
        width = config["promptWidth"]
        self.dense = config["densePrompt"]
        self.pe_layer = PositionalEncoding(width)
        self.point_embeddings = nn.ModuleList(nn.Embedding(1, width) for _ in range(4))
        self.not_a_point_embed = nn.Embedding(1, width)
        if not self.dense:
            self.no_mask_embed = nn.Embedding(1, width)
        c_in, c1, c2 = (DENSE_CHANNELS, 8, 32) if self.dense else (1, 4, 16)
        self.mask_downscaling = nn.Sequential(
            nn.Conv2d(c_in, c1, 2, stride=2),
            LayerNorm2d(c1),
            nn.GELU(),
            nn.Conv2d(c1, c2, 2, stride=2),
            LayerNorm2d(c2),
            nn.GELU(),
            nn.Conv2d(c2, width, 1),
        )

    def tokens(self, coords: torch.Tensor, labels: torch.Tensor, size: int) -> torch.Tensor:
        """N x P x C tokens of N x P x 2 coordinates in an image of `size` model pixels."""
        encoding = self.pe_layer((coords + 0.5) / size)
        kind = labels[..., None]
        encoding = torch.where(kind < 0, self.not_a_point_embed.weight[0], encoding)
        for index, embedding in enumerate(self.point_embeddings):
            encoding = encoding + (kind == index).to(encoding.dtype) * embedding.weight[0]
        return encoding

    def embed_mask(self, dense: torch.Tensor | None, mask: torch.Tensor, has_mask: torch.Tensor) -> torch.Tensor:
        """N x C x T x T addition to the image embedding, from the dense maps or from the mask logits alone."""
        if dense is not None:
            return self.mask_downscaling(dense)
        embedded = self.mask_downscaling(mask)
        empty = self.no_mask_embed.weight[0][None, :, None, None]
        return torch.where(has_mask[:, :, None, None] > 0, embedded, empty.expand_as(embedded))


def dense_maps(coords: torch.Tensor, labels: torch.Tensor, mask: torch.Tensor, has_mask: torch.Tensor) -> torch.Tensor:
    """N x 5 x G x G maps of the prompts: soft box, inscribed ellipse, positive discs, negative discs, mask.

    `mask` is N x 1 x G x G logits, `has_mask` N x 1. Box edges are continuous pixel edges and take no half-pixel shift.
    """
    grid = mask.shape[-1]
    centres = (torch.arange(grid, device=coords.device, dtype=coords.dtype) + 0.5) * CELL
    x, y = centres[None, None, :], centres[None, :, None]
    first = (coords * (labels == 2)[..., None]).sum(1)
    last = (coords * (labels == 3)[..., None]).sum(1)
    has_box = (labels == 2).any(1).to(coords.dtype)[:, None, None]
    (x0, y0), (x1, y1) = first[:, :, None, None].unbind(1), last[:, :, None, None].unbind(1)
    inside = torch.minimum(torch.minimum(x - x0, x1 - x), torch.minimum(y - y0, y1 - y))
    rx, ry = ((x1 - x0) / 2).clamp(min=1), ((y1 - y0) / 2).clamp(min=1)
    ellipse = 1 - ((x - (x0 + x1) / 2) / rx) ** 2 - ((y - (y0 + y1) / 2) / ry) ** 2
    points = coords + 0.5
    dx = points[..., 0, None, None] - x[:, None]
    dy = points[..., 1, None, None] - y[:, None]
    discs = ((6 - (dx**2 + dy**2).sqrt()) / 2).clamp(0, 1)
    positive, negative = (_strongest(discs * (labels == kind)[..., None, None]) for kind in (1, 0))
    coarse = has_mask[:, :, None] * torch.tanh(mask[:, 0] / 4)
    box = has_box * (inside / CELL).clamp(-1, 1)
    return torch.stack([box, has_box * ellipse.clamp(-1, 1), positive, negative, coarse], 1)


def _strongest(maps: torch.Tensor) -> torch.Tensor:
    """Maximum over the points of N x P x G x G maps >= 0; zero where P is 0."""
    return maps.amax(1) if maps.shape[1] else maps.sum(1)
