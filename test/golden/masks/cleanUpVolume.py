"""Writes cleanUpVolume.json: clean-up operations on seeded masks of volumes by SciPy, for cleanUpVolume.test.ts.

    pip install numpy scipy==1.17.1
    python cleanUpVolume.py > cleanUpVolume.json
"""

import json

import numpy
from scipy import ndimage

random = numpy.random.default_rng(8)
corners = numpy.ones((3, 3, 3))


def shape(slices, height, width, blur, share):
    noise = ndimage.gaussian_filter(random.standard_normal((slices, height, width)), blur)
    return noise > numpy.quantile(noise, 1 - share)


def sizes(mask):
    labels, _ = ndimage.label(mask, corners)
    found = numpy.bincount(labels.ravel())
    found[0] = 0
    return labels, found


def largest(mask):
    labels, found = sizes(mask)
    return labels == found.argmax()


def without_islands(mask, least):
    labels, found = sizes(mask)
    return found[labels] >= least


def smooth(mask, sigma, size):
    sigmas = [sigma / length for length in size[::-1]]
    return ndimage.gaussian_filter(mask.astype(float), sigmas, mode="nearest", truncate=4) > 0.5


def text(mask):
    return "|".join("/".join("".join("#" if voxel else "." for voxel in row) for row in plane) for plane in mask)


cases = []
for slices, height, width, blur, share in [(7, 12, 14, 0.8, 0.35), (12, 9, 8, 1.1, 0.6), (4, 15, 11, 0.6, 0.5)]:
    mask = shape(slices, height, width, blur, share)
    cases.append(
        {
            "mask": text(mask),
            "results": {
                "fillHoles": text(ndimage.binary_fill_holes(mask)),
                "keepLargest": text(largest(mask)),
                "removeIslands": text(without_islands(mask, 6)),
                "smooth": text(smooth(mask, 1.2, (1, 1, 1))),
                "smooth mm": text(smooth(mask, 1.4, (0.7, 0.9, 3))),
            },
        }
    )
print(json.dumps(cases, indent=1))
