"""Writes corpusSeries.json: what ITK (with GDCM) makes of the corpus' series, and highdicom of its segmentations.

    python3 corpusSeries.py CORPUS > corpusSeries.json

Needs SimpleITK, pydicom 3 and highdicom. Values are modality values, described by the SHA-256 of little-endian 32-bit integers
slice by slice; positions are in millimetres, LPS. Masks are described by the SHA-256 of bytes of 0 and 1, by segment number and
by the image that the frame was made of, or else by its position.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path

import highdicom
import numpy as np
import SimpleITK

warnings.filterwarnings("ignore")


def series(folder):
    reader = SimpleITK.ImageSeriesReader()
    names = reader.GetGDCMSeriesFileNames(str(folder))
    reader.SetFileNames(names)
    image = reader.Execute()
    width, height, slices = image.GetSize()
    corners = [(0, 0, 0), (width - 1, 0, 0), (0, height - 1, 0), (0, 0, slices - 1)]
    values = SimpleITK.GetArrayFromImage(image).astype("<i4")
    return {
        "files": [Path(name).name for name in names],
        "size": [width, height, slices],
        "corners": [image.TransformIndexToPhysicalPoint(corner) for corner in corners],
        "sha256": [hashlib.sha256(plane.tobytes()).hexdigest() for plane in values],
    }


def segmentation(path):
    seg = highdicom.seg.segread(path)
    masks = []
    pixels = seg.pixel_array.reshape(-1, seg.Rows, seg.Columns)
    for index, group in enumerate(seg.PerFrameFunctionalGroupsSequence):
        shared = seg.SharedFunctionalGroupsSequence[0]
        segment = (group if "SegmentIdentificationSequence" in group else shared).SegmentIdentificationSequence[0]
        source = None
        if "DerivationImageSequence" in group and group.DerivationImageSequence:
            images = group.DerivationImageSequence[0].get("SourceImageSequence", [])
            source = images[0].ReferencedSOPInstanceUID if images else None
        plane = np.ascontiguousarray(pixels[index] > 0, dtype=np.uint8)
        if plane.any():
            masks.append(
                {
                    "segment": int(segment.ReferencedSegmentNumber),
                    "source": source,
                    "area": int(plane.sum()),
                    "sha256": hashlib.sha256(plane.tobytes()).hexdigest(),
                }
            )
    return {
        "segments": [
            {"number": number, "label": seg.get_segment_description(number).SegmentLabel} for number in seg.segment_numbers
        ],
        "masks": masks,
    }


def main():
    corpus = Path(sys.argv[1])
    names = ["dicom_seg/liver.dcm", "dicom_seg/partial_overlaps.dcm", "dicom_seg/seg_image_ct_binary.dcm"]
    names += ["dicom_seg/seg_image_ct_binary_overlap.dcm", "dicom_seg/seg_image_sm_control.dcm"]
    expected = {
        "series": {"dicom_series_ct": series(corpus / "dicom_series_ct")},
        "segmentations": {name: segmentation(corpus / name) for name in names},
    }
    json.dump(expected, sys.stdout, indent=1)
    print()


main()
