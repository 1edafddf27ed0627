"""Writes dicoms/ and dicoms.json: small DICOM files of kinds that readers get wrong, with the values that pydicom makes of them.

    python3 dicoms.py

Needs pydicom 3, numpy and imagecodecs. Where pydicom has no say, or is wrong, numpy follows the standard, and a comment says so.
"""

import datetime
import json
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_presentation_lut, apply_voi_lut, apply_windowing
from pydicom.uid import UID

HERE = Path(__file__).parent
OUT = HERE / "dicoms"
WIDTH, HEIGHT = 9, 6
ROOT = "1.2.840.10008.1.2"
IMPLICIT, EXPLICIT, BIG, DEFLATED = ROOT, f"{ROOT}.1", f"{ROOT}.2", f"{ROOT}.1.99"
RLE, BASELINE, LOSSLESS, JPEG_LS, JPEG_2000 = f"{ROOT}.5", f"{ROOT}.4.50", f"{ROOT}.4.70", f"{ROOT}.4.80", f"{ROOT}.4.90"

rng = np.random.default_rng(7)
noise = rng.integers(0, 4096, (HEIGHT, WIDTH)).astype(np.uint16)
ramp = (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) * 4).astype(np.uint16)
expected = {}


def image(pixels, syntax=EXPLICIT, modality="OT", bits=12, **more):
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.7")
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = UID("1.2.3.4")
    dataset.Modality = modality
    cell = pixels.dtype.itemsize * 8
    color = pixels.ndim == 3 and pixels.shape[-1] == 3
    dataset.SamplesPerPixel = 3 if color else 1
    if color:
        dataset.PlanarConfiguration = 0
    dataset.PhotometricInterpretation = "RGB" if color else "MONOCHROME2"
    if pixels.ndim == 3 and not color:
        dataset.NumberOfFrames = len(pixels)
    dataset.Rows, dataset.Columns = pixels.shape[:2] if color else pixels.shape[-2:]
    bits = min(bits, cell)
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = cell, bits, bits - 1
    dataset.PixelRepresentation = 1 if pixels.dtype.kind == "i" else 0
    dataset.PixelData = pixels.astype(pixels.dtype.newbyteorder(">" if syntax == BIG else "<")).tobytes()
    dataset["PixelData"].VR = "OW" if cell > 8 else "OB"
    for name, value in more.items():
        setattr(dataset, name, value)
    return dataset


def compress(dataset, streams, syntax):
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.PixelData = encapsulate(streams)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return dataset


def save(name, dataset):
    dataset.save_as(OUT / name, enforce_file_format=True)


def numbers(values):
    return [int(value) if float(value).is_integer() else float(value) for value in np.asarray(values).ravel()]


def record(name, **facts):
    """`values`: modality values of all frames; `grey`: of the first under its default window; `rgb`; what the header means."""
    expected[name] = {key: numbers(value) if isinstance(value, np.ndarray) else value for key, value in facts.items()}


def table(entries, first, bits, data=None, vr="US", **more):
    item = Dataset()
    kind = "SS" if first < 0 else "US"
    item.add_new("LUTDescriptor", kind, [entries if entries < 32768 or kind == "US" else entries - 65536, first, bits])
    item.add_new("LUTData", vr, data)
    for name, value in more.items():
        setattr(item, name, value)
    return item


