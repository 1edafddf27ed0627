"""The configuration of a SAM-UNet, with the field names that `card.json` uses."""

from __future__ import annotations

import copy
import json

PATCH = 16

RES34 = {
    "imageSize": 256,
    "vit": {
        "width": 768,
        "depth": 12,
        "heads": 12,
        "globalBlocks": [2, 5, 8, 11],
        "window": 14,
        "relativePositions": True,
    },
    "conv": {"kind": "resnet34", "width": 64},
    "promptWidth": 256,
    "maskChannels": 32,
    "maskFeatureHidden": 64,
    "decoderMlp": 2048,
    "densePrompt": False,
    "skip": False,
    "quality": False,
    "doubt": 0,
}

RES50 = {**copy.deepcopy(RES34), "conv": {"kind": "resnet50", "width": 64}}

COMPACT = {
    "imageSize": 192,
    "vit": {
        "width": 192,
        "depth": 8,
        "heads": 3,
        "globalBlocks": [1, 3, 5, 7],
        "window": 0,
        "relativePositions": False,
    },
    "conv": {"kind": "efficientnet-lite0"},
    "promptWidth": 128,
    "maskChannels": 32,
    "maskFeatureHidden": 32,
    "decoderMlp": 512,
    "densePrompt": True,
    "skip": True,
    "quality": True,
    "doubt": 5,
}

CONFIGS = {"res34": RES34, "res50": RES50, "compact": COMPACT}

SAM_NORMALISATION = {"mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375]}
LITE_NORMALISATION = {"mean": [127.0, 127.0, 127.0], "std": [128.0, 128.0, 128.0]}


def load_config(name_or_path: str) -> dict:
    """A named configuration, or one read from a JSON file (a configuration, or a card with `architecture`)."""
    if name_or_path in CONFIGS:
        return copy.deepcopy(CONFIGS[name_or_path])
    with open(name_or_path, encoding="utf-8") as file:
        value = json.load(file)
    return value.get("architecture", value)


def normalisation(config: dict) -> dict:
    """Mean and standard deviation per RGB channel on the scale 0..255 that go with a convolutional branch."""
    return LITE_NORMALISATION if config["conv"]["kind"] == "efficientnet-lite0" else SAM_NORMALISATION
