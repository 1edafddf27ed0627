"""Training batches of object-centred crops and whole images, balanced over the sets."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .dataset import Record
from .intensity import change_intensities
from .regions import pick_region
from .simulate import largest_component, simulate_prompt

MIN_CROP = 32
MIN_VISIBLE = 0.3
MIN_AREA = 12
MIN_OTHER_AREA = 40


@dataclass(frozen=True)
class Batch:
    """Normalised images B x 3 x S x S, targets B*K x S x S in 0..1, and the prompts of the targets in model pixels."""

    images: np.ndarray
    targets: np.ndarray
    prompts: list[np.ndarray]


class CropBatches:
    """Makes the batch of a step from the seed and the step alone, so that a resumed run goes on as it would have."""

    def __init__(self, sets: dict[str, list[Record]], seed: int, normalisation: dict, masks: int, weak, pseudo: float):
        self.sets = list(sets.values())
        weights = np.array([len(records) ** 0.35 * (0.35 if name in weak else 1) for name, records in sets.items()])
        self.chances = weights / weights.sum()
        self.seed, self.masks, self.pseudo = seed, masks, pseudo
        self.mean, self.std = (np.array(normalisation[key], np.float32) for key in ("mean", "std"))

    def batch(self, step: int, size: int, images: int) -> Batch:
        """The batch of a step: `images` crops of `size` pixels, each with the same number of prompts."""
        rng = np.random.default_rng((self.seed, step))
        samples = [self._sample(rng, size) for _ in range(images)]
        return Batch(
            np.stack([image for image, _, _ in samples]),
            np.concatenate([targets for _, targets, _ in samples]),
            [prompt for _, _, prompts in samples for prompt in prompts],
        )

    def _sample(self, rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
        while True:
            records = self.sets[rng.choice(len(self.sets), p=self.chances)]
            sample = self._try(rng, records[rng.integers(len(records))], size)
            if sample is not None:
                return sample

    def _try(self, rng: np.random.Generator, record: Record, size: int):
        main, others = self._objects(rng, record)
        found = None if main is None else largest_component(main)
        if main is None or found is None:
            return None
        matrix, scale = crop_matrix(rng, found[0], record.image.shape[:2], size)
        targets = [_warp(main * np.uint8(255), matrix, size)]
        visible = (targets[0] > 127).sum()
        if visible < max(MIN_AREA, MIN_VISIBLE * main.sum() * scale**2):
            return None
        for index in others:
            if len(targets) < self.masks:
                other = _warp(record.mask(index) * np.uint8(255), matrix, size)
                if (other > 127).sum() >= MIN_OTHER_AREA:
                    targets.append(other)
        # An image of fewer objects is asked about the same one in several ways.
        targets += [targets[i] for i in rng.integers(len(targets), size=self.masks - len(targets))]
        prompts = [simulate_prompt(rng, (target > 127).astype(np.uint8)) for target in targets]
        if any(prompt is None for prompt in prompts):
            return None
        return self._image(rng, record.image, matrix, scale, size), np.stack(targets).astype(np.float32) / 255, prompts

    def _objects(self, rng: np.random.Generator, record: Record) -> tuple[np.ndarray | None, np.ndarray]:
        if len(record.regions) and rng.random() < self.pseudo:
            return pick_region(rng, record.regions), np.empty(0, int)
        order = rng.permutation(record.count)
        return record.mask(order[0]), order[1:6]

    def _image(self, rng: np.random.Generator, image: np.ndarray, matrix: np.ndarray, scale: float, size: int):
        height, width = image.shape[:2]
        if scale < 0.6:
            side = max(1, int(1 / scale))
            image = cv2.blur(image, (side, side))
        pixels = change_intensities(rng, _warp(image, matrix, size)) * 255
        inside = _warp(np.full((height, width), 255, np.uint8), matrix, size) > 127
        normalised = ((pixels - self.mean) / self.std) * inside[..., None]
        # PyTorch 1.13 on a CPU damages memory when it is given channels-last images.
        return np.ascontiguousarray(normalised.transpose(2, 0, 1), np.float32)


def crop_matrix(rng: np.random.Generator, box, shape: tuple[int, int], size: int) -> tuple[np.ndarray, float]:
    """A random affine map (2 x 3, as OpenCV takes it) from the image to a crop of `size` pixels, and its scale.

    Two thirds are crops of 1.3 to 3 times the longest side of the box, as the second look sees them; the others show
    (nearly) the whole image. Rotated, flipped and slightly stretched.
    """
    x0, y0, x1, y1 = box
    height, width = shape
    side = max(x1 - x0, y1 - y0)
    if rng.random() < 0.68:
        factor = rng.uniform(1.3, 3.0) if rng.random() < 0.5 else rng.uniform(1.8, 2.3)
        crop = max(side * factor, MIN_CROP)
        centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2]) + rng.uniform(-0.12, 0.12, 2) * side
    else:
        crop = max(height, width) * rng.uniform(0.7, 1.05)
        centre = np.array([width, height]) * (0.5 + rng.uniform(-0.1, 0.1, 2))
    if rng.random() < 0.35:
        angle = rng.uniform(-180, 180)
    elif rng.random() < 0.6:
        angle = rng.choice([0, 90, 180, 270]) + rng.normal(0, 8)
    else:
        angle = 0
    scale, stretch = size / crop, np.exp(rng.normal(0, 0.1))
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    flip = -1 if rng.random() < 0.5 else 1
    linear = np.array([[cos * flip, -sin], [sin * flip, cos]]) @ np.diag([scale * stretch, scale / stretch])
    return np.column_stack([linear, size / 2 - linear @ centre]), scale


def _warp(plane: np.ndarray, matrix: np.ndarray, size: int) -> np.ndarray:
    return cv2.warpAffine(plane, matrix, (size, size), flags=cv2.INTER_LINEAR)
