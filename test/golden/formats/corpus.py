"""Writes corpus.json: what pydicom and nibabel, with codecs of their own, read from the corpus.

    python3 corpus.py CORPUS > corpus.json

Needs pydicom 3, pylibjpeg with its three plugins, pyjpegls, nibabel, Pillow and numpy. The stored values of all slices
and volumes are described by the SHA-256 of little-endian 32-bit integers, or doubles, row by row and interleaved, by
their mean, and, where decoders may differ, by some of them, evenly spread; colour is 8-bit RGB.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path

import nibabel
import numpy as np
import pydicom
from pydicom.pixels import apply_color_lut, pixel_array
from PIL import Image

warnings.filterwarnings("ignore")


SPREAD = 1024
LOSSY = {f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 91, 203)}


def describe(slices, is_lossy=False):
    values = np.ascontiguousarray(slices)
    is_whole = values.dtype.kind in "iu" and values.dtype.itemsize <= 4
    stored = values.astype("<i8").astype("<u4") if is_whole else values.astype("<f8")
    entry = {"mean": float(np.mean(values, dtype=np.float64)), "sha256": hashlib.sha256(stored.tobytes()).hexdigest()}
    if is_lossy:
        entry["spread"] = values.reshape(-1)[np.arange(SPREAD) * values.size // SPREAD].tolist()
    return entry


SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"


def assembled(dataset, tiles):
    """The total pixel matrix of a slide whose frames are all of its tiles, row by row."""
    width, height = dataset.TotalPixelMatrixColumns, dataset.TotalPixelMatrixRows
    across, down = -(-width // dataset.Columns), -(-height // dataset.Rows)
    rows = [np.concatenate(tiles[row * across : (row + 1) * across], axis=1) for row in range(down)]
    return np.concatenate(rows, axis=0)[:height, :width]


def dicom(path):
    dataset = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    frames = int(dataset.get("NumberOfFrames", 1) or 1)
    entry = {"width": dataset.Columns, "height": dataset.Rows, "slices": frames}
    pixels = pixel_array(dataset)
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, dataset)
        pixels = (pixels >> 8) if pixels.dtype.itemsize > 1 and pixels.max() > 255 else pixels
    elif dataset.SamplesPerPixel == 3 and dataset.BitsStored > 8:
        pixels = pixels >> (dataset.BitsStored - 8)
    if dataset.SOPClassUID == SLIDE:
        pixels = assembled(dataset, pixels)
        entry = {"width": pixels.shape[1], "height": pixels.shape[0], "slices": 1}
    return {**entry, "by": "pydicom", "values": describe(pixels, dataset.file_meta.TransferSyntaxUID in LOSSY)}


def nifti(path):
    image = nibabel.load(path)
    shape = tuple(int(size) for size in (*image.shape, 1, 1)[:3])
    stored = np.asarray(image.dataobj.get_unscaled())
    volumes = {"volumes": int(np.prod(image.shape[3:]))} if image.ndim > 3 else {}
    entry = {"width": shape[0], "height": shape[1], "slices": shape[2], **volumes}
    affine = np.asarray(image.affine, dtype=np.float64)
    return {**entry, "by": "nibabel", "affine": affine[:3].tolist(), "values": describe(stored.T)}


def png(path):
    pixels = np.asarray(Image.open(path))
    return {"width": pixels.shape[1], "height": pixels.shape[0], "slices": 1, "by": "Pillow", "values": describe(pixels)}


def read(path):
    if path.name.endswith((".nii", ".nii.gz", ".mgz")):
        return nifti(path)
    return png(path) if path.suffix == ".png" else dicom(path)


def main():
    corpus = Path(sys.argv[1])
    expected = {}
    for path in sorted(p for p in corpus.rglob("*") if p.is_file() and p.name != "MANIFEST.md"):
        try:
            expected[str(path.relative_to(corpus))] = read(path)
        except Exception as error:
            print(path.name, type(error).__name__, str(error)[:150].replace("\n", " "), file=sys.stderr)
    lines = [f"{json.dumps(file)}: {json.dumps(entry)}" for file, entry in expected.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


main()
