"""Synthetic objects: large smooth shapes drawn onto an image. The mask is the whole shape, however little of it shows.

They teach that an object may be whole although its inside is not of one kind, as a head behind its skull is.
"""

from __future__ import annotations

import cv2
import numpy as np


def shape_radius(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """H x W (float32): the distance from the centre of a random ellipse, superellipse or blob, 1 at its boundary."""
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    centre = np.array([width, height]) * rng.uniform(0.3, 0.7, 2)
    a, b = min(height, width) * rng.uniform(0.06, 0.46, 2)
    if rng.random() < 0.5:
        b = a * rng.uniform(0.7, 1.3)
    angle = rng.uniform(0, np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = x - centre[0], y - centre[1]
    u, v = (x * cos + y * sin) / a, (y * cos - x * sin) / b
    kind = rng.random()
    if kind < 0.45:
        radius = np.hypot(u, v)
    elif kind < 0.6:
        exponent = rng.uniform(2.2, 5)
        radius = np.sqrt(np.abs(u) ** exponent + np.abs(v) ** exponent)
    else:
        around, boundary = np.arctan2(v, u), np.ones(shape)
        for wave in range(2, 7):
            boundary += rng.normal(0, 0.22 / wave) * np.cos(wave * around + rng.uniform(0, 2 * np.pi))
        radius = np.hypot(u, v) / np.maximum(boundary, 0.3)
    return radius.astype(np.float32)


def draw_shape(rng: np.random.Generator, image: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An image H x W x 3 (uint8) with a shape drawn into it, and the mask H x W of the shape.

    The shape is filled, or only its (broken) border shows, or it is filled and holds smaller shapes. It is textured
    with noise or with the `other` image.
    """
    radius = shape_radius(rng, image.shape[:2])
    mask = (radius <= 1).astype(np.uint8)
    pixels = image.astype(np.float32)
    if rng.random() < 0.35:
        pixels = _blurred(pixels, rng.uniform(2, 12))
    inner, soft = _texture(rng, image.shape[:2], other), _blurred(mask, rng.uniform(0.6, 3.5))[..., None]
    style = rng.random()
    if style < 0.4:
        pixels = _mix(pixels, inner, soft * rng.uniform(0.25, 1))
    elif style < 0.75:
        pixels = _mix(pixels, inner, _border(rng, radius)[..., None])
        if rng.random() < 0.5:
            pixels = pixels + rng.uniform(-60, 60) * soft
    else:
        pixels = _mix(pixels, inner, soft * rng.uniform(0.25, 0.8))
        for _ in range(rng.integers(1, 4)):
            part = mask * (shape_radius(rng, image.shape[:2]) <= 1)
            pixels = pixels + _blurred(part, 1.2)[..., None] * rng.uniform(-90, 90, 3)
    return np.clip(pixels, 0, 255).astype(np.uint8), mask


def _texture(rng: np.random.Generator, shape: tuple[int, int], other: np.ndarray) -> np.ndarray:
    height, width = shape
    colour = rng.uniform(0, 255, 3) if rng.random() < 0.35 else np.full(3, rng.uniform(0, 255))
    if rng.random() < 0.5:
        texture = cv2.resize(other, (width, height)).astype(np.float32)
        return texture * rng.uniform(0.3, 1) + colour * rng.uniform(0, 0.6)
    rows, columns = (max(2, side // rng.choice([3, 8, 20])) for side in shape)
    noise = cv2.resize(rng.standard_normal((rows, columns)), (width, height), interpolation=cv2.INTER_CUBIC)
    return colour + noise[..., None] * rng.uniform(3, 45)


def _border(rng: np.random.Generator, radius: np.ndarray) -> np.ndarray:
    ring = ((radius <= 1) & (radius > 1 - rng.uniform(0.05, 0.25))).astype(np.float32)
    ys, xs = np.nonzero(radius <= 1)
    if rng.random() < 0.6 and len(ys):
        y, x = np.mgrid[: radius.shape[0], : radius.shape[1]]
        around = np.arctan2(y - ys.mean(), x - xs.mean())
        for _ in range(rng.integers(1, 5)):
            away = np.angle(np.exp(1j * (around - rng.uniform(-np.pi, np.pi))))
            ring *= 1 - np.exp(-((away / rng.uniform(0.15, 0.5)) ** 2)) * rng.uniform(0.4, 1)
    return _blurred(ring, rng.uniform(0.5, 2.5))


def _mix(below: np.ndarray, above: np.ndarray, share: np.ndarray) -> np.ndarray:
    return below * (1 - share) + above * share


def _blurred(plane: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(plane.astype(np.float32), (0, 0), sigma)
