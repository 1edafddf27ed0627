"""The one map between an image and the model's square input, in step with the product's."""

from __future__ import annotations

import math

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

MIN_REGION = 32


class ImageTransform:
    """Maps a region (x0, y0, x1, y1) of whole pixels to the upper left corner of a `size` x `size` input.

    Boxes map as continuous edges; points by the index of their pixel, before the decoder's half-pixel shift.
    """

    def __init__(self, shape: tuple[int, int], size: int, region: tuple[int, int, int, int] | None = None):
        self.region = region or (0, 0, shape[1], shape[0])
        x0, y0, x1, y1 = self.region
        scale = size / max(x1 - x0, y1 - y0)
        self.size = size
        self.width, self.height = (max(1, int(side * scale + 0.5)) for side in (x1 - x0, y1 - y0))
        self.scale = (self.width / (x1 - x0), self.height / (y1 - y0))

    def box_to_model(self, box) -> tuple[float, float, float, float]:
        """A box of the image in model pixels."""
        (x0, y0), (sx, sy) = self.region[:2], self.scale
        return (box[0] - x0) * sx, (box[1] - y0) * sy, (box[2] - x0) * sx, (box[3] - y0) * sy

    def point_to_model(self, point: tuple[float, float]) -> tuple[float, float]:
        """A point of the image, by pixel index, in model pixels."""
        return (point[0] - self.region[0]) * self.scale[0], (point[1] - self.region[1]) * self.scale[1]

    def mask_to_model(self, mask: np.ndarray) -> np.ndarray:
        """The region of a mask at the model's size, nearest pixels, zero in the padding."""
        x0, y0, x1, y1 = self.region
        resized = Image.fromarray(mask[y0:y1, x0:x1]).resize((self.width, self.height), Image.NEAREST)
        out = np.zeros((self.size, self.size), mask.dtype)
        out[: self.height, : self.width] = np.asarray(resized)
        return out

    def logits_to_image(self, logits: torch.Tensor, shape: tuple[int, int]) -> np.ndarray:
        """Mask H x W (uint8) where the enlarged logits 1 x 1 x G x G are positive; zero outside the region."""
        x0, y0, x1, y1 = self.region
        large = F.interpolate(logits, (self.size, self.size), mode="bilinear", align_corners=False)
        large = large[..., : self.height, : self.width]
        large = F.interpolate(large, (y1 - y0, x1 - x0), mode="bilinear", align_corners=False)
        mask = np.zeros(shape, np.uint8)
        mask[y0:y1, x0:x1] = (large[0, 0] > 0).cpu().numpy()
        return mask


def preprocess(image: np.ndarray, transform: ImageTransform, normalisation: dict) -> np.ndarray:
    """3 x S x S (float32): the region resized by Pillow, normalised, then padded with zeros right and bottom."""
    x0, y0, x1, y1 = transform.region
    resized = Image.fromarray(image[y0:y1, x0:x1]).resize((transform.width, transform.height), Image.BILINEAR)
    pixels = (np.asarray(resized, np.float32) - normalisation["mean"]) / normalisation["std"]
    out = np.zeros((3, transform.size, transform.size), np.float32)
    out[:, : transform.height, : transform.width] = pixels.transpose(2, 0, 1)
    return out


def region_around(box, zoom: float, shape: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The region of the second look: a square of `zoom` times the longest side of the box, of whole pixels, cut to the
    image; None when that is the whole image."""
    x0, y0, x1, y1 = box
    half = max(zoom * max(x1 - x0, y1 - y0), MIN_REGION) / 2
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    height, width = shape
    left, top = max(0, math.floor(cx - half)), max(0, math.floor(cy - half))
    right, bottom = min(width, math.ceil(cx + half)), min(height, math.ceil(cy + half))
    whole = (left, top, right, bottom) == (0, 0, width, height)
    return None if whole else (left, top, right, bottom)
