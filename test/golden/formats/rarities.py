"""Writes rarities/ and rarities.json: small files of kinds that few programs write, with the values that others read from them.

    python3 rarities.py

Needs nibabel, pynrrd, tifffile with imagecodecs, Pillow with WebP, and numpy.
"""

import bz2
import gzip
import io
import json
from pathlib import Path

import nibabel
import nrrd
import numpy as np
import tifffile
from PIL import Image, ImageOps

HERE = Path(__file__).parent
OUT = HERE / "rarities"
rng = np.random.default_rng(3)
expected = {}

grey = (np.arange(5 * 7).reshape(5, 7) * 7).astype(np.uint8)
rgb = np.stack([grey, 255 - grey, (grey.astype(int) * 3 % 256).astype(np.uint8)], axis=-1)
angle = 0.3
affine = np.eye(4)
affine[:3, :3] = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]) @ np.diag([0.5, 0.75, 2])
affine[:3, 3] = [-20, 31, 7]
volume = (np.arange(4 * 3 * 5).reshape(4, 3, 5) * 11 - 100).astype(np.int16)


def record(name, pixels, slices=1, **more):
    """Values of the last slice, row by row."""
    pixels = np.asarray(pixels)
    values = [float(value) for value in pixels.ravel()]
    values = [int(value) if value.is_integer() else value for value in values]
    channels = 3 if pixels.ndim == 3 else 1
    size = {"width": pixels.shape[1], "height": pixels.shape[0], "channels": channels, "slices": slices}
    expected[name] = {**size, "values": values, **more}


def read_by_nibabel(name, placed=True):
    loaded = nibabel.load(OUT / name)
    data = np.asarray(loaded.dataobj)
    volumes = {"volumes": int(np.prod(data.shape[3:]))} if data.ndim > 3 else {}
    last = data if data.ndim == 3 else data[..., -1]
    more = {"affine": loaded.affine[:3].tolist()} if placed else {}
    record(name, last[:, :, -1].T, last.shape[2], **volumes, **more)


def pairs():
    def save(name, kind, data, scale=None, **options):
        image = kind(data, affine, **options)
        if hasattr(image, "set_sform"):
            image.set_sform(affine, 1)
            image.set_qform(affine, 1)
        if scale is not None:
            image.header.set_slope_inter(*scale)
        nibabel.save(image, OUT / name)

    save("pair.hdr", nibabel.Nifti1Pair, volume)
    save("pairScaled.hdr", nibabel.Nifti1Pair, volume, (0.5, 3))
    save("pairVolumes.hdr", nibabel.Nifti1Pair, np.stack([volume, volume * 2], axis=-1))
    save("pairZipped.hdr.gz", nibabel.Nifti1Pair, volume)

    save("pair2.hdr", nibabel.Nifti2Pair, volume)
    big = nibabel.Nifti1Pair(volume, affine, header=nibabel.nifti1.Nifti1PairHeader(endianness=">"))
    big.set_sform(affine, 1)
    nibabel.save(big, OUT / "pairBig.hdr")
    for name in ("pair.hdr", "pairScaled.hdr", "pairVolumes.hdr", "pair2.hdr", "pairBig.hdr"):
        read_by_nibabel(name)
    read_by_nibabel("pairZipped.img.gz")
    expected["pairZipped.hdr.gz"] = expected["pairZipped.img.gz"]
    expected["pair.img"] = expected["pair.hdr"]
    for name, kind, data in (
        ("analyze.hdr", nibabel.analyze.AnalyzeImage, volume),
        ("analyzeFloat.hdr", nibabel.analyze.AnalyzeImage, volume.astype(np.float32) / 3),
        ("spm.hdr", nibabel.spm99analyze.Spm99AnalyzeImage, volume * 0.25),
    ):
        image = kind(data, np.diag([-0.5, 0.75, 2, 1]))
        if name == "spm.hdr":
            image.set_data_dtype(np.int16)
        image.to_filename(OUT / name)
        (OUT / name.replace(".hdr", ".mat")).unlink(missing_ok=True)
        read_by_nibabel(name, False)
        expected[name]["pixelSpacing"] = [0.5, 0.75]


def mghs():
    for kind in ("uint8", "int16", "int32", "float32"):
        data = np.abs(volume).astype(kind) if kind == "uint8" else volume.astype(kind)
        nibabel.save(nibabel.MGHImage(data, affine), OUT / f"{kind}.mgh")
        read_by_nibabel(f"{kind}.mgh")
    nibabel.save(nibabel.MGHImage(np.stack([volume, volume + 1], axis=-1), affine), OUT / "frames.mgz")
    read_by_nibabel("frames.mgz")
    content = bytearray((OUT / "int16.mgh").read_bytes())
    content[28:30] = b"\0\0"
    (OUT / "unplaced.mgh").write_bytes(content)
    read_by_nibabel("unplaced.mgh")
    # FreeSurfer's coronal directions, whose matrix nibabel 5 takes transposed: x_ras = -1 0 0, y_ras = 0 0 -1, z_ras = 0 1 0.
    expected["unplaced.mgh"]["affine"] = [[-1, 0, 0, 2], [0, 0, 1, -2.5], [0, -1, 0, 1.5]]


