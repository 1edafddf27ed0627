"""Pseudo-objects: homogeneous regions of an image, which teach to follow the boundary inside a box."""

from __future__ import annotations

import cv2
import numpy as np
from skimage.segmentation import felzenszwalb

SCALES = ({"scale": 150, "sigma": 0.8, "min_size": 150}, {"scale": 500, "sigma": 1.0, "min_size": 400})
MIN_AREA = 60
MAX_PART = 0.6


def pick_region(rng: np.random.Generator, image: np.ndarray) -> np.ndarray | None:
    """The mask H x W of a random region of Felzenszwalb and Huttenlocher's segmentation at one of two scales, half the
    time merged with a neighbour; None when it is too small or too large."""
    labels = felzenszwalb(image, **SCALES[rng.integers(len(SCALES))])
    label = rng.choice(np.unique(labels))
    mask = labels == label
    if rng.random() < 0.5:
        around = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        neighbours = np.setdiff1d(labels[around], [label])
        if len(neighbours):
            mask = mask | (labels == rng.choice(neighbours))
    area = int(mask.sum())
    return mask.astype(np.uint8) if MIN_AREA <= area <= MAX_PART * mask.size else None
