"""Writes pictures/ and pictures.json: tiny BMP, WebP and NumPy files by Pillow and numpy, with the values that they read back.

    python3 pictures.py

Needs Pillow with WebP, and numpy.
"""

import json
import struct
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
OUT = HERE / "pictures"
WIDTH, HEIGHT = 11, 5

grey = (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) * 4).astype(np.uint8)
rgb = np.stack([grey, 255 - grey, (grey.astype(int) * 3 % 256).astype(np.uint8)], axis=-1)
expected = {}


def record(name, pixels, slices=1):
    pixels = np.asarray(pixels)
    values = [float(value) for value in pixels.ravel()]
    values = [int(value) if value.is_integer() else value for value in values]
    channels = 3 if pixels.ndim == 3 else 1
    size = {"width": pixels.shape[1], "height": pixels.shape[0], "channels": channels, "slices": slices}
    expected[name] = {**size, "values": values}


def bitmap(name, bits, rows, method=0, masks=b"", height=HEIGHT, palette=b""):
    """A BMP that Pillow does not write, but reads."""
    offset = 14 + 40 + len(masks) + len(palette)
    data = b"".join(row + b"\0" * (-len(row) % 4) for row in rows)
    info = struct.pack("<IiiHHIIiiII", 40, WIDTH, height, 1, bits, method, len(data), 2835, 2835, len(palette) // 4, 0)
    content = b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info + masks + palette + data
    (OUT / name).write_bytes(content)
    record(name, Image.open(OUT / name).convert("RGB"))


def bmps():
    for name, image in {
        "grey.bmp": Image.fromarray(grey),
        "bits.bmp": Image.fromarray(grey > 90),
        "rgb.bmp": Image.fromarray(rgb),
        "rgba.bmp": Image.fromarray(np.dstack([rgb, grey])),
    }.items():
        image.save(OUT / name)
        read = Image.open(OUT / name)
        record(name, np.asarray(read.convert("L" if name in ("grey.bmp", "bits.bmp") else "RGB")))
    palette = Image.fromarray(grey // 4 % 5).convert("P")
    palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30])
    palette.save(OUT / "palette.bmp")
    record("palette.bmp", palette.convert("RGB"))
    words = [(rgb[y].astype(int) >> 3) @ np.array([1024, 32, 1]) for y in range(HEIGHT)]
    bitmap("words.bmp", 16, [row.astype("<u2").tobytes() for row in words])
    fields = [(rgb[y].astype(int) >> np.array([3, 2, 3])) @ np.array([2048, 32, 1]) for y in range(HEIGHT)]
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F)
    bitmap("fields.bmp", 16, [row.astype("<u2").tobytes() for row in fields], method=3, masks=masks)
    bitmap("topDown.bmp", 24, [row[:, ::-1].tobytes() for row in rgb], height=-HEIGHT)
    nibbles = [bytes(int(row[x]) << 4 | int(row[x + 1] if x + 1 < WIDTH else 0) for x in range(0, WIDTH, 2)) for row in grey % 16]
    colors = bytes(value for i in range(16) for value in (i * 16, i * 8, 255 - i, 0))
    bitmap("nibbles.bmp", 4, nibbles, palette=colors)


def webps():
    alpha = np.dstack([rgb, np.flip(grey, axis=1)])
    # Where nothing is seen, encoders may change the colour.
    alpha[..., 3] += 20
    over = np.floor(alpha[..., :3] * (alpha[..., 3:] / 255) + 0.5).astype(int)
    Image.fromarray(rgb).save(OUT / "lossless.webp", lossless=True)
    record("lossless.webp", Image.open(OUT / "lossless.webp").convert("RGB"))
    Image.fromarray(alpha).save(OUT / "alpha.webp", lossless=True)
    record("alpha.webp", over)
    y, x = np.mgrid[0:24, 0:40]
    smooth = np.stack([x * 6, y * 10, 255 - x * 3 - y * 4], axis=-1).astype(np.uint8)
    Image.fromarray(smooth).save(OUT / "lossy.webp", quality=90)
    record("lossy.webp", Image.open(OUT / "lossy.webp").convert("RGB"))
    Image.fromarray(smooth).save(OUT / "extended.webp", quality=90, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    record("extended.webp", Image.open(OUT / "extended.webp").convert("RGB"))
    frames = [Image.fromarray(smooth), Image.fromarray(255 - smooth)]
    frames[0].save(OUT / "animated.webp", save_all=True, append_images=frames[1:])


def npys():
    def save(name, array, shown, slices=1):
        np.save(OUT / name, array)
        read = np.load(OUT / name)
        record(name, shown(read), slices)

    flat = grey.astype(np.int16) * 7 - 100
    for kind in ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"):
        values = (flat % 120 if kind in ("u1", "i1") else abs(flat) if kind[0] == "u" else flat).astype(kind)
        save(f"{kind}.npy", values / np.array(4, kind) if kind[0] == "f" else values, lambda a: a)
    save("big.npy", flat.astype(">i2"), lambda a: a)
    save("bool.npy", grey > 90, lambda a: a.astype(int))
    volume = np.arange(3 * HEIGHT * WIDTH).reshape(3, HEIGHT, WIDTH).astype(np.int16)
    save("volume.npy", volume, lambda a: a[-1], 3)
    save("fortran.npy", np.asfortranarray(volume), lambda a: a[-1], 3)
    save("fortranBig.npy", np.asfortranarray(volume.astype(">f8")), lambda a: a[-1], 3)
    save("rgb.npy", rgb, lambda a: a)
    save("rgbFortran.npy", np.asfortranarray(rgb), lambda a: a)
    save("times.npy", np.stack([volume, volume + 5]), lambda a: a[0, -1], 3)


OUT.mkdir(exist_ok=True)
for part in (bmps, webps, npys):
    part()
(HERE / "pictures.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
