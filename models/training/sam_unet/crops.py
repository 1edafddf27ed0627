"""Training batches of object-centred crops and whole images, balanced over the sets."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .dataset import Record
from .intensity import change_intensities
from .recipe import Recipe
from .regions import pick_region
from .shapes import draw_shape
from .simulate import largest_component, simulate_prompt
from .vessels import draw_vessels

MIN_CROP = 32
MIN_VISIBLE = 0.3
MIN_AREA = 12
MIN_OTHER_AREA = 40
MIN_DRAWN_AREA = 60
DRAWN_SIDE = 320
VESSELS = 0.22


@dataclass(frozen=True)
class Batch:
    """Normalised images B x 3 x S x S, targets B*K x S x S in 0..1, and the prompts of the targets in model pixels."""

    images: np.ndarray
    targets: np.ndarray
    prompts: list[np.ndarray]


class CropBatches:
    """Makes the batch of a step from the seed and the step alone, so that a resumed run goes on as it would have."""

    def __init__(self, sets: dict[str, list[Record]], seed: int, normalisation: dict, recipe: Recipe):
        self.sets = list(sets.values())
        weak = recipe.weak
        weights = np.array([len(records) ** 0.35 * (0.35 if name in weak else 1) for name, records in sets.items()])
        self.chances = weights / weights.sum()
        self.seed, self.recipe, self.masks = seed, recipe, recipe.masks
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
            sample = self._try(rng, self._record(rng), size)
            if sample is not None:
                return sample

    def _try(self, rng: np.random.Generator, record: Record, size: int):
        image, main, others = self._objects(rng, record)
        found = None if main is None else largest_component(main)
        if main is None or found is None:
            return None
        thin = is_thin(main, found[0])
        if thin and rng.random() < self.recipe.thin_crops:
            centre, side, whole = *part_window(rng, main), False
        else:
            centre, side, whole = object_window(rng, found[0], image.shape[:2])
        shares = self.recipe.whole_prompts if whole and self.recipe.whole_prompts else self.recipe.prompts
        matrix, scale = crop_matrix(rng, centre, side, size)
        targets = [_warp(main * np.uint8(255), matrix, size)]
        visible = (targets[0] > 127).sum()
        if visible < (MIN_OTHER_AREA if thin else max(MIN_AREA, MIN_VISIBLE * main.sum() * scale**2)):
            return None
        for index in others:
            if len(targets) < self.masks:
                other = _warp(record.mask(index) * np.uint8(255), matrix, size)
                if (other > 127).sum() >= MIN_OTHER_AREA:
                    targets.append(other)
        # An image of fewer objects is asked about the same one in several ways.
        targets += [targets[i] for i in rng.integers(len(targets), size=self.masks - len(targets))]
        masks = [(target > 127).astype(np.uint8) for target in targets]
        prompts = [simulate_prompt(rng, mask, self.recipe, shares, scale) for mask in masks]
        if any(prompt is None for prompt in prompts):
            return None
        return self._image(rng, image, matrix, scale, size), np.stack(targets).astype(np.float32) / 255, prompts

    def _record(self, rng: np.random.Generator) -> Record:
        records = self.sets[rng.choice(len(self.sets), p=self.chances)]
        return records[rng.integers(len(records))]

    def _objects(self, rng: np.random.Generator, record: Record) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
        """The image, the mask of the object in question (None: try another) and the indices of other masks."""
        none, kind = np.empty(0, int), rng.random()
        if kind < self.recipe.synthetic_objects:
            image = _shrunk(record.image)
            image, mask = (
                draw_vessels(rng, image) if rng.random() < VESSELS else draw_shape(rng, image, self._record(rng).image)
            )
            return image, mask if mask.sum() >= MIN_DRAWN_AREA else None, none
        if kind < self.recipe.synthetic_objects + self.recipe.pseudo_objects:
            return record.image, pick_region(rng, record.image), none
        order = rng.permutation(record.count)
        return record.image, record.mask(order[0]), order[1:6]

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


def is_thin(mask: np.ndarray, box) -> bool:
    """Whether an object is a net of lines across the image, as vessels are."""
    width, height = box[2] - box[0], box[3] - box[1]
    return mask.sum() < 0.25 * width * height and max(width, height) > 0.4 * max(mask.shape)


def object_window(rng: np.random.Generator, box, shape: tuple[int, int]) -> tuple[np.ndarray, float, bool]:
    """Centre (x, y) and side of a square to show, in pixels of the image, and whether it is (nearly) the whole image.

    Three in five are 1.4 to 4.5 times the longest side of the box, as the second look sees an object, but never larger
    than the image; the others are whole images, half of them from the upper left corner as the first look sees them.
    """
    x0, y0, x1, y1 = box
    height, width = shape
    longest = max(shape)
    side = max(x1 - x0, y1 - y0)
    if rng.random() < 0.58:
        factor = rng.uniform(1.4, 4.5) if rng.random() < 0.5 else rng.uniform(2.2, 3.3)
        # Zoom-in refinement is centred on the box, and a loose box is off the object.
        aside = rng.choice([0.12, 0.25])
        centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2]) + rng.uniform(-aside, aside, 2) * side
        return centre, min(max(side * factor, MIN_CROP), 1.05 * longest), side * factor > longest
    if rng.random() < 0.5:
        return np.full(2, longest / 2), longest, True
    centre = np.array([width, height]) * (0.5 + rng.uniform(-0.1, 0.1, 2))
    return centre, longest * rng.uniform(0.7, 1.05), True


def part_window(rng: np.random.Generator, mask: np.ndarray) -> tuple[np.ndarray, float]:
    """Centre (x, y) and side of a square around a pixel of the mask: 0.3 to 0.7 of the image, inside it if possible."""
    height, width = mask.shape
    side = max(mask.shape) * rng.uniform(0.3, 0.7)
    ys, xs = np.nonzero(mask)
    pick = rng.integers(len(ys))
    low, high = np.full(2, side / 2), np.maximum(np.array([width, height]) - side / 2, side / 2)
    return np.clip((xs[pick], ys[pick]), low, high), side


def crop_matrix(rng: np.random.Generator, centre, crop: float, size: int) -> tuple[np.ndarray, float]:
    """A random affine map (2 x 3, as OpenCV takes it) from a square of the image to `size` pixels, and its scale.

    Rotated, flipped and slightly stretched.
    """
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


def _shrunk(image: np.ndarray) -> np.ndarray:
    factor = DRAWN_SIDE / max(image.shape[:2])
    return image if factor >= 1 else cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _warp(plane: np.ndarray, matrix: np.ndarray, size: int) -> np.ndarray:
    return cv2.warpAffine(plane, matrix, (size, size), flags=cv2.INTER_LINEAR)
