"""Values of whole images by every library that reads their format, for formats/readers.test.ts."""

import json
import warnings
from pathlib import Path

SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"


def by_pydicom(file):
    """Modality values, or the colours of a screen."""
    import numpy
    import pydicom
    from pydicom.pixels import apply_color_lut, apply_modality_lut, pixel_array

    dataset = pydicom.dcmread(file, force=True)
    if "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    pixels = pixel_array(dataset)
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, dataset)
        pixels = pixels >> 8 if pixels.max() > 255 else pixels
    elif dataset.SamplesPerPixel == 3:
        pixels = pixels >> (dataset.BitsStored - 8)
    else:
        pixels = apply_modality_lut(pixels, dataset) * float(dataset.get("DoseGridScaling", 1))
    if dataset.SOPClassUID == SLIDE:
        pixels = assembled(dataset, pixels)
    is_color = dataset.SamplesPerPixel == 3 or dataset.PhotometricInterpretation == "PALETTE COLOR"
    return numpy.reshape(pixels, (-1, *pixels.shape[-3 if is_color else -2 :])), None


def assembled(dataset, tiles):
    """The total pixel matrix of a slide whose frames are all of its tiles, row by row."""
    import numpy

    width, height = dataset.TotalPixelMatrixColumns, dataset.TotalPixelMatrixRows
    across, down = -(-width // dataset.Columns), -(-height // dataset.Rows)
    rows = [numpy.concatenate(tiles[row * across : (row + 1) * across], axis=1) for row in range(down)]
    return numpy.concatenate(rows, axis=0)[:height, :width]


def by_simpleitk(file):
    import numpy
    import SimpleITK

    image = SimpleITK.ReadImage(file)
    values = SimpleITK.GetArrayFromImage(image)
    steps = numpy.reshape(image.GetDirection(), (image.GetDimension(),) * 2)[:3, :3] * image.GetSpacing()[:3]
    affine = numpy.column_stack([steps, image.GetOrigin()[:3]]) if image.GetDimension() >= 3 else None
    return values, affine


def by_nibabel(file):
    import nibabel

    image = nibabel.load(file)
    return image.get_fdata().T, image.affine[:3] * [[-1], [-1], [1]]


def by_pynrrd(file):
    import nrrd
    import numpy

    data, header = nrrd.read(file)
    affine = None
    if header.get("space") == "left-posterior-superior":
        affine = numpy.column_stack([*header["space directions"], header["space origin"]])
    return data.T, affine


def by_tifffile(file):
    import tifffile

    return tifffile.imread(file), None


def by_pillow(file):
    import numpy
    from PIL import Image

    return numpy.asarray(Image.open(file)), None


READERS = {
    "dcm": [by_pydicom, by_simpleitk],
    "nii": [by_nibabel, by_simpleitk],
    "hdr": [by_nibabel, by_simpleitk],
    "mgz": [by_nibabel],
    "nrrd": [by_pynrrd, by_simpleitk],
    "mha": [by_simpleitk],
    "tif": [by_tifffile, by_simpleitk],
    "png": [by_pillow, by_simpleitk],
}


def values(file, out):
    """Writes the values of each reader to OUT, in the order volume, slice, row, column and channel."""
    import numpy

    warnings.filterwarnings("ignore")
    suffixes = [suffix.lstrip(".") for suffix in Path(file).suffixes]
    kind = next((kind for kind in READERS if kind in suffixes[-2:]), "dcm")
    answers = []
    for reader in READERS[kind]:
        by = reader.__name__.removeprefix("by_")
        try:
            found, affine = reader(file)
        except Exception as error:
            answers.append({"by": by, "error": str(error).strip().splitlines()[-1][:200]})
            continue
        target = Path(out) / f"{by}.npy"
        numpy.save(target, numpy.ascontiguousarray(found, dtype="<f8"))
        places = None if affine is None else numpy.asarray(affine, dtype=float).tolist()
        answers.append({"by": by, "shape": list(found.shape), "values": str(target), "affine": places})
    return answers
