"""Writes tiffs/ and tiffs.json: tiny TIFFs by tifffile and Pillow, with the values that tifffile or Pillow read back.

    python3 tiffs.py

Needs tifffile with imagecodecs, Pillow and numpy.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

HERE = Path(__file__).parent
OUT = HERE / "tiffs"
WIDTH, HEIGHT = 37, 21

ramp = np.add.outer(np.arange(HEIGHT) * 11, np.arange(WIDTH) * 3)
rng = np.random.default_rng(5)
noise = rng.integers(0, 40, ramp.shape)
grey = ((ramp + noise) % 256).astype(np.uint8)
wide = ((ramp + noise) * 131 % 65536).astype(np.uint16)
rgb = np.stack([grey, 255 - grey, (grey.astype(int) * 3 % 256).astype(np.uint8)], axis=-1)
expected = {}


def record(name, pixels, slices=1, **more):
    pixels = np.asarray(pixels)
    channels = 3 if pixels.ndim == 3 else 1
    size = {"width": pixels.shape[1], "height": pixels.shape[0], "channels": channels, "slices": slices}
    if name.startswith("jpeg"):
        values = {"everyFourth": pixels[::4, ::4].ravel().tolist()}
    else:
        # Values as doubles, little endian, row by row.
        values = {"sha256": hashlib.sha256(np.ascontiguousarray(pixels, "<f8").tobytes()).hexdigest()}
    expected[name] = {**size, **values, **more}


def last(pixels):
    return pixels[-1] if pixels.ndim > 2 and pixels.shape[-1] != 3 else pixels


def write(name, data, slices=1, pixels=None, spacing=None, volumes=None, **options):
    tifffile.imwrite(OUT / name, data, **options)
    read = tifffile.imread(OUT / name) if pixels is None else pixels
    more = {"pixelSpacing": spacing, "volumes": volumes}
    record(name, last(read), slices, **{key: value for key, value in more.items() if value is not None})


def types():
    for kind in ("u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"):
        data = (wide.astype(np.float64) / (257 if kind[1] == "1" else 1) - (60 if kind[0] == "i" else 0)).astype(kind)
        for order, end in (("<", "Little"), (">", "Big")):
            write(f"{kind}{end}.tif", data.astype(order + kind), byteorder=order, photometric="minisblack")


def compressions():
    for compression in ("lzw", "zlib", "packbits", "adobe_deflate"):
        write(f"{compression}.tif", wide, compression=compression, rowsperstrip=4, photometric="minisblack")
    for compression in ("lzw", "zlib"):
        for order in "<>":
            end = "Little" if order == "<" else "Big"
            options = dict(compression=compression, byteorder=order)
            write(f"{compression}Differences{end}.tif", wide.astype(order + "u2"), predictor=2, photometric="minisblack", **options)
            write(f"{compression}Floats{end}.tif", (wide / 7).astype(order + "f4"), predictor=3, photometric="minisblack", **options)
    write("rgbDifferences.tif", rgb, compression="lzw", predictor=2, photometric="rgb")
    # Long enough for codes of 12 bits and a table that is full.
    many = rng.integers(0, 256, (96, 96)).astype(np.uint8)
    write("lzwFull.tif", many, compression="lzw", rowsperstrip=96, photometric="minisblack")
    write("lzwFlat.tif", np.zeros((96, 96), np.uint8), compression="lzw", rowsperstrip=96, photometric="minisblack")


def layouts():
    write("tiles.tif", wide, tile=(16, 16), photometric="minisblack")
    write("tilesRgb.tif", rgb, tile=(16, 32), compression="zlib", photometric="rgb")
    write("planes.tif", np.moveaxis(rgb, -1, 0), planarconfig="separate", photometric="rgb", pixels=rgb)
    planes = dict(planarconfig="separate", tile=(16, 16), compression="lzw", photometric="rgb", pixels=rgb)
    write("planesTiles.tif", np.moveaxis(rgb, -1, 0), **planes)
    write("big.tif", wide, bigtiff=True, photometric="minisblack")
    stack = np.stack([wide, wide + 1, wide + 2])
    write("stack.tif", stack, slices=3, photometric="minisblack")
    write("bigStack.tif", stack.astype(">u2"), slices=3, bigtiff=True, byteorder=">", photometric="minisblack")
    with tifffile.TiffWriter(OUT / "pyramid.tif") as tiff:
        tiff.write(wide, photometric="minisblack", subifds=1)
        tiff.write(wide[::2, ::2], photometric="minisblack", subfiletype=1)
        tiff.write(wide[::2, ::2], photometric="minisblack")
    record("pyramid.tif", wide)


def colors():
    write("rgb.tif", rgb, photometric="rgb")
    write("rgb16.tif", rgb.astype(np.uint16) * 256 + 77, photometric="rgb", pixels=rgb)
    alpha = np.dstack([rgb, np.flip(grey, axis=1)])
    over = np.floor(rgb * (alpha[..., 3:] / 255) + 0.5).astype(int)
    write("alpha.tif", alpha, photometric="rgb", extrasamples=["unassalpha"], pixels=over)
    write("associated.tif", alpha, photometric="rgb", extrasamples=["assocalpha"], pixels=rgb)
    write("inverted.tif", grey, photometric="miniswhite")
    several = np.dstack([grey, np.flip(grey), grey // 2, grey // 3, grey // 4])
    write("several.tif", several, photometric="minisblack", planarconfig="contig", pixels=grey)
    palette = Image.fromarray(grey % 5).convert("P")
    palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30])
    palette.save(OUT / "palette.tif")
    record("palette.tif", palette.convert("RGB"))
    bilevel = Image.fromarray(grey > 120)
    for compression in (None, "packbits", "tiff_lzw"):
        bilevel.save(OUT / f"bits{compression or ''}.tif", compression=compression)
        record(f"bits{compression or ''}.tif", np.asarray(bilevel) * 255)
    for bits in (4, 10, 12):
        data = (wide % 2**bits).astype(np.uint16 if bits > 8 else np.uint8)
        packed = dict(photometric="minisblack", bitspersample=bits)
        write(f"packed{bits}.tif", data, pixels=data * 17 if bits == 4 else data, **packed)


def jpegs():
    y, x = np.mgrid[0:48, 0:64]
    smooth = np.stack([x * 3, y * 4, 255 - x - y * 2], axis=-1).astype(np.uint8)
    for name, options in {
        "jpegGrey.tif": dict(photometric="minisblack"),
        "jpegRgb.tif": dict(photometric="rgb"),
        "jpegYcbcr.tif": dict(photometric="ycbcr", subsampling=(1, 1)),
    }.items():
        data = smooth[..., 0] if "Grey" in name else smooth
        level = dict(compression="jpeg", compressionargs={"level": 97}, tile=(32, 32))
        write(name, data, **level, **options)
    Image.fromarray(smooth).save(OUT / "jpegTables.tif", compression="jpeg", quality=97)
    record("jpegTables.tif", np.asarray(Image.open(OUT / "jpegTables.tif")))


def resolutions():
    cm = dict(resolution=(20, 40), resolutionunit="CENTIMETER", photometric="minisblack")
    write("centimetres.tif", wide, spacing=[0.5, 0.25], **cm)
    write("inches.tif", wide, spacing=[0.1, 0.1], resolution=(254, 254), resolutionunit="INCH", photometric="minisblack")
    write("screen.tif", wide, spacing=[], resolution=(72, 72), resolutionunit="INCH", photometric="minisblack")
    ome = dict(axes="TZCYX", PhysicalSizeX=0.65, PhysicalSizeXUnit="µm", PhysicalSizeY=2, PhysicalSizeYUnit="mm")
    series = (np.arange(2 * 3 * 2)[:, None, None] + wide).astype(np.uint16).reshape(2, 3, 2, *wide.shape)
    write("times.ome.tif", series, 3, series[-1, :, -1], [0.00065, 2], 4, metadata=ome, photometric="minisblack")
    imagej = dict(imagej=True, resolution=(4, 2), metadata={"axes": "TZCYX", "unit": "mm", "spacing": 3})
    write("imagej.tif", series, 3, series[-1, :, -1], [0.25, 0.5], 4, **imagej)


def stacks():
    """Several images behind one page, and axes as descriptions name them."""
    one = np.stack([wide + i for i in range(5)]).astype(np.uint16)
    zyx = dict(imagej=True, truncate=True, metadata={"axes": "ZYX"})
    write("imagejOnePage.tif", one, 5, **zyx)
    write("imagejOnePageBig.tif", one.astype(">u2"), 5, byteorder=">", **zyx)
    series = np.stack([wide + i for i in range(12)]).astype(np.uint16).reshape(2, 3, 2, *wide.shape)
    hyper = dict(imagej=True, truncate=True, metadata={"axes": "TZCYX"})
    write("imagejOnePageHyper.tif", series, 3, series[-1, :, -1], None, 4, **hyper)
    write("imagejTimes.tif", one, 1, one[-1], None, 5, imagej=True, metadata={"axes": "TYX"})
    strips = dict(truncate=True, rowsperstrip=4, photometric="minisblack")
    write("shapedOnePage.tif", one, 5, **strips)
    write("shapedOnePageBig.tif", one, 5, bigtiff=True, **strips)
    write("shapedRgbOnePage.tif", np.stack([rgb, 255 - rgb]), 2, 255 - rgb, truncate=True, photometric="rgb")
    write("shapedVolumes.tif", series[:, :, 0], 3, series[-1, :, 0], None, 2, photometric="minisblack")
    write("shapedAxes.tif", series[:, :, 0], 2, series[:, -1, 0], None, 3, metadata={"axes": "ZCYX"}, photometric="minisblack")
    write("shapedTimes.tif", one, 1, one[-1], None, 5, metadata={"axes": "TYX"}, photometric="minisblack")
    for axes, data, slices, volumes, end in (
        ("CZYX", series[0].swapaxes(0, 1), 3, 2, series[0, :, -1]),
        ("ZCYX", series[0], 3, 2, series[0, :, -1]),
        ("ZTYX", series[:, :, 0].swapaxes(0, 1), 3, 2, series[-1, :, 0]),
        ("TYX", one, 1, 5, one[-1]),
        ("ZYX", one, 5, None, one),
    ):
        write(f"axes{axes}.ome.tif", data, slices, end, None, volumes, metadata={"axes": axes}, photometric="minisblack")
    with tifffile.TiffWriter(OUT / "series.ome.tif", ome=True) as tiff:
        for data in (one[:3], one[:4] + 100):
            tiff.write(data, metadata={"axes": "ZYX"}, photometric="minisblack")
    with tifffile.TiffFile(OUT / "series.ome.tif") as tiff:
        record("series.ome.tif", tiff.series[0].asarray()[-1], 3)
    backwards = "".join(f'<TiffData IFD="{2 - z}" FirstZ="{z}" PlaneCount="1"/>' for z in range(3))
    pixels = f'<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="{WIDTH}" SizeY="{HEIGHT}" SizeZ="3" SizeC="1" SizeT="1">'
    ome = '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">'
    xml = f'{ome}<Image ID="Image:0">{pixels}<Channel ID="Channel:0:0" SamplesPerPixel="1"/>{backwards}</Pixels></Image></OME>'
    tifffile.imwrite(OUT / "backwards.ome.tif", one[:3], description=xml, metadata=None, photometric="minisblack")
    record("backwards.ome.tif", tifffile.TiffFile(OUT / "backwards.ome.tif").series[0].asarray()[-1], 3)
    # ImageJ keeps signed values 32768 higher, and says so; tifffile gives the stored ones and the numbers.
    lines = ["ImageJ=1.53t", "images=3", "slices=3", "cf=0", "c0=-32768.0", "c1=1.0", "vunit=HU", ""]
    tifffile.imwrite(OUT / "imagejSigned.tif", one[:3] + 32000, description="\n".join(lines), metadata=None, photometric="minisblack")
    with tifffile.TiffFile(OUT / "imagejSigned.tif") as tiff:
        meta = tiff.imagej_metadata
        record("imagejSigned.tif", tiff.asarray()[-1] * meta["c1"] + meta["c0"], 3, unit=meta["vunit"])
    planes = [(33629, 5, 5, (1, 1) * 5, True), (33628, 4, 1, 0, True), (33630, 5, 5, (1, 1) * 5, True)]
    tifffile.imwrite(OUT / "metamorph.stk", one, truncate=True, metadata=None, photometric="minisblack", extratags=planes[:1])
    # tifffile reads no MetaMorph file without all its tags: the planes are those that were written.
    record("metamorph.stk", one[-1], 5)


OUT.mkdir(exist_ok=True)
for part in (types, compressions, layouts, colors, jpegs, resolutions, stacks):
    part()
(HERE / "tiffs.json").write_text(json.dumps(expected, indent=1) + "\n")
