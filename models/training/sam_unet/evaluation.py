"""Dice and IoU per mask at original size, of one answer to the exact box of the largest component as published, to a
loose box or to a point."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
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


Answer = Callable[[np.ndarray, list[np.ndarray]], list[np.ndarray]]


def evaluate(model: SamUnet, root: str, prompt: str, zoom: float, limit: int | None = None) -> Iterator[Score]:
    """Scores of a model on the sets below `root`, as `scores_of` says."""
    model.eval()
    return scores_of(lambda image, prompts: segment(model, image, prompts, zoom), root, prompt, limit)


def scores_of(answer: Answer, root: str, prompt: str, limit: int | None = None) -> Iterator[Score]:
    """Scores of the sets below `root` with "box", "loose" or "point" prompts, at most `limit` images (evenly spread) of
    each. `answer` gives masks H x W of an image H x W x 3 and prompts in its pixels."""
    for folder in set_folders(root, INDEX):
        name = os.path.basename(os.path.normpath(folder))
        images: dict[str, list[str]] = {}
        for mask, image in read_index(folder, INDEX).items():
            images.setdefault(image, []).append(mask)
        names = list(images)
        if limit is not None and len(names) > limit:
            names = [names[i * len(names) // limit] for i in range(limit)]
        rows = []
        for image_name in names:
            image = read_image(os.path.join(folder, image_name))
            masks = {mask: read_mask(os.path.join(folder, mask), image.shape[:2]) for mask in images[image_name]}
            # An empty mask has no box: nothing can be asked for.
            masks = {mask: plane for mask, plane in masks.items() if plane.any()}
            seeds = (json.dumps(["0", prompt, name, mask], ensure_ascii=False, separators=(",", ":")) for mask in masks)
            prompts = [reference_prompt(plane, prompt, seed) for plane, seed in zip(masks.values(), seeds)]
            for mask, given, got in zip(masks.values(), prompts, answer(image, prompts)):
                box = given[-2:, :2].ravel() if prompt != "point" else None
                rows.append((*overlap(got, mask), overlap(inscribed_ellipse(mask, box), mask)[0]))
        if rows:
            dice, iou, baseline = (round(float(value), 4) for value in np.mean(rows, 0))
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


def report(scores: Iterable[Score]) -> dict:
    """Prints scores as they come, and their means; gives their summary."""
    print(f"{'set':24} {'masks':>6} {'Dice':>7} {'IoU':>7} {'ellipse':>8}")
    known = []
    for score in scores:
        known.append(score)
        row = f"{score.set:24} {score.masks:6} {score.dice:7.4f} {score.iou:7.4f} {score.baselineDice:8.4f}"
        print(row, flush=True)
    result = summary(known)
    for name, suffix in (("mean of sets", ""), ("without vessels", "WithoutVessels")):
        if result[f"dice{suffix}"] is not None:
            print(f"{name:31} {result[f'dice{suffix}']:7.4f} {'':7} {result[f'baselineDice{suffix}']:8.4f}")
    return result


def write_json(path: str, value: dict) -> None:
    """Writes a JSON file for people to read."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.write("\n")


def _mean(scores: list[Score], field: str) -> float | None:
    return round(float(np.mean([getattr(score, field) for score in scores])), 4) if scores else None


def reference_prompt(mask: np.ndarray, kind: str, seed: str = "") -> np.ndarray:
    """The exact box of the largest component of a mask that is not empty, a loose one, or its deepest point."""
    found = largest_component(mask)
    if found is None:
        raise ValueError("An empty mask has no prompt.")
    box, component = found
    if kind == "box":
        return box_rows(box)
    if kind == "loose":
        return box_rows(loose_box(box, seed))
    depth = cv2.distanceTransform(np.pad(component.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return point_rows([(x, y)], POSITIVE)


def loose_box(box, seed: str) -> tuple[float, float, float, float]:
    """The box that `sam-unet evaluate --protocol loose` draws: scaled by 0.9 to 1.3 and shifted along each axis by up
    to 10 pixels, at most a quarter of its side."""
    x0, y0, x1, y1 = box
    random = seeded_random(seed)
    scale = 0.9 + 0.4 * next(random)
    dx, dy = ((2 * next(random) - 1) * min(10, side / 4) for side in (x1 - x0, y1 - y0))
    cx, cy = (x0 + x1) / 2 + dx, (y0 + y1) / 2 + dy
    rx, ry = (x1 - x0) * scale / 2, (y1 - y0) * scale / 2
    return cx - rx, cy - ry, cx + rx, cy + ry


def seeded_random(seed: str) -> Iterator[float]:
    """The numbers of [0, 1) that the product draws: mulberry32, started from the FNV-1a hash of the text."""
    state, all_bits = 0x811C9DC5, 0xFFFFFFFF
    for char in seed:
        state = ((state ^ ord(char)) * 0x01000193) & all_bits
    while True:
        state = (state + 0x6D2B79F5) & all_bits
        mixed = ((state ^ (state >> 15)) * (state | 1)) & all_bits
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & all_bits)) & all_bits
        yield (mixed ^ (mixed >> 14)) / 2**32


def overlap(predicted: np.ndarray, reference: np.ndarray) -> tuple[float, float]:
    """Dice and IoU of two planes of 0 and 1; 1 when both are empty."""
    both = int((predicted & reference).sum())
    total = int(predicted.sum()) + int(reference.sum())
    return (2 * both / total, both / (total - both)) if total else (1.0, 1.0)


def inscribed_ellipse(mask: np.ndarray, box=None) -> np.ndarray:
    """The ellipse inscribed in a box, or in the exact one of the largest component: what a model must beat."""
    found = largest_component(mask)
    if found is None:
        return np.zeros_like(mask)
    x0, y0, x1, y1 = found[0] if box is None else box
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]] + 0.5
    inside = ((x - (x0 + x1) / 2) / ((x1 - x0) / 2)) ** 2 + ((y - (y0 + y1) / 2) / ((y1 - y0) / 2)) ** 2 <= 1
    return inside.astype(np.uint8)
