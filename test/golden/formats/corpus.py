"""Writes corpus.json: what pydicom and nibabel, with codecs of their own, read from the corpus.

    python3 corpus.py CORPUS > corpus.json

Needs pydicom 3, pylibjpeg with its three plugins, pyjpegls, nibabel, Pillow and numpy. Stored values are described by
the SHA-256 of little-endian 32-bit integers, row by row and interleaved, and by their mean; colour is 8-bit RGB.
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


def describe(frame):
    values = np.ascontiguousarray(frame)
    entry = {"mean": float(np.mean(values, dtype=np.float64))}
    if np.issubdtype(values.dtype, np.integer) and values.dtype.itemsize <= 4:
        entry["sha256"] = hashlib.sha256(values.astype("<i8").astype("<u4").tobytes()).hexdigest()
    return entry


def dicom(path):
    dataset = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    frames = int(dataset.get("NumberOfFrames", 1) or 1)
    entry = {"width": dataset.Columns, "height": dataset.Rows, "slices": frames}
    last = pixel_array(dataset, index=frames - 1)
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        last = apply_color_lut(last, dataset)
        last = (last >> 8) if last.dtype.itemsize > 1 and last.max() > 255 else last
    elif dataset.SamplesPerPixel == 3 and dataset.BitsStored > 8:
        last = last >> (dataset.BitsStored - 8)
    return {**entry, "last": describe(last)}


def nifti(path):
    image = nibabel.load(path)
    shape = (*image.shape, 1, 1)[:3]
    stored = np.asarray(image.dataobj.get_unscaled())
    while stored.ndim > 3:
        stored = stored[..., 0]
    entry = {"width": shape[0], "height": shape[1], "slices": shape[2]}
    affine = np.asarray(image.affine, dtype=np.float64)
    return {**entry, "affine": affine[:3].tolist(), "last": describe(stored[..., -1].T)}


def png(path):
    pixels = np.asarray(Image.open(path))
    return {"width": pixels.shape[1], "height": pixels.shape[0], "slices": 1, "last": describe(pixels)}


def read(path):
    if path.name.endswith((".nii", ".nii.gz")):
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
    json.dump(expected, sys.stdout, indent=1)
    print()


main()
