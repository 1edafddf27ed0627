"""Writes cleanUp.json: clean-up operations on seeded masks by SciPy and scikit-image, for cleanUp.test.ts.

    pip install scipy==1.17.1 scikit-image==0.26.0
    python cleanUp.py > cleanUp.json
"""

import json

import numpy
from scipy import ndimage
from skimage import measure

random = numpy.random.default_rng(5)


def shape(height, width, blur, share):
    noise = ndimage.gaussian_filter(random.standard_normal((height, width)), blur)
    return noise > numpy.quantile(noise, 1 - share)


def grow(mask, distance, size):
    # SciPy's distance to an object that is not there is undefined.
    if not mask.any():
        return mask
    return ndimage.distance_transform_edt(~mask, sampling=size[::-1]) <= distance + 1e-9


def shrink(mask, distance, size):
    if mask.all():
        return mask
    return ndimage.distance_transform_edt(mask, sampling=size[::-1]) > distance + 1e-9


def smooth(mask, sigma, size):
    sigmas = [sigma / length for length in size[::-1]]
    return ndimage.gaussian_filter(mask.astype(float), sigmas, mode="nearest", truncate=4) > 0.5


def without_islands(mask, least):
    labels = measure.label(mask, connectivity=2)
    areas = numpy.bincount(labels.ravel())
    areas[0] = 0
    return areas[labels] >= least


def largest(mask):
    labels = measure.label(mask, connectivity=2)
    areas = numpy.bincount(labels.ravel())
    areas[0] = 0
    return labels == areas.argmax()


def rows(mask):
    return "/".join("".join("#" if pixel else "." for pixel in row) for row in mask)


def without_small_holes(mask, most):
    holes = measure.label(ndimage.binary_fill_holes(mask) & ~mask, connectivity=1)
    areas = numpy.bincount(holes.ravel())
    areas[0] = most + 1
    return mask | (areas[holes] <= most)


cases = []
for height, width, blur, share in [(24, 31, 1.2, 0.4), (40, 28, 2, 0.5), (33, 33, 0.7, 0.3)]:
    mask = shape(height, width, blur, share)
    results = {
        "fillHoles": rows(ndimage.binary_fill_holes(mask)),
        "fillHoles 3": rows(without_small_holes(mask, 3)),
        "keepLargest": rows(largest(mask)),
        "removeIslands 8": rows(without_islands(mask, 8)),
        "parts": [int(area) for area in sorted(numpy.bincount(measure.label(mask, connectivity=2).ravel())[1:])[::-1]],
    }
    for name, size in [("", [1, 1]), (" mm", [0.7, 1.9])]:
        for distance in [1, 2.5]:
            results[f"grow {distance}{name}"] = rows(grow(mask, distance, size))
            results[f"shrink {distance}{name}"] = rows(shrink(mask, distance, size))
            results[f"open {distance}{name}"] = rows(grow(shrink(mask, distance, size), distance, size))
            results[f"close {distance}{name}"] = rows(shrink(grow(mask, distance, size), distance, size))
        results[f"smooth 1.5{name}"] = rows(smooth(mask, 1.5, size))
    cases.append({"mask": rows(mask), "results": results})
print(json.dumps(cases, indent=1))
