"""Writes and reads the safetensors format in the layout that the product maps into memory."""

from __future__ import annotations

import json
import math
import struct

import numpy as np

ALIGNMENT = 64
DTYPES = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}


def write_safetensors(path: str, tensors: dict[str, np.ndarray]) -> None:
    """Writes float16 and float32 arrays.

    The format forbids gaps, so arrays of whole multiples of 64 bytes come first and the header is padded with spaces:
    all but the last few arrays then start at multiples of 64 bytes.
    """
    ordered = sorted(tensors.items(), key=lambda item: (-_alignment(item[1]), item[0]))
    names = {dtype: name for name, dtype in DTYPES.items()}
    header, end = {}, 0
    for key, array in ordered:
        begin, end = end, end + array.nbytes
        header[key] = {"dtype": names[array.dtype], "shape": list(array.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    start = math.ceil((8 + len(text)) / ALIGNMENT) * ALIGNMENT
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", start - 8) + text.ljust(start - 8))
        for _, array in ordered:
            file.write(np.ascontiguousarray(array).tobytes())


def _alignment(array: np.ndarray) -> int:
    return ALIGNMENT if array.nbytes % ALIGNMENT == 0 else array.itemsize


def read_safetensors(path: str) -> dict[str, np.ndarray]:
    """Reads a file of float16 and float32 arrays."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    tensors = {}
    for key, info in header.items():
        if key != "__metadata__":
            begin, end = info["data_offsets"]
            tensors[key] = np.frombuffer(data[begin:end], DTYPES[info["dtype"]]).reshape(info["shape"])
    return tensors