def modality_luts():
    squares = (np.arange(256) ** 2 // 2 + 1).astype(np.uint16)
    for name, syntax in (("modalityLut", EXPLICIT), ("modalityLutImplicit", IMPLICIT), ("modalityLutBig", BIG)):
        dataset = image(ramp, syntax, "DX")
        dataset.ModalityLUTSequence = [table(256, 0, 16, squares.tolist(), ModalityLUTType="OD")]
        save(f"{name}.dcm", dataset)
        read = pydicom.dcmread(OUT / f"{name}.dcm")
        record(f"{name}.dcm", values=apply_modality_lut(read.pixel_array, read), unit="10⁻³ OD", sampleType="uint16")
    signed = ramp.astype(np.int16) - 120
    dataset = image(signed, modality="CT")
    # Values below the first take its entry, values above the last one the last (PS3.3 C.11.1.1.1).
    dataset.ModalityLUTSequence = [table(100, -60, 16, (np.arange(100) * 500 + 7).tolist(), ModalityLUTType="HU")]
    save("modalityLutSigned.dcm", dataset)
    read = pydicom.dcmread(OUT / "modalityLutSigned.dcm")
    record("modalityLutSigned.dcm", values=apply_modality_lut(read.pixel_array, read), unit="HU", sampleType="uint16")
    # Entries of 8 bits lie two in a word: pydicom does not unpack them.
    for name, syntax in (("modalityLutBytes", EXPLICIT), ("modalityLutBytesBig", BIG)):
        entries = (255 - np.arange(256)).astype(np.uint8)
        words = entries.reshape(-1, 2)[:, ::-1].tobytes() if syntax == BIG else entries.tobytes()
        dataset = image(ramp, syntax)
        dataset.ModalityLUTSequence = [table(256, 0, 8, words, "OW", ModalityLUTType="US")]
        save(f"{name}.dcm", dataset)
        record(f"{name}.dcm", values=entries[ramp], unit="", sampleType="uint8")


def doses():
    dose = (np.arange(3 * HEIGHT * WIDTH).reshape(3, HEIGHT, WIDTH) * 6151).astype(np.uint32)
    for name, units, unit in (("dose", "GY", "Gy"), ("doseRelative", "RELATIVE", "of the reference dose")):
        dataset = image(dose, modality="RTDOSE", bits=32, DoseUnits=units, DoseGridScaling="1.5E-4")
        save(f"{name}.dcm", dataset)
        read = pydicom.dcmread(OUT / f"{name}.dcm")
        record(f"{name}.dcm", values=read.pixel_array * float(read.DoseGridScaling), unit=unit)


def offset_tables():
    frames = rng.integers(0, 256, (4, HEIGHT, WIDTH)).astype(np.uint8)
    dataset = image(frames)
    dataset.compress(UID(RLE), generate_instance_uid=False)
    parts = list(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=4))
    pixels, offsets, lengths = encapsulate_extended(parts)
    dataset.PixelData = pixels
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = offsets, lengths
    block = dataset.private_block(0x0019, "SAM-UNET TEST", create=True)
    block.add_new(1, "UV", 2**40)
    block.add_new(2, "SV", -(2**40))
    save("extendedOffsets.dcm", dataset)
    read = pydicom.dcmread(OUT / "extendedOffsets.dcm")
    record("extendedOffsets.dcm", values=read.pixel_array)


def other_bits():
    """Twelve bits in sixteen; bit 15 holds an overlay, bits 12 to 14 rubbish. Compressed as whole cells."""
    cells = noise | (rng.integers(0, 16, noise.shape).astype(np.uint16) << 12)
    cells[0, 0] |= 0x8000
    codecs = {
        "Lossless": (LOSSLESS, lambda cells: imagecodecs.ljpeg_encode(cells, bitspersample=16)),
        "JpegLs": (JPEG_LS, imagecodecs.jpegls_encode),
        "Jpeg2000": (JPEG_2000, lambda cells: imagecodecs.jpeg2k_encode(cells, codecformat="j2k", reversible=True, level=0)),
    }
    for signed in (False, True):
        kind = "Signed" if signed else ""
        values = ((noise.astype(np.int32) ^ 0x800) - 0x800) if signed else noise
        for codec, (syntax, encode) in codecs.items():
            dataset = image(cells.astype(np.int16) if signed else cells)
            save(f"otherBits{codec}{kind}.dcm", compress(dataset, [encode(cells)], syntax))
            record(f"otherBits{codec}{kind}.dcm", values=values)
        for codec, syntax in (("Native", EXPLICIT), ("Big", BIG), ("Deflated", DEFLATED), ("Rle", RLE)):
            dataset = image(cells.astype(np.int16) if signed else cells, EXPLICIT if syntax == RLE else syntax)
            if syntax == RLE:
                dataset.compress(UID(RLE), generate_instance_uid=False)
            save(f"otherBits{codec}{kind}.dcm", dataset)
            record(f"otherBits{codec}{kind}.dcm", values=values)
    # The stored bits need not be the lowest ones.
    dataset = image(cells << 4 | 5)
    dataset.HighBit = 15
    save("otherBitsHigh.dcm", dataset)
    record("otherBitsHigh.dcm", values=noise)


