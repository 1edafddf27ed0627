"""Writes metrics.json beside it: distances, NSD and HD95 of pairs of masks, and statistics, all by SciPy.

    python3 metrics.py

Needs numpy (1.24.2 was used) and scipy (1.10.1).
"""

import json
import pathlib

import numpy as np
from scipy import ndimage, stats

rng = np.random.default_rng(7)


def blob(height, width, count):
    """A few discs and boxes, cut at the border."""
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for _ in range(count):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        ry, rx = rng.uniform(0.5, height / 2), rng.uniform(0.5, width / 2)
        if rng.random() < 0.5:
            mask |= ((y - cy) / ry) ** 2 + ((x - cx) / rx) ** 2 <= 1
        else:
            mask |= (abs(y - cy) <= ry / 2) & (abs(x - cx) <= rx / 2)
    return mask


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask)


def measure(a, b, spacing, tolerance):
    rows = spacing[::-1]
    to_b = ndimage.distance_transform_edt(~surface(b), sampling=rows)[surface(a)]
    to_a = ndimage.distance_transform_edt(~surface(a), sampling=rows)[surface(b)]
    both = np.concatenate([to_b, to_a])
    return {
        "nsd": float((both <= tolerance).mean()),
        "hd95": float(max(np.percentile(to_b, 95), np.percentile(to_a, 95))),
    }


def text(mask):
    return ["".join("#" if value else "." for value in row) for row in mask]


pairs = []
for width, height, spacing, tolerance in [
    (24, 18, (1, 1), 2),
    (18, 24, (1, 1), 1),
    (30, 10, (0.7, 2.5), 2),
    (10, 30, (2.5, 0.7), 3),
    (21, 21, (1, 1), 0),
    (1, 12, (1, 1), 2),
]:
    a, b = blob(height, width, 3), blob(height, width, 2)
    a[height // 2, width // 2] = b[height // 3, width // 3] = True
    squared = ndimage.distance_transform_edt(~a, sampling=spacing[::-1]) ** 2
    pairs.append(
        {
            "predicted": text(a),
            "reference": text(b),
            "spacing": spacing,
            "tolerance": tolerance,
            "squaredDistances": [round(float(value), 6) for value in squared.ravel()],
            **measure(a, b, spacing, tolerance),
        }
    )

x = rng.integers(0, 12, 40)
y = x + rng.integers(-6, 7, 40)
positive = y > np.median(y)
u = stats.mannwhitneyu(x[positive], x[~positive]).statistic
statistics = {
    "x": x.tolist(),
    "y": y.tolist(),
    "positive": positive.tolist(),
    "ranks": stats.rankdata(x).tolist(),
    "spearman": float(stats.spearmanr(x, y).statistic),
    "auroc": float(u / (positive.sum() * (~positive).sum())),
    "quantiles": {str(q): float(np.quantile(y, q)) for q in (0, 0.025, 0.25, 0.5, 0.95, 1)},
}

out = pathlib.Path(__file__).with_suffix(".json")
out.write_text(json.dumps({"pairs": pairs, "statistics": statistics}) + "\n")
