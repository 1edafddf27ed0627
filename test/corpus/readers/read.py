"""Reads an image, or a file that an export wrote, with libraries of others.

Each line of input is a list in JSON, [KIND, FILE, SOURCE...]; the answer is a line with a string: JSON of a list of
{"label", "slice", "counts"}, run lengths row by row, background first, of the answers of values.py, or the traceback of an
error. One process answers all of them, since the libraries take seconds to import.
"""

import contextlib
import io
import json
import sys
import traceback
from pathlib import Path

from pictures import coco, cvat, labelme, yolo
from shapes import counts, objects
from values import values


def dicom_seg(file, *sources):
    """Segments by highdicom; every frame has to lie where its source does."""
    import highdicom
    import numpy
    import pydicom

    seg = highdicom.seg.segread(file)
    images = [pydicom.dcmread(source, stop_before_pixels=True) for source in sources]
    frames = int(images[0].get("NumberOfFrames", 0))
    check_places(seg, images)
    found = []
    overlapping = seg.segmentation_type.value == "BINARY"
    for number in seg.segment_numbers:
        wanted = {"segment_numbers": [int(number)], "assert_missing_frames_are_empty": True}
        if overlapping:
            wanted["combine_segments"] = False
        if frames:
            pixels = seg.get_pixels_by_source_frame(images[0].SOPInstanceUID, list(range(1, frames + 1)), **wanted)
        else:
            pixels = seg.get_pixels_by_source_instance([image.SOPInstanceUID for image in images], **wanted)
        label = seg.get_segment_description(int(number)).segment_label
        found += objects(label, numpy.asarray(pixels)[..., 0])
    return found


def check_places(seg, images):
    import numpy

    places = {}
    for image in images:
        groups = image.get("PerFrameFunctionalGroupsSequence", [])
        for frame, group in enumerate(groups):
            places[(image.SOPInstanceUID, frame + 1)] = group.PlanePositionSequence[0].ImagePositionPatient
        if "ImagePositionPatient" in image:
            places[(image.SOPInstanceUID, 1)] = image.ImagePositionPatient
    for group in seg.PerFrameFunctionalGroupsSequence:
        source = group.DerivationImageSequence[0].SourceImageSequence[0]
        place = places.get((source.ReferencedSOPInstanceUID, int(source.get("ReferencedFrameNumber", 1))))
        if place is None:
            assert "PlanePositionSequence" not in group, "a place that the source does not have"
            continue
        own = group.PlanePositionSequence[0].ImagePositionPatient
        assert numpy.allclose(own, place, atol=1e-4), f"{own} instead of {place}"
    if places:
        first = images[0]
        shared = first.get("SharedFunctionalGroupsSequence", [first])[0]
        measures = shared.get("PixelMeasuresSequence", [shared])[0]
        orientation = shared.get("PlaneOrientationSequence", [shared])[0]
        own = seg.SharedFunctionalGroupsSequence[0]
        assert numpy.allclose(own.PixelMeasuresSequence[0].PixelSpacing, measures.PixelSpacing)
        assert numpy.allclose(
            own.PlaneOrientationSequence[0].ImageOrientationPatient, orientation.ImageOrientationPatient, atol=1e-6
        )
        assert seg.FrameOfReferenceUID == first.FrameOfReferenceUID
    referenced = {each.ReferencedSOPInstanceUID for each in seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence}
    assert referenced == {image.SOPInstanceUID for image in images}


