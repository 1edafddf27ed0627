"""Writes slides/ and slides.json: whole slides by pydicom, and what numpy says of parts of them.

    python3 slides.py

Needs pydicom 3 and numpy.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, RLELossless, generate_uid

HERE = Path(__file__).parent
OUT = HERE / "slides"
expected = {}


def slide(width, height, tile, frames, organization):
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.77.1.6"
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=[organization])
    dataset.Modality = "SM"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    dataset.DimensionOrganizationType = organization
    dataset.TotalPixelMatrixColumns, dataset.TotalPixelMatrixRows = width, height
    dataset.Columns, dataset.Rows = tile, tile
    dataset.NumberOfFrames = len(frames)
    color = frames[0].ndim == 3
    dataset.SamplesPerPixel = 3 if color else 1
    dataset.PhotometricInterpretation = "RGB" if color else "MONOCHROME2"
    if color:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    path = Dataset()
    path.OpticalPathIdentifier, path.ObjectiveLensPower = "1", "40"
    dataset.OpticalPathSequence = [path]
    measures = Dataset()
    measures.PixelSpacing = [0.00025, 0.00025]
    shared = Dataset()
    shared.PixelMeasuresSequence = [measures]
    dataset.SharedFunctionalGroupsSequence = [shared]
    dataset.PixelData = np.stack(frames).tobytes()
    return dataset


def tile_of(pixels, x, y, side):
    """Padded with zeros beyond the picture."""
    part = pixels[y : y + side, x : x + side]
    tile = np.zeros((side, side, *pixels.shape[2:]), pixels.dtype)
    tile[: part.shape[0], : part.shape[1]] = part
    return tile


def record(name, pixels, parts):
    found = []
    for x0, y0, x1, y1 in parts:
        values = np.ascontiguousarray(pixels[y0:y1, x0:x1])
        found.append({"rect": [x0, y0, x1, y1], "sha256": hashlib.sha256(values.tobytes()).hexdigest()})
    expected[name] = {"width": pixels.shape[1], "height": pixels.shape[0], "parts": found}


def sparse():
    """Tiles in any order, some of them left out, where there is nothing but glass."""
    rng = np.random.default_rng(9)
    width, height, side = 50, 40, 16
    pixels = rng.integers(0, 255, (height, width, 3)).astype(np.uint8)
    places = [(x, y) for y in range(0, height, side) for x in range(0, width, side)]
    rng.shuffle(places)
    missing, kept = places[:3], places[3:]
    dataset = slide(width, height, side, [tile_of(pixels, x, y, side) for x, y in kept], "TILED_SPARSE")
    groups = []
    for x, y in kept:
        position = Dataset()
        position.ColumnPositionInTotalImagePixelMatrix = int(x) + 1
        position.RowPositionInTotalImagePixelMatrix = int(y) + 1
        group = Dataset()
        group.PlanePositionSlideSequence = [position]
        groups.append(group)
    dataset.PerFrameFunctionalGroupsSequence = groups
    dataset.save_as(OUT / "sparse.dcm", enforce_file_format=True)
    for x, y in missing:
        pixels[y : y + side, x : x + side] = 255
    record("sparse.dcm", pixels, [(0, 0, width, height)])


def large():
    width, height, side = 5000, 4100, 500
    y, x = np.ogrid[:height, :width]
    pixels = (((x // 100) * 7 + (y // 50) * 13) % 251).astype(np.uint8)
    frames = [tile_of(pixels, x, y, side) for y in range(0, height, side) for x in range(0, width, side)]
    dataset = slide(width, height, side, frames, "TILED_FULL")
    dataset.compress(RLELossless)
    dataset.save_as(OUT / "large.dcm", enforce_file_format=True)
    record("large.dcm", pixels, [(0, 0, 512, 512), (4608, 3584, 5000, 4100), (1234, 999, 1300, 1600)])


def smaller():
    """Smaller versions of large.dcm, as it were, in files of their own. Each has values of its own, which tell from which one a part
    was read."""
    versions = {
        "quarter.dcm": (1250, 1025, 250, 60, "VOLUME"),
        "label.dcm": (300, 246, 100, 9, "LABEL"),
        "stretched.dcm": (625, 400, 200, 120, "VOLUME"),
    }
    for name, (width, height, side, offset, kind) in versions.items():
        y, x = np.ogrid[:height, :width]
        pixels = (((x // 50) * 7 + (y // 50) * 13 + offset) % 251).astype(np.uint8)
        frames = [tile_of(pixels, x, y, side) for y in range(0, height, side) for x in range(0, width, side)]
        dataset = slide(width, height, side, frames, "TILED_FULL")
        dataset.SOPInstanceUID = generate_uid(entropy_srcs=[name])
        dataset.ImageType = ["ORIGINAL", "PRIMARY", kind, "NONE"]
        dataset.compress(RLELossless, generate_instance_uid=False)
        dataset.save_as(OUT / name, enforce_file_format=True)
        if name == "quarter.dcm":
            record(name, pixels, [(0, 0, 512, 512), (900, 700, 1250, 1025)])


OUT.mkdir(exist_ok=True)
sparse()
large()
smaller()
(HERE / "slides.json").write_text(json.dumps(expected, indent=1) + "\n")
