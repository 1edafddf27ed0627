"""The published protocol: the exact box of the largest component, one shot, Dice and IoU per mask at original size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import cv2
import numpy as np

from .dataset import read_image, read_index, read_mask, set_folders
from .inference import segment
from .model import SamUnet
from .simulate import POSITIVE, box_rows, largest_component, point_rows

INDEX = "label2image_test.json"


@dataclass(frozen=True)
class Score:
    """Means over the masks of a set, with the field names of a model card's scores."""

    set: str
    prompt: str
    images: int
    masks: int
    dice: float
    iou: float
    baselineDice: float


def evaluate(model: SamUnet, root: str, prompt: str, zoom: float, limit: int | None = None) -> Iterator[Score]:
    """Scores of the sets below `root` with "box" or "point" prompts, at most `limit` images (evenly spread) of each."""
    model.eval()
    for folder in set_folders(root, INDEX):
        images: dict[str, list[str]] = {}
        for mask, image in read_index(folder, INDEX).items():
            images.setdefault(image, []).append(mask)
        names = list(images)
        if limit is not None and len(names) > limit:
            names = [names[i * len(names) // limit] for i in range(limit)]
        rows = []
        for name in names:
            image = read_image(os.path.join(folder, name))
            masks = [read_mask(os.path.join(folder, mask), image.shape[:2]) for mask in images[name]]
            # An empty mask has no box: nothing can be asked for.
            masks = [mask for mask in masks if mask.any()]
            prompts = [reference_prompt(mask, prompt) for mask in masks]
            for mask, answer in zip(masks, segment(model, image, prompts, zoom)):
                rows.append((*overlap(answer, mask), overlap(inscribed_ellipse(mask), mask)[0]))
        if rows:
            dice, iou, baseline = (round(float(value), 4) for value in np.mean(rows, 0))
            name = os.path.basename(os.path.normpath(folder))
            yield Score(name, prompt, len(names), len(rows), dice, iou, baseline)


def summary(scores: list[Score]) -> dict:
    """Means over the sets, also without those named after vessels."""
    rest = [score for score in scores if "vessel" not in score.set]
    return {
        "scores": [asdict(score) for score in scores],
        "dice": _mean(scores, "dice"),
        "baselineDice": _mean(scores, "baselineDice"),
        "diceWithoutVessels": _mean(rest, "dice"),
        "baselineDiceWithoutVessels": _mean(rest, "baselineDice"),
    }


def _mean(scores: list[Score], field: str) -> float | None:
    return round(float(np.mean([getattr(score, field) for score in scores])), 4) if scores else None


def reference_prompt(mask: np.ndarray, kind: str) -> np.ndarray:
    """The exact box of the largest component of a mask that is not empty, or the deepest point inside it."""
    found = largest_component(mask)
    if found is None:
        raise ValueError("An empty mask has no prompt.")
    box, component = found
    if kind == "box":
        return box_rows(box)
    depth = cv2.distanceTransform(np.pad(component.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return point_rows([(x, y)], POSITIVE)


def overlap(predicted: np.ndarray, reference: np.ndarray) -> tuple[float, float]:
    """Dice and IoU of two planes of 0 and 1; 1 when both are empty."""
    both = int((predicted & reference).sum())
    total = int(predicted.sum()) + int(reference.sum())
    return (2 * both / total, both / (total - both)) if total else (1.0, 1.0)


def inscribed_ellipse(mask: np.ndarray) -> np.ndarray:
    """The ellipse inscribed in the exact box of the largest component: what a model must beat."""
    found = largest_component(mask)
    if found is None:
        return np.zeros_like(mask)
    x0, y0, x1, y1 = found[0]
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]] + 0.5
    inside = ((x - (x0 + x1) / 2) / ((x1 - x0) / 2)) ** 2 + ((y - (y0 + y1) / 2) / ((y1 - y0) / 2)) ** 2 <= 1
    return inside.astype(np.uint8)