def dcmqi(file, *sources):
    """Segments by dcmqi, through which 3D Slicer reads them: their colours, and their voxels by places in millimetres."""
    import subprocess
    import tempfile

    import nrrd
    import numpy

    found = []
    with tempfile.TemporaryDirectory() as out:
        program = Path(sys.executable).parent / "segimage2itkimage"
        wanted = ["--inputDICOM", file, "--outputDirectory", out, "--outputType", "nrrd"]
        subprocess.run([program, *wanted], check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        described = json.loads((Path(out) / "meta.json").read_text("utf-8"))["segmentAttributes"]
        for segment in (each for of_file in described for each in of_file):
            data, header = nrrd.read(str(Path(out) / f"{segment['labelID']}.nrrd"))
            assert header["space"] == "left-posterior-superior"
            voxels = numpy.argwhere(data)
            places = header["space origin"] + voxels @ header["space directions"]
            color = [int(each) for each in segment["recommendedDisplayRGBValue"]]
            found += [
                {**each, "color": color} for each in objects(segment["SegmentLabel"], drawn_at(places, sources))
            ]
    return found


def drawn_at(places, sources):
    """Planes of the images with a pixel at each place, which has to be the middle of one."""
    import numpy
    import pydicom

    planes, met = [], 0
    for source in sources:
        image = pydicom.dcmread(source, stop_before_pixels=True)
        shared = image.get("SharedFunctionalGroupsSequence", [image])[0]
        across, down = numpy.reshape(
            shared.get("PlaneOrientationSequence", [shared])[0].ImageOrientationPatient, (2, 3)
        ).astype(float)
        high, wide = (float(each) for each in shared.get("PixelMeasuresSequence", [shared])[0].PixelSpacing)
        for group in image.get("PerFrameFunctionalGroupsSequence", [image]):
            position = group.get("PlanePositionSequence", [group])[0].ImagePositionPatient
            offsets = places - numpy.asarray(position, dtype=float)
            here = offsets[numpy.abs(offsets @ numpy.cross(across, down)) < 1e-2]
            x, y = here @ across / wide, here @ down / high
            assert numpy.allclose(x, numpy.rint(x), atol=1e-2) and numpy.allclose(y, numpy.rint(y), atol=1e-2)
            plane = numpy.zeros((image.Rows, image.Columns), dtype=bool)
            plane[numpy.rint(y).astype(int), numpy.rint(x).astype(int)] = True
            planes.append(plane)
            met += len(here)
    assert met == len(places), f"{len(places) - met} voxels lie on no slice"
    return planes


def derived(source, seg, *files):
    """A Segmentation with the DICOM images that were made for it: its shapes for highdicom and for dcmqi, and how far their values are
    from those of the source in the same place, in millimetres."""
    furthest, is_volume = deviation(source, *files)
    shapes = {"furthest": furthest, "shapes": dicom_seg(seg, *files)}
    return {**shapes, "slicer": dcmqi(seg, *files)} if is_volume else shapes


def deviation(source, *files):
    import highdicom
    import numpy
    import pydicom

    values, affine = original(source)
    images = [pydicom.dcmread(file) for file in files]
    for image in images:
        assert all(image[tag].value in ("", None) for tag in (0x00100010, 0x00100020, 0x00100030, 0x00100040))
    if affine is None:
        assert not {"ImagePositionPatient", "FrameOfReferenceUID", "PixelSpacing"} & set(images[0].dir())
        return float(numpy.abs(images[0].pixel_array.astype(float) - values[0]).max()), False
    volume = highdicom.get_volume_from_series(images)
    assert sorted(volume.shape) == sorted(values.shape) and volume.frame_of_reference_uid
    to_index = numpy.linalg.inv(numpy.vstack([affine, [0, 0, 0, 1]])) @ volume.affine
    at = to_index[:3, :3] @ numpy.indices(volume.shape).reshape(3, -1) + to_index[:3, 3:]
    assert numpy.allclose(at, numpy.rint(at), atol=1e-2)
    x, y, z = numpy.rint(at).astype(int)
    return float(numpy.abs(volume.array.ravel() - values[z, y, x]).max()), True


def original(source):
    """Values by slice, row and column, and the steps along columns, rows and slices and the first voxel in LPS."""
    import nibabel
    import nrrd
    import numpy
    from PIL import Image

    if source.endswith(".nrrd"):
        data, header = nrrd.read(source)
        return numpy.transpose(data, (2, 1, 0)), numpy.stack([*header["space directions"], header["space origin"]], axis=1)
    if source.endswith(".nii.gz"):
        image = nibabel.load(source)
        affine = image.affine[:3] * [[-1], [-1], [1]]
        return numpy.transpose(image.get_fdata(), (2, 1, 0)), affine
    return numpy.asarray(Image.open(source))[None], None


def snomed():
    """Code values that pydicom knows of SNOMED CT."""
    from pydicom.sr._concepts_dict import concepts

    return sorted({value for codes in concepts["SCT"].values() for value in codes})


def slicer(file):
    """By pynrrd, as 3D Slicer describes its file: layers first, then x, y and z."""
    import nrrd
    import numpy

    data, header = nrrd.read(file)
    layers = data if data.ndim == 4 else data[None]
    found = []
    for number in range(sum(key.endswith("_Name") for key in header)):
        field = lambda name: header[f"Segment{number}_{name}"]
        voxels = layers[int(field("Layer"))] == int(field("LabelValue"))
        found += objects(field("Name"), numpy.transpose(voxels, (2, 1, 0)))
    return found


def nifti(*files):
    """By nibabel: voxels that are not 0, in the order x, y and z. The label is the name of the file."""
    import nibabel
    import numpy

    found = []
    for file in files:
        label = Path(file).name.removesuffix(".nii.gz").split("__")[0]
        found += objects(label, numpy.transpose(numpy.asarray(nibabel.load(file).dataobj), (2, 1, 0)))
    return found


def decathlon(folder):
    """By nibabel, case by case as the description lists them: label names by value."""
    import nibabel
    import numpy

    described = json.loads((Path(folder) / "dataset.json").read_text("utf-8"))
    assert described["numTraining"] == len(described["training"])
    found = []
    for case in described["training"]:
        image, labels = (nibabel.load(Path(folder) / case[key]) for key in ("image", "label"))
        assert image.shape == labels.shape and numpy.allclose(image.affine, labels.affine)
        values = numpy.transpose(numpy.asarray(labels.dataobj), (2, 1, 0))
        for value, name in described["labels"].items():
            if name != "background":
                found += objects(name, values == int(value))
    return found


def filled(polygons, height, width, scale=16):
    """Filled by OpenCV on a grid so fine that its lines of one pixel do not reach the centres of pixels."""
    import cv2
    import numpy

    fine = numpy.zeros((height * scale, width * scale), dtype=numpy.uint8)
    cv2.fillPoly(fine, [numpy.rint(points * scale).astype(numpy.int32) for points in polygons], 1)
    return fine[scale // 2 :: scale, scale // 2 :: scale]


def rtstruct(file, *sources):
    """Structures and their places by rt-utils. Its own drawing moves corners to whole pixels, so that OpenCV fills them here."""
    import numpy
    import pydicom
    from rt_utils import RTStructBuilder, ds_helper, image_helper

    structures = RTStructBuilder.create_from(dicom_series_path=str(Path(sources[0]).parent), rt_struct_path=file)
    matrix = image_helper.get_patient_to_pixel_transformation_matrix(structures.series_data)
    # rt-utils 1.2.7 divides along rows by the distance of rows, which is that down columns (PS3.3, 10.7.1.3).
    down, across = (float(part) for part in structures.series_data[0].PixelSpacing)
    matrix[:2] *= [[down / across], [across / down]]
    found = []
    for roi in structures.ds.StructureSetROISequence:
        contours = ds_helper.get_contour_sequence_by_roi_number(structures.ds, roi.ROINumber)
        for at, source in enumerate(sources):
            image = pydicom.dcmread(source, stop_before_pixels=True)
            polygons = [
                image_helper.apply_transformation_to_3d_points(numpy.reshape(data, (-1, 3)), matrix)[:, :2] + 0.5
                for data in image_helper.get_slice_contour_data(image, contours)
            ]
            if polygons:
                found += [
                    {"label": roi.ROIName, "slice": at, "counts": counts(filled(polygons, image.Rows, image.Columns))}
                ]
    return found


if __name__ == "__main__":
    for line in sys.stdin:
        kind, *files = json.loads(line)
        # Some libraries print what they do.
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                answer = json.dumps(globals()[kind](*files))
            except Exception:
                answer = traceback.format_exc()
        print(json.dumps(answer), flush=True)
