"""Writes compact.json: what the PyTorch code answers with the shipped weights. Run it again when they change.

    /usr/bin/python3 test/golden/model/compact.py
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "models" / "training"))

from sam_unet.model import SamUnet  # noqa: E402
from sam_unet.safetensors import read_safetensors  # noqa: E402
from sam_unet.weights import load_arrays  # noqa: E402

FOLDER = ROOT / "models" / "compact"
# Rows (x, y, label): 0 negative, 1 positive, 2 and 3 the corners of a box, -1 padding.
PROMPTS = {
    "box": [[40.25, 50.5, 2], [120.75, 130, 3]],
    "point": [[90, 80, 1], [0, 0, -1]],
    "box and points": [[90, 80, 1], [20, 30, 0], [40.25, 50.5, 2], [120.75, 130, 3]],
}

config = json.loads((FOLDER / "card.json").read_text())["architecture"]
model = SamUnet(config).eval()
load_arrays(model, read_safetensors(FOLDER / "weights.safetensors"))
size = config["imageSize"]
c, y, x = np.mgrid[:3, :size, :size]
image = ((x * 5 + y * 3 + c * 7) % 256 - 127).astype(np.float32) / 128

answers = {}
with torch.no_grad():
    embedding, multi_scale = model.encode(torch.from_numpy(image)[None])
    for name, rows in PROMPTS.items():
        prompt = torch.tensor([rows], dtype=torch.float32)
        logits, quality = model.decode(embedding, multi_scale, prompt[..., :2], prompt[..., 2])
        answers[name] = {
            "tokens": rows,
            "logits": [round(float(value), 4) for value in logits.flatten()],
            "quality": round(float(quality), 5),
        }

sha256 = hashlib.sha256((FOLDER / "weights.safetensors").read_bytes()).hexdigest()
Path(__file__).with_suffix(".json").write_text(json.dumps({"weights": sha256, "answers": answers}) + "\n")
