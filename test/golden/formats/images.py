"""Writes images/ and images.json: tiny files made by Pillow, nibabel and pydicom, with the values they read back.

    python3 images.py

Needs Pillow, nibabel, pydicom 3 and numpy.
"""

import json
import zlib
from pathlib import Path

import nibabel
import numpy as np
import pydicom
from PIL import Image, ImageOps
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID

HERE = Path(__file__).parent
OUT = HERE / "images"
WIDTH, HEIGHT = 7, 5

grey = (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) * 7).astype(np.uint8)
rgb = np.stack([grey, 255 - grey, (grey.astype(int) * 3 % 256).astype(np.uint8)], axis=-1)
expected = {}


def record(name, pixels, **more):
    pixels = np.asarray(pixels)
    values = [float(value) for value in pixels.ravel()]
    values = [int(value) if value.is_integer() else value for value in values]
    channels = 3 if pixels.ndim == 3 and pixels.shape[-1] == 3 else 1
    expected[name] = {"width": pixels.shape[1], "height": pixels.shape[0], "channels": channels, "values": values, **more}


def png(name, image, pixels):
    image.save(OUT / name)
    record(name, pixels)


def over_black(rgba):
    alpha = rgba[..., -1:].astype(float) / 255
    return np.floor(rgba[..., :-1] * alpha + 0.5).astype(int)


