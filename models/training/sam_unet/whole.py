"""Training batches as published: every image once an epoch, whole, with several of its masks and shifted boxes."""

from __future__ import annotations

import numpy as np

from .crops import Batch
from .dataset import Record
from .simulate import box_rows, largest_component, shift_box
from .transform import ImageTransform, preprocess


class WholeBatches:
    """Makes the batch of a step from the seed and the step alone."""

    def __init__(self, sets: dict[str, list[Record]], seed: int, normalisation: dict, masks: int):
        self.records = [record for records in sets.values() for record in records]
        self.seed, self.normalisation, self.masks = seed, normalisation, masks

    def steps_per_epoch(self, images: int) -> int:
        """Number of steps of `images` that show every image once."""
        return -(-len(self.records) // images)

    def batch(self, step: int, size: int, images: int) -> Batch:
        """The batch of a step: `images` whole images, the last batch of an epoch maybe fewer."""
        epoch, position = divmod(step, self.steps_per_epoch(images))
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.records))
        rng = np.random.default_rng((self.seed, epoch, position))
        pixels, targets, prompts = [], [], []
        for index in order[position * images : (position + 1) * images]:
            record = self.records[index]
            transform = ImageTransform(record.image.shape[:2], size)
            pixels.append(preprocess(record.image, transform, self.normalisation))
            for choice in rng.integers(record.count, size=self.masks):
                mask = record.mask(choice)
                found = largest_component(mask)
                if found is None:
                    raise ValueError("A mask without foreground got into the records.")
                targets.append(transform.mask_to_model(mask))
                prompts.append(box_rows(transform.box_to_model(shift_box(rng, found[0]))))
        return Batch(np.stack(pixels), np.stack(targets).astype(np.float32), prompts)
