"""Random changes of intensities, as other machines, windows and stains would make them."""

from __future__ import annotations

import cv2
import numpy as np


def change_intensities(rng: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """H x W x 3 in 0..1 (float32) from 8 bits: window, gamma, inversion, colour, blur, shading and noise."""
    x = image.astype(np.float32) / 255
    if rng.random() < 0.6:
        low, high = rng.uniform(-0.15, 0.2), rng.uniform(0.75, 1.2)
        x = np.clip((x - low) / (high - low), 0, 1)
    if rng.random() < 0.6:
        x = x ** np.exp(rng.normal(0, 0.35))
    if rng.random() < 0.22:
        x = 1 - x
    if rng.random() < 0.2:
        x = np.repeat(x.mean(2, keepdims=True), 3, 2)
    elif rng.random() < 0.15:
        x = x[..., rng.permutation(3)]
    if rng.random() < 0.25:
        x = x * (1 + rng.normal(0, 0.1, 3))
    if rng.random() < 0.2:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.6))
    if rng.random() < 0.25:
        coarse = rng.normal(0, 0.15, (4, 4)).astype(np.float32)
        x = x * (1 + cv2.resize(coarse, (x.shape[1], x.shape[0]), interpolation=cv2.INTER_CUBIC)[..., None])
    if rng.random() < 0.3:
        x = x + rng.normal(0, rng.uniform(0.01, 0.08), (*x.shape[:2], 1))
    return np.clip(x, 0, 1).astype(np.float32)
