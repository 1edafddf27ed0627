"""Writes src/core/formats/dicom/dictionary.json, the data dictionary of PS3.6 as pydicom 3.0.2 holds it.

    python3 dicomDictionary.py
"""

import json
from collections import defaultdict
from pathlib import Path

from pydicom._dicom_dict import DicomDictionary, RepeatersDictionary

groups = defaultdict(list)


def add(group, element, entry):
    vr, _, _, _, keyword = entry
    if keyword:
        # Of “US or SS” and the like, the first.
        groups[group].append(f"{element} {vr[:2]} {keyword}")


for tag, entry in sorted(DicomDictionary.items()):
    add(f"{tag >> 16:04x}", f"{tag & 0xFFFF:04x}", entry)
for mask, entry in sorted(RepeatersDictionary.items()):
    if mask[:4] in ("50xx", "60xx"):
        add(mask[:4], mask[4:].lower(), entry)

path = Path(__file__).parent.parent / "src/core/formats/dicom/dictionary.json"
path.write_text(json.dumps({group: ", ".join(rows) for group, rows in groups.items()}, indent=2) + "\n")
