"""Folders in the published layout, decoded once and kept in memory."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

CACHE_VERSION = "2"


@dataclass(frozen=True)
class Record:
    """An image H x W x 3 (uint8) and its masks, packed along rows to bits."""

    image: np.ndarray
    packed: np.ndarray

    @property
    def count(self) -> int:
        """Number of masks."""
        return len(self.packed)

    def mask(self, index: int) -> np.ndarray:
        """A mask H x W of 0 and 1 (uint8)."""
        return np.unpackbits(self.packed[index], axis=1, count=self.image.shape[1])


def read_image(path: str) -> np.ndarray:
    """An 8-bit image as H x W x 3."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def read_mask(path: str, shape: tuple[int, int]) -> np.ndarray:
    """A mask H x W of 0 and 1. Half of the largest value separates, so 0/1, 0/255 and JPEG's near-255 all read well."""
    with Image.open(path) as image:
        values = np.asarray(image.convert("I"))
    if values.shape != shape:
        raise ValueError(f"{path} is {values.shape[1]} x {values.shape[0]}, its image {shape[1]} x {shape[0]} pixels.")
    return (values * 2 > max(int(values.max()), 1)).astype(np.uint8)


def read_index(folder: str, name: str) -> dict:
    """The JSON index `name` of a set."""
    path = os.path.join(folder, name)
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        raise FileNotFoundError(f"{path} is missing. A set is a folder with images/, masks/ and this index.") from None


def set_folders(root: str, index: str, leave_out: tuple[str, ...] = ()) -> list[str]:
    """Folders below `root` (or `root` itself) that hold the index, by name."""
    found = sorted(os.path.dirname(path) for path in glob.glob(os.path.join(root, "*", index)))
    if not found and os.path.exists(os.path.join(root, index)):
        found = [root]
    found = [folder for folder in found if os.path.basename(folder) not in leave_out]
    if not found:
        raise FileNotFoundError(f"No folder in {root} holds {index}.")
    return found


def load_records(folder: str, cache: str | None) -> list[Record]:
    """Records of a training set, from the cache when it holds them. Images without a foreground pixel are left out."""
    index = os.path.join(folder, "image2label_train.json")
    stored = None
    if cache is not None:
        with open(index, "rb") as file:
            key = hashlib.sha256(file.read() + CACHE_VERSION.encode()).hexdigest()[:16]
        stored = os.path.join(cache, f"{os.path.basename(folder)}-{key}.npz")
        if os.path.exists(stored):
            with np.load(stored) as arrays:
                return [Record(arrays[f"{i}.image"], arrays[f"{i}.packed"]) for i in range(len(arrays.files) // 2)]
    records = list(_decode(folder))
    if stored is not None:
        os.makedirs(cache, exist_ok=True)
        arrays = {}
        for i, record in enumerate(records):
            arrays.update({f"{i}.image": record.image, f"{i}.packed": record.packed})
        temporary = f"{stored}.{os.getpid()}.tmp.npz"
        np.savez(temporary, **arrays)
        os.replace(temporary, stored)
    return records


def _decode(folder: str):
    cv2.setNumThreads(1)
    for name, masks in read_index(folder, "image2label_train.json").items():
        image = read_image(os.path.join(folder, name))
        planes = [read_mask(os.path.join(folder, mask), image.shape[:2]) for mask in masks]
        packed = [np.packbits(plane, axis=1) for plane in planes if plane.any()]
        if packed:
            yield Record(image, np.stack(packed))


def load_sets(
    root: str, leave_out: tuple[str, ...] = (), cache: str | None = None, workers: int = 1
) -> dict[str, list[Record]]:
    """All training sets below `root`, decoded by `workers` processes."""
    folders = set_folders(root, "image2label_train.json", leave_out)
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            records = list(pool.map(load_records, folders, [cache] * len(folders)))
    else:
        records = list(map(load_records, folders, [cache] * len(folders)))
    return {os.path.basename(os.path.normpath(folder)): found for folder, found in zip(folders, records) if found}
