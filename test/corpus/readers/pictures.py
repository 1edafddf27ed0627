"""Readers of layouts whose images are pictures."""

import io
import json
import sys
import tempfile
from pathlib import Path
from unittest.mock import MagicMock

from shapes import counts


def slice_of(name):
    stem = Path(name).stem
    return int(stem.split("_z")[1]) if "_z" in stem else 0


def coco(file):
    """By pycocotools, of one image after the other."""
    from pycocotools.coco import COCO

    sys.stdout, stdout = io.StringIO(), sys.stdout
    data = COCO(file)
    sys.stdout = stdout
    found = []
    for annotation in data.loadAnns(data.getAnnIds()):
        image = data.loadImgs(annotation["image_id"])[0]
        mask = data.annToMask(annotation)
        label = data.loadCats(annotation["category_id"])[0]["name"]
        assert annotation["area"] == mask.sum()
        found.append({"label": label, "slice": image.get("slice", 0), "counts": counts(mask)})
    return found


def labelme(*files):
    """By labelme itself, without its window and the models that it can ask."""
    for name in ["PyQt5", "PyQt5.QtCore", "PyQt5.QtGui", "PyQt5.QtWidgets", "onnxruntime"]:
        sys.modules[name] = MagicMock()
    from labelme import LabelFile
    from labelme.utils import img_data_to_arr, shapes_to_label
    from loguru import logger

    logger.remove()
    found = []
    for file in files:
        read = LabelFile(file)
        size = img_data_to_arr(read.image_data).shape[:2]
        for shape in read.shapes:
            mask, _ = shapes_to_label(size, [shape], {shape["label"]: 1})
            found.append({"label": shape["label"], "slice": slice_of(file), "counts": counts(mask)})
    return found


def cvat(file):
    """By datumaro, the reader that CVAT itself imports with."""
    from datumaro.components.annotation import AnnotationType
    from datumaro.components.dataset import Dataset

    data = Dataset.import_from(str(Path(file).parent), "cvat")
    labels = data.categories()[AnnotationType.label]
    return [
        {"label": labels[each.label].name, "slice": slice_of(item.id), "counts": counts(each.image)}
        for item in data
        for each in item.annotations
    ]


def yolo(folder, scale=16):
    """By supervision, on pictures so fine that its lines of one pixel do not reach the centres of pixels."""
    from PIL import Image
    from supervision import DetectionDataset

    found = []
    with tempfile.TemporaryDirectory() as images:
        for file in sorted((Path(folder) / "images").iterdir()):
            picture = Image.open(file)
            picture.resize([side * scale for side in picture.size]).save(Path(images) / file.name)
        data = DetectionDataset.from_yolo(images, str(Path(folder) / "labels"), str(Path(folder) / "data.yaml"))
        for file, _, detections in data:
            masks = detections.mask[:, scale // 2 :: scale, scale // 2 :: scale]
            for label, mask in zip(detections.class_id, masks, strict=True):
                found.append({"label": data.classes[label], "slice": slice_of(file), "counts": counts(mask)})
    return found