def segments_of(jpeg):
    at = 2
    while True:
        code, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if code == 0xDA:
            yield code, jpeg[at:]
            return
        yield code, jpeg[at : at + 2 + length]
        at += 2 + length


def jpeg_colors():
    block = np.zeros((16, 16, 3), np.uint8)
    block[:8] = (200, 30, 30)
    block[8:] = (20, 60, 220)
    encoded = imagecodecs.jpeg8_encode(block, level=100, colorspace="RGB", outcolorspace="RGB", subsampling="444")
    adobe, jfif = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0", b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"

    def with_ids(ids, marker=b""):
        parts = []
        for code, segment in segments_of(encoded):
            if code in (0xE0, 0xEE):
                continue
            segment = bytearray(segment)
            if code == 0xC0:
                segment[10], segment[13], segment[16] = ids
            if code == 0xDA:
                segment[5], segment[7], segment[9] = ids
            parts.append(bytes(segment))
        return b"\xff\xd8" + marker + b"".join(parts)

    kinds = {
        "Numbers": with_ids((1, 2, 3)),
        "Letters": with_ids(b"RGB"),
        "SmallLetters": with_ids(b"rgb"),
        "Zero": with_ids((0, 1, 2)),
        "Adobe": with_ids((1, 2, 3), adobe),
        # JFIF means YCbCr, whatever the header says: pydicom believes it as well.
        "Jfif": imagecodecs.jpeg8_encode(block, level=100, subsampling="444"),
    }
    assert jfif[:11] in kinds["Jfif"][:40]
    for kind, stream in kinds.items():
        save(f"jpegRgb{kind}.dcm", compress(image(block, bits=8), [stream], BASELINE))
        record(f"jpegRgb{kind}.dcm", rgb=block, tolerance=3)


def jpeg_ends():
    smooth = np.add.outer(np.arange(16) * 5, np.arange(16) * 7).astype(np.uint8)
    stream = imagecodecs.jpeg8_encode(smooth, level=100)
    kinds = {"": stream[:-2], "Padded": stream[:-2] + b"\0\0\0\0", "Lossless": None, "Ls": imagecodecs.jpegls_encode(smooth)[:-2]}
    kinds["Lossless"] = imagecodecs.ljpeg_encode(smooth, bitspersample=8)[:-2]
    for kind, part in kinds.items():
        syntax = {"Lossless": LOSSLESS, "Ls": JPEG_LS}.get(kind, BASELINE)
        save(f"jpegWithoutEnd{kind}.dcm", compress(image(smooth, bits=8), [part], syntax))
        record(f"jpegWithoutEnd{kind}.dcm", values=smooth, tolerance=2 if syntax == BASELINE else 0)
    save("jpegCutShort.dcm", compress(image(smooth, bits=8), [stream[:-40]], BASELINE))


def shown(name, dataset, reference, **more):
    save(name, dataset)
    record(name, grey=np.asarray(reference(pydicom.dcmread(OUT / name))), **more)


def scaled(levels, low, high):
    return (levels.astype(float) - low) / (high - low) * 255


