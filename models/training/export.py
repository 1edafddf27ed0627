"""Exports a training checkpoint, or seeded random weights, to `weights.safetensors`."""

from __future__ import annotations

import argparse
import os

import torch

from sam_unet.config import load_config
from sam_unet.golden import write_golden
from sam_unet.model import SamUnet
from sam_unet.safetensors import write_safetensors
from sam_unet.weights import load_mean, load_weights, randomise, stored_arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--checkpoint",
        nargs="+",
        help="a file of train.py, or exported weights; the mean of several. Only open files that you trust",
    )
    source.add_argument("--random", action="store_true", help="pseudo-random weights instead of trained ones")
    parser.add_argument("--config", default="compact", help="res34, res50, compact, or a JSON file")
    parser.add_argument("--seed", type=int, default=1, help="of the random weights and of the golden input")
    parser.add_argument("--out", required=True, help="folder for weights.safetensors")
    parser.add_argument("--golden", action="store_true", help="also write an input and all outputs as .npy")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    model = SamUnet(load_config(args.config))
    if args.random:
        randomise(model, args.seed)
    else:
        load_mean(model, args.checkpoint)
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "weights.safetensors")
    write_safetensors(path, stored_arrays(model))
    print(f"{path}: {os.path.getsize(path) / 1e6:.2f} MB")
    if args.golden:
        load_weights(model, path)
        write_golden(model, args.out, args.seed)


if __name__ == "__main__":
    main()
