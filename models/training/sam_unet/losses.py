"""Losses of training."""

from __future__ import annotations

import torch
from torch.nn import functional as F


def soft_loss(
    logits: torch.Tensor, quality: torch.Tensor | None, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean loss and Dice N of the thresholded masks.

    Soft Dice + 3 focal (exponent 1.5) + 0.3 cross-entropy at half the model's size, + 0.4 squared error of the
    predicted Dice. `logits` N x 1 x S/4 x S/4, `targets` N x S x S in 0..1 with soft edges.
    """
    target = F.avg_pool2d(targets[:, None], 2)
    logits = F.interpolate(logits.float(), scale_factor=2, mode="bilinear", align_corners=False)
    probability = torch.sigmoid(logits)
    entropy = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    right = probability * target + (1 - probability) * (1 - target)
    loss = 3 * _mean(entropy * (1 - right) ** 1.5) + 0.3 * _mean(entropy)
    overlap, total = _sum(probability * target), _sum(probability) + _sum(target)
    loss = loss + 1 - (2 * overlap + 1) / (total + 1)
    dice = _dice(logits > 0, target > 0.5)
    if quality is not None:
        loss = loss + 0.4 * (quality.float() - dice) ** 2
    return loss.mean(), dice


def published_loss(
    logits: torch.Tensor, quality: torch.Tensor | None, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Focal (gamma 2, alpha 0.25) + 20 Dice pooled over the batch, at the model's size; and Dice N of the masks."""
    target = (targets[:, None] > 0.5).float()
    logits = F.interpolate(logits.float(), target.shape[-2:], mode="bilinear", align_corners=False)
    probability = torch.sigmoid(logits)
    entropy = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    right = probability * target + (1 - probability) * (1 - target)
    alpha = 0.25 * target + 0.75 * (1 - target)
    focal = (alpha * (1 - right) ** 2 * entropy).mean()
    pooled = 1 - (2 * (probability * target).sum() + 1) / (probability.sum() + target.sum() + 1)
    return focal + 20 * pooled, _dice(logits > 0, target > 0.5)


def _mean(x: torch.Tensor) -> torch.Tensor:
    return x.mean((1, 2, 3))


def _sum(x: torch.Tensor) -> torch.Tensor:
    return x.sum((1, 2, 3))


def _dice(predicted: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    predicted, target = predicted.float(), target.float()
    return (2 * _sum(predicted * target) + 1e-3) / (_sum(predicted) + _sum(target) + 1e-3)
