"""Writes coco.json beside it: masks, their run lengths and polygons, all by pycocotools.

    python3 coco.py

Needs numpy and pycocotools (2.0.11 was used).
"""

import json
import pathlib

import numpy as np
from pycocotools import mask as coco

rng = np.random.default_rng(11)


def rows(mask):
    return ["".join("#" if value else "." for value in row) for row in mask]


def lengths(mask):
    """Column by column, counted by numpy; pycocotools only tells the compressed ones."""
    flat = np.concatenate([[0], mask.flatten(order="F")])
    changes = np.flatnonzero(np.diff(flat))
    runs = np.diff(np.concatenate([[0], changes, [mask.size]]))
    return [int(run) for run in runs]


def masks():
    yield np.zeros((3, 5), np.uint8)
    yield np.ones((4, 2), np.uint8)
    for height, width, share in [(1, 1, 0.5), (7, 5, 0.5), (5, 9, 0.1), (40, 33, 0.9), (64, 48, 0.02)]:
        yield (rng.random((height, width)) < share).astype(np.uint8)
    large = np.zeros((300, 200), np.uint8)
    large[20:280, 30:170] = 1
    large[100:150, 60:90] = 0
    yield large


def polygons():
    yield 8, 10, [[2, 2, 7, 2, 7, 6, 2, 6]]
    yield 8, 10, [[1.5, 1.5, 8.2, 2.7, 4.4, 7.9]]
    yield 8, 10, [[-3, -2, 14, 1, 5, 12]]
    yield 12, 12, [[1, 1, 11, 1, 11, 11, 1, 11], [4, 4, 8, 4, 8, 8, 4, 8]]
    yield 12, 12, [[0, 0, 4, 0, 4, 4, 0, 4], [6, 6, 12, 6, 12, 12, 6, 12]]
    yield 6, 6, [[3, 3, 3, 3, 3, 3]]
    yield 9, 9, [[1, 1, 8, 8, 8, 1, 1, 8]]
    for _ in range(8):
        height, width = (int(side) for side in rng.integers(5, 30, 2))
        corners = rng.uniform([-2, -2], [width + 2, height + 2], (int(rng.integers(3, 9)), 2))
        yield height, width, [[round(float(value), 2) for value in corners.flatten()]]


def drawn(height, width, parts):
    return coco.decode(coco.merge(coco.frPyObjects(parts, height, width)))


golden = {
    "masks": [
        {
            "rows": rows(mask),
            "counts": lengths(mask),
            "compressed": coco.encode(np.asfortranarray(mask))["counts"].decode(),
            "area": int(mask.sum()),
            "bbox": [float(value) for value in coco.toBbox(coco.encode(np.asfortranarray(mask)))],
        }
        for mask in masks()
    ],
    "polygons": [
        {"width": width, "height": height, "parts": parts, "rows": rows(drawn(height, width, parts))}
        for height, width, parts in polygons()
    ],
}
(pathlib.Path(__file__).parent / "coco.json").write_text(json.dumps(golden) + "\n")
