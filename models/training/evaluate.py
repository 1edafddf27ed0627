"""Measures weights on folders with `label2image_test.json`, beside the ellipse inscribed in the same box."""

from __future__ import annotations

import argparse

import torch

from sam_unet.config import load_config
from sam_unet.evaluation import evaluate, report, write_json
from sam_unet.model import SamUnet
from sam_unet.weights import load_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", help="weights.safetensors, or a checkpoint that you trust")
    parser.add_argument("data", help="a set, or a folder of sets")
    parser.add_argument("--config", default="compact", help="res34, res50, compact, or a JSON file or model card")
    parser.add_argument("--prompt", choices=("box", "loose", "point"), default="box")
    parser.add_argument("--zoom", type=float, default=2.0, help="side of the second look in boxes; 1 for none")
    parser.add_argument("--limit", type=int, help="at most so many images of each set, evenly spread")
    parser.add_argument("--json", help="also write the scores to this file")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()

    model = SamUnet(load_config(args.config)).eval()
    load_weights(model, args.weights)
    model.to(args.device)

    result = report(evaluate(model, args.data, args.prompt, args.zoom, args.limit))
    if args.json:
        write_json(args.json, result)


if __name__ == "__main__":
    main()