def voi():
    def windowed(read):
        return scaled(apply_windowing(read.pixel_array, read), 0, 4095)

    for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
        dataset = image(noise, modality="MG", WindowCenter=[2000, 900], WindowWidth=[1000, 300])
        dataset.WindowCenterWidthExplanation = ["SOFT", "HARD"]
        dataset.VOILUTFunction = function
        shown(f"voi{function}.dcm", dataset, windowed, names=["SOFT", "HARD"])
    fractional = image(noise, modality="MG", WindowCenter=500.25, WindowWidth=250.5, RescaleSlope="0.25", RescaleIntercept="-3")
    fractional.VOILUTFunction = "SIGMOID"
    # Modality values are fractions: numpy follows PS3.3 C.11.2.1.3.1.
    shown("voiSigmoidFractions.dcm", fractional, lambda read: 255 / (1 + np.exp(-4 * (noise * 0.25 - 3 - 500.25) / 250.5)))
    curve = (4095 * (np.arange(4096) / 4095) ** 0.4).astype(np.uint16)
    dataset = image(noise, modality="MG")
    dataset.VOILUTSequence = [
        table(4096, 0, 12, curve.tolist(), LUTExplanation="SOFT"),
        table(4096, 0, 12, curve[::-1].tolist()),
    ]
    shown("voiLut.dcm", dataset, lambda read: scaled(apply_voi_lut(read.pixel_array, read), 0, 4095), names=["SOFT", "VOI LUT 2"])
    # pydicom takes the index of an 8-bit table for 8 bits as well: numpy follows PS3.3 C.11.2.1.1.
    small = (curve >> 4).astype(np.uint8)
    dataset = image(noise, modality="MG")
    dataset.VOILUTSequence = [table(4096, 0, 8, small.astype(np.uint16).tolist())]
    shown("voiLutBytes.dcm", dataset, lambda read: small[noise])
    dataset = image(noise, modality="CT", RescaleSlope="1", RescaleIntercept="-1024")
    dataset.VOILUTSequence = [table(1024, -512, 16, (np.arange(1024) * 64).tolist())]
    shown("voiLutNegative.dcm", dataset, lambda read: scaled(apply_voi_lut(apply_modality_lut(read.pixel_array, read).astype(np.int32), read), 0, 65535))
    dataset = image(noise, modality="MG", WindowCenter=2000, WindowWidth=1000)
    dataset.VOILUTSequence = [table(4096, 0, 12, curve.tolist(), LUTExplanation="CURVE")]
    shown("voiBoth.dcm", dataset, lambda read: scaled(apply_windowing(read.pixel_array, read), 0, 4095), names=["", "CURVE"])


def presentations():
    for photometric, shape in (("MONOCHROME1", "INVERSE"), ("MONOCHROME2", "IDENTITY"), ("MONOCHROME2", "INVERSE"), ("MONOCHROME1", None)):
        dataset = image(noise, modality="DX", WindowCenter=2000, WindowWidth=1000, PhotometricInterpretation=photometric)
        if shape is not None:
            dataset.PresentationLUTShape = shape

        def reference(read):
            levels = scaled(apply_windowing(read.pixel_array, read), 0, 4095)
            if shape is None:
                return 255 - levels if photometric == "MONOCHROME1" else levels
            return apply_presentation_lut(levels, read) if shape == "IDENTITY" else 255 - levels

        shown(f"presentation{photometric[-1]}{shape or 'None'}.dcm", dataset, reference)