def arrays():
    halves = np.array([[0, -0.0, 1, -2.5, 65504], [6e-8, 6.1e-5, 0.333, 1e-3, -7]], np.float16)
    np.save(OUT / "half.npy", halves)
    record("half.npy", halves)
    np.save(OUT / "halfBig.npy", halves.astype(">f2"))
    record("halfBig.npy", halves)
    np.save(OUT / "oneChannel.npy", grey[..., None])
    record("oneChannel.npy", grey)
    np.save(OUT / "oneMore.npy", grey[..., None, None])
    record("oneMore.npy", grey)
    np.save(OUT / "oneSlice.npy", grey[None])
    record("oneSlice.npy", grey)
    floats = (rgb / 255).astype(np.float32)
    np.save(OUT / "channels.npy", floats)
    record("channels.npy", floats[..., -1], volumes=3)
    np.savez(OUT / "one.npz", grey)
    record("one.npz", grey)
    np.savez_compressed(OUT / "several.npz", gts=grey > 9, imgs=rgb, spacing=np.array([1.0, 2.0]), boxes=np.ones((90, 4)), name=np.array("a"))
    record("several.npz", rgb, remark="“imgs” is shown, but not")
    np.savez(OUT / "unnamed.npz", a=grey[:2], b=grey)
    record("unnamed.npz", grey, remark="“b” is shown, but not “a” (2 × 7)")


def bzip2():
    for name, data in {
        "bzip2.nrrd": volume,
        "bzip2Noise.nrrd": rng.integers(0, 65536, (40, 30, 5)).astype(np.uint16),
        "bzip2Runs.nrrd": np.repeat(np.arange(12), 5000).reshape(50, 40, 30).astype(np.uint8),
    }.items():
        nrrd.write(str(OUT / name), data, {"encoding": "bzip2", "space": "left-posterior-superior"})
        read, _ = nrrd.read(str(OUT / name))
        record(name, read[:, :, -1].T, read.shape[2])
    # Two streams, one behind the other, as parallel compressors write them.
    header = b"NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 5\nendian: little\nencoding: bz2\n\n"
    raw = volume.tobytes(order="F")
    (OUT / "bzip2Streams.nrrd").write_bytes(header + bz2.compress(raw[:50]) + bz2.compress(raw[50:]))
    record("bzip2Streams.nrrd", volume[:, :, -1].T, 5)


def tiffs():
    y, x = np.mgrid[0:40, 0:50]
    smooth = np.stack([x * 3, y * 4, 255 - x - y * 2], axis=-1).astype(np.uint8)
    wide = (x * 401 + y * 997).astype(np.uint16)
    tile = dict(tile=(16, 32))
    for name, data, options in (
        ("zstd.tif", wide, dict(compression="zstd", photometric="minisblack", **tile)),
        ("zstdDifferences.tif", wide, dict(compression="zstd", photometric="minisblack", predictor=2)),
        ("zstdFloats.tif", (wide / 7).astype(np.float32), dict(compression="zstd", photometric="minisblack", predictor=3)),
        ("zstdRgb.tif", smooth, dict(compression="zstd", photometric="rgb")),
        ("jpeg2000.tif", wide, dict(compression="jpeg2000", photometric="minisblack", **tile)),
        ("jpeg2000Rgb.tif", smooth, dict(compression="jpeg2000", photometric="rgb", **tile)),
        ("webpRgb.tif", smooth, dict(compression="webp", compressionargs={"lossless": True}, photometric="rgb", **tile)),
    ):
        tifffile.imwrite(OUT / name, data, **options)
        record(name, tifffile.imread(OUT / name))
    tifffile.imwrite(OUT / "jpeg12.tif", wide >> 4, compression="jpeg", compressionargs={"level": 100, "bitspersample": 12}, bitspersample=12, photometric="minisblack")
    record("jpeg12.tif", tifffile.imread(OUT / "jpeg12.tif"), tolerance=1)


def pictures():
    y, x = np.mgrid[0:24, 0:40]
    smooth = np.stack([x * 6, y * 10, 255 - x * 3 - y * 4], axis=-1).astype(np.uint8)
    Image.fromarray(smooth).convert("CMYK").save(OUT / "cmyk.jpg", quality=100, subsampling=0)
    record("cmyk.jpg", Image.open(OUT / "cmyk.jpg").convert("RGB"), tolerance=4)
    wide = (x * 401 + y * 997).astype(np.uint16)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for name, image, options in (
            (f"orientation{orientation}.png", Image.fromarray(rgb), {}),
            (f"orientation{orientation}.webp", Image.fromarray(smooth), {"lossless": True}),
        ):
            image.save(OUT / name, exif=exif, **options)
            record(name, ImageOps.exif_transpose(Image.open(OUT / name)).convert("RGB"))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(wide).save(OUT / "orientationWide.png", exif=exif)
    record("orientationWide.png", np.rot90(wide, -1))
    content = io.BytesIO()
    Image.fromarray(smooth).save(content, "JPEG", quality=97, subsampling=0)
    (OUT / "withoutEnd.jpg").write_bytes(content.getvalue()[:-2])
    record("withoutEnd.jpg", Image.open(content).convert("RGB"), tolerance=2)


OUT.mkdir(exist_ok=True)
for make in (pairs, mghs, arrays, bzip2, tiffs, pictures):
    make()
(HERE / "rarities.json").write_text(json.dumps(expected, separators=(",", ":"), ensure_ascii=False) + "\n")
