"""Segments single objects as the product does: with a second, closer look around the object."""

from __future__ import annotations

import numpy as np
import torch

from .config import normalisation
from .model import SamUnet
from .simulate import BOX_END, POSITIVE, stack_prompts
from .transform import ImageTransform, preprocess, region_around

CHUNK = 16


@torch.no_grad()
def segment(model: SamUnet, image: np.ndarray, prompts: list[np.ndarray], zoom: float) -> list[np.ndarray]:
    """Masks H x W (uint8) of prompts in image pixels: rows (x, y, label), points by pixel index.

    With `zoom` > 1 each box gets its own region; prompts without a box are answered from the whole image.
    """
    shape = image.shape[:2]
    boxes = [_box(prompt) if zoom > 1 else None for prompt in prompts]
    regions = [
        None if box is None else region_around(_with_points(box, prompt), zoom, shape)
        for box, prompt in zip(boxes, prompts)
    ]
    return _look(model, image, prompts, regions)


def _look(model: SamUnet, image: np.ndarray, prompts: list[np.ndarray], regions: list) -> list[np.ndarray]:
    device = next(model.parameters()).device
    size, norm = model.config["imageSize"], normalisation(model.config)
    unique = list(dict.fromkeys(regions))
    masks: dict[int, np.ndarray] = {}
    for start in range(0, len(unique), CHUNK):
        part = unique[start : start + CHUNK]
        transforms = [ImageTransform(image.shape[:2], size, region) for region in part]
        pixels = np.stack([preprocess(image, transform, norm) for transform in transforms])
        embeddings, features = model.encode(torch.from_numpy(pixels).to(device))
        which = [i for i, region in enumerate(regions) if region in part]
        rows = torch.tensor([part.index(regions[i]) for i in which], device=device)
        coords, labels = stack_prompts([_to_model(prompts[i], transforms[part.index(regions[i])]) for i in which])
        logits, _ = model.decode(
            embeddings[rows], features[rows], torch.from_numpy(coords).to(device), torch.from_numpy(labels).to(device)
        )
        for k, i in enumerate(which):
            masks[i] = transforms[part.index(regions[i])].logits_to_image(logits[k : k + 1], image.shape[:2])
    return [masks[i] for i in range(len(prompts))]


def _box(prompt: np.ndarray) -> tuple[float, float, float, float] | None:
    if prompt[-1, 2] != BOX_END:
        return None
    return (*prompt[-2, :2], *prompt[-1, :2])


def _with_points(box, prompt: np.ndarray):
    """The box enlarged to hold the pixels of all positive points."""
    points = prompt[prompt[:, 2] == POSITIVE, :2]
    low, high = np.vstack([[box[:2]], points]).min(0), np.vstack([[box[2:]], points + 1]).max(0)
    return (*low, *high)


def _to_model(prompt: np.ndarray, transform: ImageTransform) -> np.ndarray:
    mapped = prompt.astype(np.float32)
    for row in mapped:
        if row[2] >= 2:
            row[:2] = transform.box_to_model((*row[:2], *row[:2]))[:2]
        else:
            row[:2] = transform.point_to_model((row[0], row[1]))
    return mapped
