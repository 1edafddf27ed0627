"""Writes pyramids/ and pyramids.json: large TIFFs with and without smaller versions, by tifffile, and what tifffile and numpy say
of parts of them. Every version has values of its own, which tell from which one a part was read.

    python3 pyramids.py

Needs tifffile with imagecodecs and numpy.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import tifffile

HERE = Path(__file__).parent
OUT = HERE / "pyramids"
expected = {}


def blocks(width, height, side, offset, dtype):
    """Squares of one value each, which compress well."""
    y, x = np.ogrid[:height, :width]
    values = (x // side) * 7 + (y // side) * 13 + offset
    return (values % 251).astype(dtype) if dtype == np.uint8 else ((values * 97) % 65521).astype(dtype)


def sha(pixels):
    return hashlib.sha256(np.ascontiguousarray(pixels, "<f8").tobytes()).hexdigest()


def halved(pixels, level):
    """Means of squares, as often halved as `level` says; the last ones may be smaller."""
    side = 2**level
    height, width = -(-pixels.shape[0] // side), -(-pixels.shape[1] // side)
    rows = np.add.reduceat(pixels.astype(np.float64), np.arange(height) * side, axis=0)
    sums = np.add.reduceat(rows, np.arange(width) * side, axis=1)
    tall = np.minimum(side, pixels.shape[0] - np.arange(height) * side)
    wide = np.minimum(side, pixels.shape[1] - np.arange(width) * side)
    counts = np.multiply.outer(tall, wide)
    return np.floor(sums / (counts if pixels.ndim == 2 else counts[..., None]) + 0.5)


def record(name, versions, parts, spacing=None, **more):
    """`parts` are rectangles by level; `versions` the pixels of the file with the power of two that each is smaller by."""
    found = []
    for level, (x0, y0, x1, y1) in parts:
        power = max(power for power in versions if power <= level)
        pixels = halved(versions[power], level - power)
        found.append({"level": level, "rect": [x0, y0, x1, y1], "sha256": sha(pixels[y0:y1, x0:x1])})
    whole = versions[0]
    expected[name] = {
        "width": whole.shape[1],
        "height": whole.shape[0],
        "levels": [[v.shape[1], v.shape[0]] for _, v in sorted(versions.items())],
        "parts": found,
        **({} if spacing is None else {"pixelSpacing": spacing}),
        **more,
    }


def versions_of(path):
    with tifffile.TiffFile(path) as file:
        levels = [level.asarray() for level in file.series[0].levels]
    width = levels[0].shape[1]
    return {round(np.log2(width / level.shape[1])): level for level in levels}


def sub_directories():
    path = OUT / "subifds.ome.tif"
    options = {"tile": (256, 256), "compression": "zlib", "photometric": "minisblack"}
    with tifffile.TiffWriter(path, bigtiff=True) as file:
        metadata = {"axes": "YX", "PhysicalSizeX": 0.5, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 0.5, "PhysicalSizeYUnit": "µm"}
        file.write(blocks(5000, 4000, 50, 0, np.uint8), subifds=2, metadata=metadata, **options)
        file.write(blocks(1250, 1000, 25, 60, np.uint8), subfiletype=1, **options)
        file.write(blocks(313, 250, 10, 120, np.uint8), subfiletype=1, **options)
    parts = [
        (0, (0, 0, 512, 512)),
        (0, (4608, 3584, 5000, 4000)),
        (1, (1000, 900, 1300, 1234)),
        (2, (700, 500, 1212, 1000)),
        (3, (100, 100, 625, 500)),
        (4, (0, 0, 313, 250)),
    ]
    record(path.name, versions_of(path), parts, [0.0005, 0.0005])


def aperio():
    path = OUT / "aperio.svs"
    rng = np.random.default_rng(3)

    def tiles(width, height):
        """Tiles of one colour, which even JPEG keeps."""
        colors = rng.integers(1, 16, (-(-height // 512), -(-width // 512), 3)) * 16
        return np.kron(colors, np.ones((512, 512, 1), int))[:height, :width].astype(np.uint8)

    options = {"photometric": "rgb", "compression": "jpeg", "compressionargs": {"level": 90}, "metadata": None}
    with tifffile.TiffWriter(path) as file:
        description = "Aperio Image Library v11.2.1 \r\n4608x4096 [0,0 4608x4096] (512x512) JPEG/RGB Q=90|AppMag = 20|MPP = 0.4990"
        file.write(tiles(4608, 4096), tile=(512, 512), description=description, **options)
        file.write(tiles(1152, 1024), rowsperstrip=16, description="Aperio Image Library v11.2.1 \r\nthumbnail", **options)
        file.write(tiles(1152, 1024), tile=(512, 512), description="Aperio Image Library v11.2.1 \r\n4608x4096 -> 1152x1024", **options)
        file.write(tiles(300, 200), rowsperstrip=16, description="Aperio Image Library v11.2.1 \r\nlabel 300x200", subfiletype=1, **options)
        file.write(tiles(400, 300), rowsperstrip=16, description="Aperio Image Library v11.2.1 \r\nmacro 400x300", subfiletype=9, **options)
    with tifffile.TiffFile(path) as file:
        pages = [page.asarray() for page in file.pages]
    parts = [(0, (512, 512, 1024, 1024)), (2, (512, 512, 1024, 1024)), (3, (0, 0, 576, 512))]
    others = [["thumbnail", 1152, 1024], ["label", 300, 200], ["macro", 400, 300]]
    record(path.name, {0: pages[0], 2: pages[2]}, parts, [0.000499, 0.000499], magnification=20, others=others, tolerance=2,
           corners=[{"level": level, "rect": list(rect), "values": {0: pages[0], 2: pages[2]}[level][rect[1], rect[0]].tolist()} for level, rect in parts[:2]])


def strips():
    path = OUT / "strips.tif"
    pixels = blocks(4100, 4200, 100, 5, np.uint16)
    tifffile.imwrite(path, pixels, rowsperstrip=64, compression="zlib", predictor=True, photometric="minisblack")
    parts = [(0, (1000, 2000, 1512, 2512)), (1, (1024, 1024, 1536, 1536)), (2, (512, 512, 1024, 1024)), (3, (0, 0, 512, 512)), (3, (512, 512, 513, 525))]
    record(path.name, {0: tifffile.imread(path)}, parts)


OUT.mkdir(exist_ok=True)
sub_directories()
aperio()
strips()
(HERE / "pyramids.json").write_text(json.dumps(expected, indent=1) + "\n")