def lies():
    def stated(name, syntax, real):
        dataset = image(noise, real)
        save(name, dataset)
        content = bytearray((OUT / name).read_bytes())
        said, is_ = (uid.encode().ljust(20, b"\0") for uid in (syntax, real))
        at = content.index(b"\x02\x00\x10\x00UI")
        length = struct.unpack("<H", content[at + 6 : at + 8])[0]
        new = syntax.encode() + (b"\0" if len(syntax) % 2 else b"")
        content[at + 6 : at + 8 + length] = struct.pack("<H", len(new)) + new
        (OUT / name).write_bytes(content)
        record(name, values=noise, remark="but its data set is encoded as")

    stated("saysImplicit.dcm", IMPLICIT, EXPLICIT)
    stated("saysExplicit.dcm", EXPLICIT, IMPLICIT)
    stated("saysBig.dcm", BIG, EXPLICIT)
    stated("saysLittle.dcm", EXPLICIT, BIG)
    stated("saysDeflated.dcm", DEFLATED, EXPLICIT)
    stated("saysNotDeflated.dcm", EXPLICIT, DEFLATED)

    stream = imagecodecs.jpegls_encode(noise)
    dataset = compress(image(noise), [stream], LOSSLESS)
    save("saysLossless.dcm", dataset)
    record("saysLossless.dcm", values=noise, remark="compressed as JPEG-LS")
    dataset = compress(image(noise), [stream], JPEG_LS)
    dataset.file_meta.TransferSyntaxUID = UID(EXPLICIT)
    dataset.save_as(OUT / "saysNative.dcm", enforce_file_format=True, implicit_vr=False, little_endian=True)
    record("saysNative.dcm", values=noise, remark="compressed as JPEG-LS")
    dataset = image(noise)
    save("saysCompressed.dcm", dataset)
    content = (OUT / "saysCompressed.dcm").read_bytes()
    old, new = (b"\x02\x00\x10\x00UI" + struct.pack("<H", len(uid) + len(uid) % 2) + uid.encode() + b"\0" * (len(uid) % 2) for uid in (EXPLICIT, JPEG_LS))
    (OUT / "saysCompressed.dcm").write_bytes(content.replace(old, new))
    record("saysCompressed.dcm", values=noise, remark="not compressed")
    dataset = image(noise)
    save("saysNothing.dcm", dataset)
    content = (OUT / "saysNothing.dcm").read_bytes()
    (OUT / "saysNothing.dcm").write_bytes(content.replace(old, b""))
    record("saysNothing.dcm", values=noise, remark="specifies no transfer syntax")


def trailing():
    for name, tail in (("Zeros", bytes(100)), ("Text", b"written by a scanner\r\n" * 3), ("Ones", b"\xff" * 37)):
        save(f"trailing{name}.dcm", image(noise))
        with open(OUT / f"trailing{name}.dcm", "ab") as file:
            file.write(tail)
        record(f"trailing{name}.dcm", values=noise)
    dataset = image(noise)
    dataset.compress(UID(RLE), generate_instance_uid=False)
    save("trailingCompressed.dcm", dataset)
    with open(OUT / "trailingCompressed.dcm", "ab") as file:
        file.write(bytes(100))
    record("trailingCompressed.dcm", values=noise)


def write_text(dataset, tag, text):
    element = pydicom.dataelem.RawDataElement(pydicom.tag.Tag(tag), "DS", len(text), text.encode(), 0, False, True)
    dataset[tag] = element


def commas():
    for name, slope, intercept in (("comma", "1,5 ", "-102,4"), ("spaces", " 1.5", "-102.4 ")):
        dataset = image(noise)
        write_text(dataset, 0x00281052, intercept)
        write_text(dataset, 0x00281053, slope)
        save(f"{name}.dcm", dataset)
        facts = {"remark": "read as -102.4"} if name == "comma" else {}
        record(f"{name}.dcm", values=noise * 1.5 - 102.4, tolerance=1e-9, **facts)
    dataset = image(noise)
    write_text(dataset, 0x00281053, "1.5 HU")
    save("noNumber.dcm", dataset)


