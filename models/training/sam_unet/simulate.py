"""Prompts as a person would give them, simulated from reference masks.

A prompt is an n x 3 array of (x, y, label) in model pixels with the labels of `prompts`; a box is its last two rows.
"""

from __future__ import annotations

import cv2
import numpy as np

from .prompts import ABSENT
from .recipe import Recipe

NEGATIVE, POSITIVE, BOX_START, BOX_END, PADDING = 0, 1, 2, 3, -1
MISS = 10


def largest_component(mask: np.ndarray) -> tuple[tuple[int, int, int, int], np.ndarray] | None:
    """Box (x0, y0, x1, y1), maximum exclusive, and plane of the largest 8-connected part; None for an empty mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return None
    index = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    x, y, width, height = (int(value) for value in stats[index, :4])
    return (x, y, x + width, y + height), labels == index


def box_rows(box) -> np.ndarray:
    """A box as the last two rows of a prompt."""
    x0, y0, x1, y1 = box
    return np.array([(x0, y0, BOX_START), (x1, y1, BOX_END)], np.float32)


def point_rows(points, label: int) -> np.ndarray:
    """Points (x, y) as rows of a prompt."""
    return np.array([(x, y, label) for x, y in points], np.float32).reshape(-1, 3)


def simulate_prompt(
    rng: np.random.Generator, mask: np.ndarray, recipe: Recipe, shares: tuple[float, ...], scale: float
) -> np.ndarray | None:
    """A random prompt for a mask (uint8 0/1) of the model's size: exact or loose box, points, or both, in these shares;
    None for an empty mask. `scale` is the number of model pixels in a pixel of the image."""
    found = largest_component(mask)
    if found is None:
        return None
    box, component = found
    kind, size = rng.choice(4, p=shares), mask.shape[0]
    if kind < 2:
        return box_rows(_box(rng, box, size, kind == 1, recipe, scale))
    count = rng.choice([1, 1, 1, 2, 3]) if kind == 2 else 1
    rows = [point_rows(_inside(rng, component, count), POSITIVE)]
    if rng.random() < 0.25:
        rows.append(point_rows(_just_outside(rng, mask), NEGATIVE))
    if kind == 3:
        rows.append(box_rows(_box(rng, box, size, rng.random() < 0.5, recipe, scale)))
    return np.concatenate(rows)


def _box(rng: np.random.Generator, box, size: int, loose: bool, recipe: Recipe, scale: float) -> np.ndarray:
    if loose and rng.random() < recipe.drawn:
        return draw_box(rng, box, size, MISS * scale)
    return vary_box(rng, box, size, recipe.loose if loose else 0.0)


def vary_box(rng: np.random.Generator, box, size: int, loose: float) -> np.ndarray:
    """A box measured elsewhere by less than a pixel; with `loose` > 0 also shifted, and grown by up to that part of a
    side on either side."""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    # An exact box is measured on the image's own grid, which differs from the model's.
    varied = np.array(box, np.float32) + rng.uniform(-0.7, 0.7, 4)
    if loose > 0:
        grow = np.array([width, height] * 2) * np.tile(rng.uniform(-0.2 * loose, loose, 2), 2)
        varied += grow * rng.uniform(0.3, 1, 4) * (-1, -1, 1, 1)
        varied += np.tile(rng.normal(0, 0.04, 2) * (width, height), 2)
    return _inside_square(varied, size)


def draw_box(rng: np.random.Generator, box, size: int, miss: float) -> np.ndarray:
    """A box as people draw it. Most are scaled by 0.9 to 1.3 and shifted along each axis by up to `miss` model pixels,
    at most a quarter of the side, as `sam-unet evaluate --protocol loose` does; of the others each edge is somewhere
    else, and of some one edge cuts off a part of the object."""
    x0, y0, x1, y1 = box
    sides = np.array([x1 - x0, y1 - y0])
    if rng.random() < 0.6:
        centre = np.array([x0 + x1, y0 + y1]) / 2 + rng.uniform(-1, 1, 2) * np.minimum(miss, sides / 4)
        half = sides * rng.uniform(0.9, 1.3) / 2
        return _inside_square(np.concatenate([centre - half, centre + half]), size)
    outward = rng.normal(0.04, 0.08, 4)
    if rng.random() < 0.4:
        outward[rng.integers(4)] = -rng.uniform(0.05, 0.3)
    return _inside_square(np.array(box) + outward * np.tile(sides, 2) * (-1, -1, 1, 1), size)


def _inside_square(box: np.ndarray, size: int) -> np.ndarray:
    box = np.clip(box, 0, size).astype(np.float32)
    box[2:] = np.maximum(box[2:], box[:2] + 1)
    return box


def _inside(rng: np.random.Generator, component: np.ndarray, count: int) -> list[tuple[int, int]]:
    depth = cv2.distanceTransform(component.astype(np.uint8), cv2.DIST_L2, 3)
    points = []
    for _ in range(count):
        # The deepest place is where most users click first.
        least = 1.0 if rng.random() < 0.4 else rng.uniform(0, 0.9)
        ys, xs = np.nonzero(depth >= max(depth.max() * least, 1e-6))
        pick = rng.integers(len(ys))
        points.append((xs[pick], ys[pick]))
    return points


def _just_outside(rng: np.random.Generator, mask: np.ndarray) -> list[tuple[int, int]]:
    far, near = (cv2.dilate(mask, np.ones((side, side), np.uint8)) for side in (15, 5))
    ys, xs = np.nonzero(far - near)
    if len(ys) == 0:
        return []
    pick = rng.integers(len(ys))
    return [(xs[pick], ys[pick])]


def correct(prompt: np.ndarray, predicted: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The prompt with one more click, on the deepest pixel of the largest region that is missing or too much (boolean
    planes), as `sam-unet evaluate --protocol clicks` does; the same prompt where nothing is wrong."""
    wrong = [largest_component(plane.astype(np.uint8)) for plane in (mask & ~predicted, predicted & ~mask)]
    missing, excess = (None if found is None else found[1] for found in wrong)
    if missing is None and excess is None:
        return prompt
    positive = excess is None or (missing is not None and missing.sum() >= excess.sum())
    region = cv2.copyMakeBorder((missing if positive else excess).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    depth = cv2.distanceTransform(region, cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return np.concatenate([point_rows([(x, y)], POSITIVE if positive else NEGATIVE), prompt])


def shift_box(rng: np.random.Generator, box) -> tuple[int, int, int, int]:
    """The published jitter: one whole-pixel translation of up to min(5, half the short side) pixels."""
    x0, y0, x1, y1 = box
    most = min(5, int(0.5 * min(x1 - x0, y1 - y0)))
    dx, dy = rng.integers(-most, most, 2) if most else (0, 0)
    return x0 + int(dx), y0 + int(dy), x1 + int(dx), y1 + int(dy)


def stack_prompts(prompts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates N x P x 2 and labels N x P (float32) for the decoder.

    A padding point follows points without a box, as published; shorter prompts are filled up with ABSENT.
    """
    full = [
        prompt if len(prompt) == 0 or prompt[-1, 2] == BOX_END else np.vstack([prompt, (0, 0, PADDING)])
        for prompt in prompts
    ]
    longest = max(len(prompt) for prompt in full)
    table = np.zeros((len(full), longest, 3), np.float32)
    table[..., 2] = ABSENT
    for row, prompt in zip(table, full):
        row[: len(prompt)] = prompt
    return table[..., :2].copy(), table[..., 2].copy()
