"""Writes small DICOM files and what pydicom says of their attributes. Needs pydicom 3.0.2.

python3 headers.py
"""

import json
from pathlib import Path

from pydicom import config, dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

here = Path(__file__).parent
config.settings.writing_validation_mode = config.IGNORE


def phantom(character_set, name):
    data = Dataset()
    data.SpecificCharacterSet = character_set
    data.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    data.SOPInstanceUID = "1.2.3.4"
    data.Modality = "OT"
    data.PatientName = name
    data.PatientID = "17"
    data.Rows = 1
    data.Columns = 2
    data.BitsAllocated = 8
    data.BitsStored = 8
    data.HighBit = 7
    data.PixelRepresentation = 0
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.WindowCenter = [40, 300]
    data.WindowWidth = [400, 1500]
    data.FrameIncrementPointer = (0x0018, 0x1063)
    data.add_new(0x00189313, "FD", [1.5, -2.25, 1e-3])
    data.add_new(0x00280106, "US", 3)
    data.add_new(0x00091001, "LO", "a private text")
    data.add_new(0x00090010, "LO", "TESTS")
    data.PixelData = b"\x01\x02"
    code = Dataset()
    code.CodeValue = "T-11300"
    code.CodingSchemeDesignator = "SRT"
    code.CodeMeaning = "Vertebra"
    region = Dataset()
    region.AnatomicRegionModifierSequence = Sequence([code, code])
    region.CodeMeaning = "Spine"
    data.AnatomicRegionSequence = Sequence([region])
    data.ReferencedStudySequence = Sequence([])
    return data


def write(path, data, syntax):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = data.SOPClassUID
    meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    data.file_meta = meta
    data.save_as(path, enforce_file_format=True, implicit_vr=syntax == ImplicitVRLittleEndian, little_endian=syntax != ExplicitVRBigEndian)


def listing(data):
    rows = []
    for element in data:
        row = {"tag": f"({element.tag.group:04X},{element.tag.element:04X})", "vr": str(element.VR), "keyword": element.keyword}
        if element.VR == "SQ":
            row["items"] = [listing(item) for item in element.value]
        elif isinstance(element.value, bytes):
            row["bytes"] = len(element.value)
        elif element.VR == "AT":
            row["value"] = f"({element.value.group:04X},{element.value.element:04X})"
        else:
            multiple = element.VM > 1
            row["value"] = [str(value) for value in element.value] if multiple else [str(element.value)]
        rows.append(row)
    return rows


cases = {
    "explicit": ("ISO_IR 192", "Müller^Jürgen", ExplicitVRLittleEndian),
    "implicit": ("ISO_IR 100", "Müller^Jürgen", ImplicitVRLittleEndian),
    "bigEndian": ("ISO_IR 144", "Люкceмбypг", ExplicitVRBigEndian),
    "japanese": (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう", ExplicitVRLittleEndian),
    "korean": (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동", ExplicitVRLittleEndian),
    "chinese": ("GB18030", "Wang^XiaoDong=王^小东", ExplicitVRLittleEndian),
}
expected = {}
for name, (character_set, person, syntax) in cases.items():
    path = here / "headers" / f"{name}.dcm"
    write(path, phantom(character_set, person), syntax)
    data = dcmread(path)
    expected[name] = listing(data.file_meta) + listing(data)
(here / "headers.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
