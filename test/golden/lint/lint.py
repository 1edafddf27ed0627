"""Writes lint.json beside it: perceptual hashes of pictures and measures of masks, all by SciPy.

    python3 lint.py

Needs numpy (2.4.6 was used) and scipy (1.17.1).
"""

import json
import pathlib

import numpy as np
from scipy import fft, ndimage

rng = np.random.default_rng(23)


def perceptual_hash(picture):
    low = fft.dctn(picture, type=2)[:8, :8].ravel()
    return [int(value > np.median(low[1:])) for value in low]


pictures = []
for _ in range(4):
    noise = ndimage.gaussian_filter(rng.normal(size=(32, 32)), rng.uniform(1, 5))
    picture = np.round(255 * (noise - noise.min()) / np.ptp(noise)).astype(int)
    pictures.append({"values": picture.ravel().tolist(), "bits": perceptual_hash(picture.astype(float))})


def measure(mask, image):
    eight = np.ones((3, 3))
    holes = ndimage.label(np.pad(~mask, 1, constant_values=True))[1] - 1
    y, x = ndimage.center_of_mass(mask)
    border = np.concatenate([mask[0], mask[-1], mask[1:-1, 0], mask[1:-1, -1]])
    return {
        "area": int(mask.sum()),
        "x": x + 0.5,
        "y": y + 0.5,
        "mean": float(ndimage.mean(image, mask)),
        "parts": int(ndimage.label(mask, eight)[1]),
        "holes": int(holes),
        "border": float(border.mean()),
    }


masks = []
for _ in range(8):
    height, width = (int(side) for side in rng.integers(6, 20, 2))
    mask = ndimage.gaussian_filter(rng.normal(size=(height, width)), 0.8) > rng.uniform(-0.2, 0.1)
    image = rng.integers(0, 256, (height, width))
    masks.append(
        {
            "mask": ["".join("#" if value else "." for value in row) for row in mask],
            "image": image.ravel().tolist(),
            **measure(mask, image),
        }
    )

out = pathlib.Path(__file__).with_suffix(".json")
out.write_text(json.dumps({"pictures": pictures, "masks": masks}) + "\n")
