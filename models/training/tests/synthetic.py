"""A tiny configuration and a tiny data set in the published layout."""

from __future__ import annotations

import json
import os

import numpy as np
from PIL import Image

from sam_unet.recipe import Phase, Recipe, Stage

TINY = {
    "imageSize": 64,
    "vit": {
        "width": 16,
        "depth": 5,
        "heads": 2,
        "globalBlocks": [1, 2, 3, 4],
        "window": 0,
        "relativePositions": False,
    },
    "conv": {"kind": "resnet34", "width": 4},
    "promptWidth": 16,
    "maskChannels": 8,
    "maskFeatureHidden": 8,
    "decoderMlp": 32,
    "densePrompt": True,
    "skip": True,
    "quality": True,
}
TINY_PUBLISHED = {
    **TINY,
    "vit": {**TINY["vit"], "window": 3, "relativePositions": True},
    "densePrompt": False,
    "skip": False,
    "quality": False,
}


def crop_recipe(*steps: int, **fields) -> Recipe:
    """A recipe of short phases on crops."""
    stages = (Stage(0.5, 32, 2), Stage(1, 64, 2))
    phases = tuple(Phase(rate=2e-3, stages=stages, warmup=2, steps=count) for count in steps)
    usual = {"weight_decay": 0.02, "clip": 1.0, "average": 0.9, "corrections": 0.5, "pseudo_objects": 0.1}
    return Recipe("tiny", "crops", "soft", "adamw", 3, phases, **{**usual, **fields})


def disc(height: int, width: int, x: float, y: float, radius: float) -> np.ndarray:
    """A filled circle, H x W of 0 and 1."""
    yy, xx = np.mgrid[:height, :width]
    return ((xx + 0.5 - x) ** 2 + (yy + 0.5 - y) ** 2 <= radius**2).astype(np.uint8)


def write_sets(root: str, images: int = 4) -> None:
    """Two sets of noisy images with two discs each, usable for training and for evaluation."""
    rng = np.random.default_rng(5)
    for name in ("discs", "vessel_discs"):
        folder = os.path.join(root, name)
        for kind in ("images", "masks"):
            os.makedirs(os.path.join(folder, kind))
        forward: dict[str, list[str]] = {}
        for i in range(images):
            height, width = 90 + 10 * i, 120
            masks = [disc(height, width, 35, 40, 15 + i), disc(height, width, 85, 50, 20)]
            image = 60 + 60 * masks[0] + 110 * masks[1] + rng.normal(0, 5, (height, width))
            Image.fromarray(image.clip(0, 255).astype(np.uint8)).save(os.path.join(folder, f"images/{i}.jpg"))
            forward[f"images/{i}.jpg"] = [f"masks/{i}_{k}.png" for k in range(2)]
            for path, mask in zip(forward[f"images/{i}.jpg"], masks):
                Image.fromarray(mask * np.uint8(255)).save(os.path.join(folder, path))
        backward = {mask: image for image, masks in forward.items() for mask in masks}
        for index, value in (("image2label_train.json", forward), ("label2image_test.json", backward)):
            with open(os.path.join(folder, index), "w", encoding="utf-8") as file:
                json.dump(value, file)
