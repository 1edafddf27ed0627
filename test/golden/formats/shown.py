"""Writes shown/ and shown.json: a file of each format with six blocks, and the colours that a viewer has to show.

    python3 shown.py

Needs pydicom 3, SimpleITK, Pillow with WebP, and numpy. The blocks lie three across and two down on the screen; in the
file they are turned where the format says how it lies.
"""

import json
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk
from PIL import Image
from pydicom.dataset import FileMetaDataset
from pydicom.pixels import apply_windowing

OUT = Path(__file__).parent / "shown"
BLOCK = 16
expected = {}

levels = np.array([[0, 51, 102], [153, 204, 255]])
colors = np.array([[[200, 30, 30], [30, 180, 40], [40, 60, 220]], [[230, 220, 50], [20, 200, 210], [120, 70, 20]]])


def pixels(blocks):
    return np.repeat(np.repeat(blocks, BLOCK, axis=0), BLOCK, axis=1)


def record(name, blocks, pixel=(1, 1), tolerance=0):
    shown = [[[int(value)] * 3 if np.isscalar(value) or value.ndim == 0 else value.tolist() for value in row] for row in blocks]
    aspect = 3 * pixel[0] / (2 * pixel[1])
    expected[name] = {"blocks": shown, "aspect": aspect, "tolerance": tolerance}


def dicom():
    hounsfield = np.array([[-500, -100, 20], [90, 180, 1000]])
    stored = pixels((hounsfield + 1000) // 2).astype("<i2")
    dataset = pydicom.Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = pydicom.uid.CTImageStorage
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.826.0.1.3680043.2.1125.1"
    dataset.Modality = "CT"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit = 15
    dataset.PixelRepresentation = 1
    dataset.PixelSpacing = [1.5, 1]
    dataset.RescaleSlope, dataset.RescaleIntercept = 2, -1000
    dataset.WindowCenter, dataset.WindowWidth = 40, 400
    dataset.PixelData = stored.tobytes()
    dataset.save_as(OUT / "window.dcm", enforce_file_format=True)
    # The output range of apply_windowing is that of the stored values: scaled to eight bits.
    shown = apply_windowing(hounsfield.astype(float), dataset)
    low, high = -1000 - 2 * 2**15, -1000 + 2 * (2**15 - 1)
    record("window.dcm", np.round((shown - low) / (high - low) * 255).astype(int), pixel=(1, 1.5), tolerance=1)


def volumes():
    # Patient left and posterior are right and down on the screen, so axes against them turn the picture.
    for name, (across, down), kind, spacing in [
        ("rightAnterior.nii.gz", (-1, -1), np.int16, (1, 2, 3)),
        ("leftAnterior.nrrd", (1, -1), np.uint16, (1, 1, 3)),
        ("rightPosterior.mha", (-1, 1), np.float32, (1.5, 1, 3)),
    ]:
        scaled = pixels(levels)[::down, ::across].astype(kind) * 3 + 100
        image = sitk.GetImageFromArray(np.stack([scaled, scaled]))
        image.SetDirection(np.diag([across, down, across * down]).astype(float).ravel().tolist())
        image.SetSpacing(spacing)
        sitk.WriteImage(image, str(OUT / name), useCompression=name.endswith("gz"))
        record(name, levels, pixel=spacing[:2])


def pictures():
    wide = pixels(levels).astype(np.uint16) * 200 + 5000
    Image.fromarray(wide).save(OUT / "sixteenBit.png")
    Image.fromarray(wide).save(OUT / "sixteenBit.tif")
    np.save(OUT / "floats.npy", wide.astype("<f4") / 7)
    for name in ("sixteenBit.png", "sixteenBit.tif", "floats.npy"):
        record(name, levels)
    image = Image.fromarray(pixels(colors).astype(np.uint8))
    image.save(OUT / "colours.bmp")
    image.save(OUT / "colours.webp", lossless=True)
    record("colours.bmp", colors)
    record("colours.webp", colors)
    turned = image.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter clockwise
    turned.save(OUT / "turned.jpg", quality=95, exif=exif)
    record("turned.jpg", colors, tolerance=6)


OUT.mkdir(exist_ok=True)
dicom()
volumes()
pictures()
lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in expected.items()]
(OUT.parent / "shown.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
