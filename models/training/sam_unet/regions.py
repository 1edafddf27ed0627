"""Pseudo-objects: homogeneous regions of an image, which teach to follow the boundary inside a box."""

from __future__ import annotations

import cv2
import numpy as np
from skimage.segmentation import felzenszwalb

SCALES = ({"scale": 150, "sigma": 0.8, "min_size": 150}, {"scale": 500, "sigma": 1.0, "min_size": 400})
MIN_AREA = 60
MAX_PART = 0.6


def region_maps(image: np.ndarray) -> np.ndarray:
    """2 x H x W label maps (uint16) of Felzenszwalb and Huttenlocher's segmentation at two scales."""
    return np.stack([felzenszwalb(image, **scale).astype(np.uint16) for scale in SCALES])


def pick_region(rng: np.random.Generator, regions: np.ndarray) -> np.ndarray | None:
    """The mask of a random region, half the time merged with a neighbour; None when it is too small or too large."""
    labels = regions[rng.integers(len(regions))]
    label = rng.choice(np.unique(labels))
    mask = labels == label
    if rng.random() < 0.5:
        around = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        neighbours = np.setdiff1d(labels[around], [label])
        if len(neighbours):
            mask = mask | (labels == rng.choice(neighbours))
    area = int(mask.sum())
    return mask.astype(np.uint8) if MIN_AREA <= area <= MAX_PART * mask.size else None