def palettes():
    reds = [0, 2, 0, 60000, 1, 62, 100]  # two entries, then a line of 62 up to 100
    greens = [0, 1, 500, 1, 63, 65535]
    blues = [0, 64, *range(0, 64000, 1000)]
    dataset = image((ramp // 4).astype(np.uint8), bits=8, PhotometricInterpretation="PALETTE COLOR")
    for color, data in zip(("Red", "Green", "Blue"), (reds, greens, blues)):
        setattr(dataset, f"{color}PaletteColorLookupTableDescriptor", [64, 0, 16])
        setattr(dataset, f"Segmented{color}PaletteColorLookupTableData", struct.pack(f"<{len(data)}H", *data))
    save("segmented.dcm", dataset)
    read = pydicom.dcmread(OUT / "segmented.dcm")
    record("segmented.dcm", rgb=apply_color_lut(read.pixel_array, read) >> 8)
    # Bytes, with the first two segments repeated by an indirect one.
    parts = bytes([0, 8, 0, 9, 20, 33, 41, 77, 90, 101, 1, 24, 250, 2, 2, 0, 0, 0, 0, 0])
    dataset = image((ramp // 4).astype(np.uint8), bits=8, PhotometricInterpretation="PALETTE COLOR")
    for color in ("Red", "Green", "Blue"):
        setattr(dataset, f"{color}PaletteColorLookupTableDescriptor", [64, 0, 8])
        setattr(dataset, f"Segmented{color}PaletteColorLookupTableData", parts)
    save("segmentedBytes.dcm", dataset)
    read = pydicom.dcmread(OUT / "segmentedBytes.dcm")
    record("segmentedBytes.dcm", rgb=apply_color_lut(read.pixel_array, read))


def pets():
    """SUV by body weight as QIBA's profile reckons it, with Python's own times."""
    injection, scan = datetime.datetime(2024, 1, 31, 23, 40, 0), datetime.datetime(2024, 2, 1, 0, 41, 30)
    dose, half_life, weight = 3.7e8, 6586.2, 71.5
    left = dose * 2 ** (-(scan - injection).total_seconds() / half_life)

    def pet(name, suv, **more):
        dataset = image(noise, modality="PT", RescaleSlope="2.5", RescaleIntercept="0", Units="BQML", PatientWeight=str(weight))
        dataset.CorrectedImage, dataset.DecayCorrection = ["DECY", "ATTN", "SCAT"], "START"
        dataset.SeriesDate = dataset.AcquisitionDate = scan.strftime("%Y%m%d")
        dataset.SeriesTime, dataset.AcquisitionTime = scan.strftime("%H%M%S"), (scan + datetime.timedelta(minutes=8)).strftime("%H%M%S.5")
        item = Dataset()
        item.RadionuclideTotalDose, item.RadionuclideHalfLife = str(dose), str(half_life)
        item.RadiopharmaceuticalStartTime = injection.strftime("%H%M%S.00")
        dataset.RadiopharmaceuticalInformationSequence = [item]
        for key, value in more.items():
            if value is None:
                delattr(dataset, key)
            else:
                setattr(dataset, key, value)
        save(name, dataset)
        record(name, values=noise * 2.5, unit={"BQML": "Bq/ml", "GML": "g/ml", "CNTS": "counts"}[dataset.Units], suv=suv)

    pet("petStart.dcm", weight * 1000 / left)
    pet("petAdmin.dcm", weight * 1000 / dose, DecayCorrection="ADMIN")
    pet("petNoWeight.dcm", None, PatientWeight=None)
    pet("petUncorrected.dcm", None, CorrectedImage=["ATTN"])
    pet("petSuv.dcm", 1, Units="GML")
    # A series made later says nothing of the scan: its acquisition does.
    late = scan + datetime.timedelta(minutes=8, seconds=0.5)
    pet("petLater.dcm", weight * 1000 / (dose * 2 ** (-(late - injection).total_seconds() / half_life)), SeriesTime="120000")


OUT.mkdir(exist_ok=True)
for make in (modality_luts, doses, offset_tables, other_bits, jpeg_colors, jpeg_ends, voi, presentations, lies, trailing, commas, palettes, pets):
    make()
(HERE / "dicoms.json").write_text(json.dumps(expected, separators=(",", ":"), ensure_ascii=False) + "\n")