def pngs():
    png("grey8.png", Image.fromarray(grey), grey)
    wide = grey.astype(np.uint16) * 257 + 3
    png("grey16.png", Image.fromarray(wide), wide)
    bits = (grey // 7) % 3 == 0
    png("grey1.png", Image.fromarray(bits), bits * 255)
    png("rgb8.png", Image.fromarray(rgb), rgb)
    alpha = np.dstack([rgb, np.flip(grey, axis=1)])
    png("rgba8.png", Image.fromarray(alpha, "RGBA"), over_black(alpha))
    grey_alpha = np.dstack([grey, np.flip(grey, axis=0)])
    png("greyAlpha8.png", Image.fromarray(grey_alpha, "LA"), over_black(grey_alpha)[..., 0])
    palette = Image.fromarray((grey // 7 % 5).astype(np.uint8), "P")
    palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30])
    for depth in (8, 4):
        palette.save(OUT / f"palette{depth}.png", bits=depth)
        record(f"palette{depth}.png", palette.convert("RGB"))
    interlaced16()


def interlaced16():
    """Pillow writes no interlaced PNG, but reads them."""
    wide = grey.astype(">u2") * 257 + 3
    rows = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = wide[y::dy, x::dx]
        if part.size:
            rows += b"".join(b"\0" + row.tobytes() for row in part)

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = WIDTH.to_bytes(4, "big") + HEIGHT.to_bytes(4, "big")
    content = chunk(b"IHDR", size + bytes([16, 0, 0, 0, 1])) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (OUT / "interlaced16.png").write_bytes(b"\x89PNG\r\n\x1a\n" + content)
    record("interlaced16.png", np.asarray(Image.open(OUT / "interlaced16.png")))


def eighth(path):
    """RGB as decoded to an eighth, before it is turned upright."""
    image = Image.open(path)
    image.draft("RGB", (image.width // 8, image.height // 8))
    return np.asarray(image).ravel().tolist()


def jpegs():
    y, x = np.mgrid[0:24, 0:40]
    smooth = np.stack([x * 6, y * 10, 255 - x * 3 - y * 4], axis=-1).astype(np.uint8)
    for orientation in range(1, 9):
        image = Image.fromarray(smooth)
        exif = image.getexif()
        exif[0x0112] = orientation
        name = f"orientation{orientation}.jpg"
        image.save(OUT / name, quality=97, subsampling=0, exif=exif)
        upright = np.asarray(ImageOps.exif_transpose(Image.open(OUT / name)))
        thin = upright[::4, ::4]
        expected[name] = {
            "width": upright.shape[1],
            "height": upright.shape[0],
            "channels": 3,
            "everyFourth": thin.ravel().tolist(),
            "eighth": eighth(OUT / name),
        }


def nifti(name, data, affine, prepare, version=nibabel.Nifti1Image):
    image = version(data, affine, dtype=data.dtype)
    prepare(image)
    nibabel.save(image, OUT / name)
    loaded = nibabel.load(OUT / name)
    volume = np.asarray(loaded.dataobj)
    record(name, volume[:, :, -1].T, slices=volume.shape[2], affine=loaded.affine[:3].tolist())


def niftis():
    data = np.arange(4 * 3 * 2, dtype=np.int16).reshape(4, 3, 2) * 11 - 100
    angle = 0.4
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, -1]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.diag([0.5, 0.75, 2])
    affine[:3, 3] = [-20, 31, 7]
    both = lambda image: (image.set_sform(affine, 1), image.set_qform(affine, 1))
    nifti("rotated.nii.gz", data, affine, both)
    nifti("qform.nii", data, affine, lambda image: (image.set_sform(None, 0), image.set_qform(affine, 1)))
    sheared = affine.copy()
    sheared[0, 1] += 0.3
    nifti("sheared.nii", data, sheared, lambda image: (image.set_sform(sheared, 2), image.set_qform(affine, 3)))
    nifti("version2.nii.gz", data, affine, both, version=nibabel.Nifti2Image)
    scale = lambda image: (both(image), image.set_data_dtype(np.int16), image.header.set_slope_inter(0.25, -10))
    nifti("scaled.nii.gz", data * 0.25 - 10, affine, scale)
    for kind in ("uint8", "int8", "uint16", "int32", "uint32", "float32", "float64", "int64"):
        values = (np.abs(data) if kind.startswith("u") or kind == "int8" else data) % 100
        nifti(f"{kind}.nii", values.astype(kind), affine, both)
    big = nibabel.Nifti1Image(data, affine, header=nibabel.Nifti1Header(endianness=">"))
    both(big)
    nibabel.save(big, OUT / "bigEndian.nii")
    record("bigEndian.nii", data[:, :, -1].T, slices=2, affine=affine[:3].tolist())


def dicoms():
    for name, syntax in (("explicit.dcm", "1.2.840.10008.1.2.1"), ("big.dcm", "1.2.840.10008.1.2.2"), ("implicit.dcm", "1.2.840.10008.1.2")):
        dataset = pydicom.Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = UID(syntax)
        dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.7")
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = UID("1.2.3.4")
        dataset.Modality = "CT"
        dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = HEIGHT, WIDTH, 1
        dataset.PhotometricInterpretation = "MONOCHROME2"
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 1
        dataset.RescaleSlope, dataset.RescaleIntercept = "2", "-1024"
        dataset.PixelSpacing = ["0.5", "0.25"]
        dataset.ImagePositionPatient = ["-10", "20", "30"]
        dataset.ImageOrientationPatient = ["0", "1", "0", "0", "0", "-1"]
        dataset.SliceThickness = "3"
        dataset.WindowCenter, dataset.WindowWidth = ["40", "400"], ["350", "1800"]
        dataset.WindowCenterWidthExplanation = ["SOFT", "BONE"]
        pixels = grey.astype(np.int16) * 15 - 2048
        # Bits above the twelve that are stored are rubbish.
        cells = (pixels.astype(np.uint16) & 0x0FFF) | 0x5000
        dataset.PixelData = cells.astype(">u2" if "2.2" in syntax[-3:] else "<u2").tobytes()
        dataset["PixelData"].VR = "OW"
        dataset.save_as(OUT / name, enforce_file_format=True)
        record(name, pydicom.dcmread(OUT / name).pixel_array)


OUT.mkdir(exist_ok=True)
pngs()
jpegs()
niftis()
dicoms()
(HERE / "images.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
