"""Writes staple.json: what SimpleITK's STAPLEImageFilter estimates of masks by several readers, for staple.test.ts.

    pip install numpy SimpleITK==2.5.4
    python staple.py > staple.json
"""

import json

import numpy as np
import SimpleITK as sitk

rng = np.random.default_rng(23)


def ellipsoid(shape, scale=1.0, shift=0.0):
    grid = np.mgrid[tuple(slice(0, n) for n in shape)]
    parts = [((axis - n / 2 - shift) / max(1.0, scale * n / 3.5)) ** 2 for axis, n in zip(grid, shape)]
    return sum(parts) <= 1


def reading(truth, missed, added):
    """What a reader draws who misses a part of the object, and adds a part of the rest."""
    noise = rng.uniform(size=truth.shape)
    return np.where(truth, noise >= missed, noise < added)


def text(mask):
    return [["".join("#" if value else "." for value in row) for row in plane] for plane in mask]


def estimate(masks):
    filter = sitk.STAPLEImageFilter()
    filter.SetForegroundValue(1)
    weights = sitk.GetArrayFromImage(filter.Execute([sitk.GetImageFromArray(m.astype(np.uint8)) for m in masks]))
    decisions = sum(mask.astype(int) << reader for reader, mask in enumerate(masks))
    return {
        "masks": [text(mask) for mask in masks],
        "probability": {str(int(d)): float(weights[decisions == d][0]) for d in np.unique(decisions)},
        "sensitivity": list(filter.GetSensitivity()),
        "specificity": list(filter.GetSpecificity()),
    }


cases = []
for shape, readers in [
    ((1, 20, 24), [(0.05, 0.02), (0.2, 0.01), (0.1, 0.1)]),
    ((5, 12, 14), [(0.1, 0.05), (0.3, 0.02), (0.02, 0.2), (0.15, 0.15)]),
    ((1, 16, 16), [(0.1, 0.03), (0.25, 0.08)]),
    ((1, 18, 18), [(0.05, 0.02), (0.1, 0.05), (0.02, 0.1), (0.2, 0.02), (0.9, 0.5)]),
]:
    truth = ellipsoid(shape)
    cases.append(estimate([reading(truth, *errors) for errors in readers]))
# Readers who shift and scale the object, as users do.
cases.append(estimate([ellipsoid((1, 24, 24), scale, shift) for scale, shift in [(1, 0), (0.8, 1), (1.2, -1)]]))

print(json.dumps({"cases": cases}, separators=(",", ":")))
