"""Writes volumes.json: NSD and HD95 of pairs of masks in three dimensions by SciPy, for volumeSurfaceDistance.test.ts.

    pip install numpy scipy==1.17.1
    python volumes.py > volumes.json
"""

import json

import numpy as np
from scipy import ndimage

rng = np.random.default_rng(11)


def blob(shape, count):
    """A few ellipsoids, cut at the border."""
    grid = np.mgrid[tuple(slice(0, n) for n in shape)]
    mask = np.zeros(shape, bool)
    for _ in range(count):
        centre = [rng.uniform(0.2 * n, 0.8 * n) for n in shape]
        radii = [rng.uniform(1, max(1.5, n / 2)) for n in shape]
        mask |= sum(((axis - c) / r) ** 2 for axis, c, r in zip(grid, centre, radii)) <= 1
    return mask


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask)


def measure(a, b, spacing, tolerance):
    sampling = spacing[::-1]
    to_b = ndimage.distance_transform_edt(~surface(b), sampling=sampling)[surface(a)]
    to_a = ndimage.distance_transform_edt(~surface(a), sampling=sampling)[surface(b)]
    both = np.concatenate([to_b, to_a])
    return {
        "nsd": float((both <= tolerance).mean()),
        "hd95": float(max(np.percentile(to_b, 95), np.percentile(to_a, 95))),
        "dice": float(2 * (a & b).sum() / (a.sum() + b.sum())),
    }


def text(mask):
    return [["".join("#" if value else "." for value in row) for row in plane] for plane in mask]


pairs = []
for shape, spacing, tolerance in [
    ((8, 12, 14), (1, 1, 1), 2),
    ((14, 9, 10), (0.7, 0.7, 3), 2),
    ((5, 16, 8), (1.5, 0.8, 5), 1),
    ((1, 10, 10), (1, 1, 4), 1),
]:
    a, b = blob(shape, 3), blob(shape, 2)
    middle = tuple(n // 2 for n in shape)
    a[middle] = b[middle] = True
    pairs.append(
        {
            "predicted": text(a),
            "reference": text(b),
            "spacing": spacing,
            "tolerance": tolerance,
            **measure(a, b, spacing, tolerance),
        }
    )

print(json.dumps({"pairs": pairs}, separators=(",", ":")))
