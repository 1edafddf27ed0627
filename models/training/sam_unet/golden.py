"""Reference outputs of a model, for checking another implementation number by number."""

from __future__ import annotations

import json
import os

import numpy as np
import torch

from .config import PATCH
from .model import SamUnet

PADDING = (0.0, 0.0, -1.0)


def golden_prompts(size: int) -> dict[str, list[list[tuple[float, float, float]]]]:
    """Prompts of every kind in model pixels: per case and prompt a list of (x, y, label)."""

    def box(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float, float]]:
        return [(x0 * size, y0 * size, 2.0), (x1 * size, y1 * size, 3.0)]

    def point(x: float, y: float, label: float = 1.0) -> tuple[float, float, float]:
        return (x * size, y * size, label)

    return {
        "box": [box(0.2, 0.3, 0.7, 0.9)],
        "boxes": [box(0.1, 0.1, 0.5, 0.45), box(0.31, 0.22, 0.93, 0.64), box(0.0, 0.0, 1.0, 1.0)],
        "point": [[point(0.4, 0.6), PADDING]],
        "points": [[point(0.4, 0.6), point(0.55, 0.5), point(0.8, 0.2, 0.0), PADDING]],
        "box_points": [[point(0.4, 0.6), point(0.25, 0.35, 0.0), *box(0.2, 0.3, 0.7, 0.9)]],
        "box_mask": [box(0.2, 0.3, 0.7, 0.9)],
        "point_mask": [[point(0.4, 0.6), PADDING]],
        "none": [[]],
    }


@torch.no_grad()
def write_golden(model: SamUnet, folder: str, seed: int) -> None:
    """Writes `input`, `image_embeddings` and `multi_scale_feature` as `.npy`, and for each case of `golden_prompts` its
    `point_coords`, `point_labels`, `mask_input`, `has_mask_input`, `low_res_logits` and `quality` as
    `<case>.<name>.npy`. The mask cases get the logits of the case before the underscore.
    """
    model.eval()
    size = model.config["imageSize"]
    rng = np.random.default_rng(seed)
    image = torch.from_numpy(rng.normal(size=(1, 3, size, size)).astype(np.float32))
    image[:, :, :, size * 7 // 8 :] = 0  # as zero padding at the right
    embedding, multi_scale = model.encode(image)
    os.makedirs(folder, exist_ok=True)
    _save(folder, "input", image)
    _save(folder, "image_embeddings", embedding)
    _save(folder, "multi_scale_feature", multi_scale)
    grid = size // PATCH * 4
    answers: dict[str, torch.Tensor] = {}
    for case, prompts in golden_prompts(size).items():
        table = torch.tensor(prompts, dtype=torch.float32).reshape(len(prompts), -1, 3)
        coords, labels = table[..., :2], table[..., 2]
        before = answers.get(case.partition("_mask")[0]) if case.endswith("_mask") else None
        mask = torch.zeros(1, 1, grid, grid) if before is None else before
        has_mask = torch.full((len(mask), 1), 0.0 if before is None else 1.0)
        rows = len(prompts)
        logits, quality = model.decode(
            embedding, multi_scale, coords, labels, mask.expand(rows, -1, -1, -1), has_mask.expand(rows, -1)
        )
        answers[case] = logits
        for name, value in (
            ("point_coords", coords),
            ("point_labels", labels),
            ("mask_input", mask),
            ("has_mask_input", has_mask),
            ("low_res_logits", logits),
        ):
            _save(folder, f"{case}.{name}", value)
        if quality is not None:
            _save(folder, f"{case}.quality", quality)
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump(model.config, file, indent=2)
        file.write("\n")


def _save(folder: str, name: str, value: torch.Tensor) -> None:
    np.save(os.path.join(folder, f"{name}.npy"), np.ascontiguousarray(value.numpy()))
