"""Writes step.json: loss, gradients and one step of AdamW by PyTorch, with the shipped weights. Run it again when they change.

    /usr/bin/python3 test/golden/teach/step.py

Of each tensor the file holds its norm and four sums of its elements with random signs: an error in any part of a tensor
changes them by about its own norm. The epsilon of AdamW is larger than usual: with a tiny one, the first step of an element is
the sign of its gradient, which rounding decides where a gradient is zero.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "models" / "training"))

from sam_unet.losses import soft_loss  # noqa: E402
from sam_unet.model import SamUnet  # noqa: E402
from sam_unet.safetensors import read_safetensors  # noqa: E402
from sam_unet.weights import load_arrays  # noqa: E402

FOLDER = ROOT / "models" / "compact"
PREFIX = "mask_decoder."
BATCH = 2
CLIP = 0.5
ADAMW = {"lr": 5e-4, "betas": (0.9, 0.999), "eps": 1e-4, "weight_decay": 0.01}


def pattern(shape: tuple[int, ...], factor: int) -> torch.Tensor:
    index = np.arange(np.prod(shape), dtype=np.int64)
    return torch.from_numpy(((index * factor % 257 - 128) / 128).astype(np.float32).reshape(shape))


def signs(count: int, k: int) -> np.ndarray:
    index = np.arange(count, dtype=np.uint64)
    bits = (index * 2654435761 + (index >> 7) * 40503 + k * 1013904223) & 0xFFFFFFFF
    return 1.0 - 2.0 * ((bits >> 13) & 1)


def sketch(tensor: torch.Tensor) -> list[float]:
    flat = tensor.detach().double().numpy().ravel()
    values = [np.linalg.norm(flat), *(float(flat @ signs(flat.size, k)) for k in range(4))]
    return [float(f"{value:.7g}") for value in values]


config = json.loads((FOLDER / "card.json").read_text())["architecture"]
model = SamUnet(config).eval()
load_arrays(model, read_safetensors(FOLDER / "weights.safetensors"))
size, width, channels = config["imageSize"], config["promptWidth"], config["maskChannels"]
embedding = pattern((BATCH, width, size // 16, size // 16), 37)
feature = pattern((BATCH, channels, size // 4, size // 4), 101)
box = torch.tensor([[[0, 0, 2], [size, size, 3]], [[12, 20, 2], [size - 30, size - 52, 3]]], dtype=torch.float32)
y, x = np.mgrid[:size, :size]
target = np.stack([(x - 80) ** 2 + (y - 100) ** 2 < 2500, (x > 31) & (x < 130) & (y > 50) & (y < 95)])
target = torch.from_numpy(target.astype(np.float32))

trained = {name: p for name, p in model.named_parameters() if name.startswith(PREFIX)}
optimizer = torch.optim.AdamW(trained.values(), **ADAMW)
logits, quality = model.decode(embedding, feature, box[..., :2], box[..., 2])
loss, dice = soft_loss(logits, quality, target)
loss.backward()
gradients = {name: sketch(p.grad) for name, p in trained.items()}
torch.nn.utils.clip_grad_norm_(trained.values(), CLIP)
before = {name: p.detach().clone() for name, p in trained.items()}
optimizer.step()
changes = {name: sketch(p - before[name]) for name, p in trained.items()}

# A few steps of four values, with clipping that acts on some of them.
steps = [[0.1, -2.0, 0.003, 0.0], [0.2, 1.0, -0.004, 0.0], [-0.05, 0.4, 0.001, 1e-6]]
values = torch.nn.Parameter(torch.tensor([0.5, -1.0, 2.0, 0.25]))
small = torch.optim.AdamW([values], lr=0.02, weight_decay=0.1)
path = []
for slopes in steps:
    values.grad = torch.tensor(slopes)
    torch.nn.utils.clip_grad_norm_([values], 1.0)
    small.step()
    path.append(values.tolist())

sha256 = hashlib.sha256((FOLDER / "weights.safetensors").read_bytes()).hexdigest()
result = {
    "weights": sha256,
    "loss": float(loss),
    "dice": float(dice.mean()),
    "gradients": gradients,
    "changes": changes,
    "adamw": {"steps": steps, "path": path},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
