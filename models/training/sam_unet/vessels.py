"""Synthetic vessels: trees of thin branching lines drawn onto an image."""

from __future__ import annotations

import cv2
import numpy as np

MIN_WIDTH = 0.7
MAX_SEGMENTS = 4000


def draw_vessels(rng: np.random.Generator, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An image H x W x 3 (uint8) with brighter or darker vessels drawn into it, and their mask H x W."""
    mask = vessel_trees(rng, image.shape[:2])
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), rng.uniform(0.4, 1.2))[..., None]
    pixels = image.astype(np.float32)
    sign = 1 if pixels.mean() < 80 else rng.choice([-1, 1])
    pixels = pixels + soft * sign * rng.uniform(25, 110) * rng.uniform(0.5, 1, 3)
    return np.clip(pixels, 0, 255).astype(np.uint8), mask


def vessel_trees(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Mask H x W (uint8) of a few trees: wandering lines that taper and send off thinner branches."""
    height, width = shape
    mask = np.zeros(shape, np.uint8)
    # Ends that still grow: place, direction, width in pixels, and how many segments are left.
    ends = [
        (
            width * rng.uniform(0.2, 0.8),
            height * rng.uniform(0.2, 0.8),
            rng.uniform(-np.pi, np.pi),
            rng.uniform(1, 4.5),
            int(rng.integers(15, 46)),
        )
        for _ in range(rng.integers(2, 7))
    ]
    drawn = 0
    while ends and drawn < MAX_SEGMENTS:
        x, y, angle, thickness, left = ends.pop()
        if left <= 0 or not (0 <= x < width and 0 <= y < height):
            continue
        step = rng.uniform(3, 8)
        end = x + step * np.cos(angle), y + step * np.sin(angle)
        cv2.line(mask, (int(x), int(y)), (int(end[0]), int(end[1])), 1, max(1, round(thickness)))
        drawn += 1
        angle += rng.normal(0, 0.18)
        if rng.random() < 0.13 and thickness > MIN_WIDTH:
            aside = angle + rng.choice([-1, 1]) * rng.uniform(0.4, 1)
            ends.append((*end, aside, thickness * rng.uniform(0.5, 0.85), int(left * 0.7)))
        ends.append((*end, angle, max(MIN_WIDTH, thickness * 0.985), left - 1))
    return mask
