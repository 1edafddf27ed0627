"""Measures weights on folders with `label2image_test.json`, beside the ellipse inscribed in the same box."""

from __future__ import annotations

import argparse
import json

import torch

from sam_unet.config import load_config
from sam_unet.evaluation import evaluate, summary
from sam_unet.model import SamUnet
from sam_unet.weights import load_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", help="weights.safetensors, or a checkpoint that you trust")
    parser.add_argument("data", help="a set, or a folder of sets")
    parser.add_argument("--config", default="compact", help="res34, res50, compact, or a JSON file or model card")
    parser.add_argument("--prompt", choices=("box", "point"), default="box")
    parser.add_argument("--zoom", type=float, default=2.0, help="side of the second look in boxes; 1 for none")
    parser.add_argument("--limit", type=int, help="at most so many images of each set, evenly spread")
    parser.add_argument("--json", help="also write the scores to this file")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()

    model = SamUnet(load_config(args.config)).eval()
    load_weights(model, args.weights)
    model.to(args.device)

    scores = []
    print(f"{'set':24} {'masks':>6} {'Dice':>7} {'IoU':>7} {'ellipse':>8}")
    for score in evaluate(model, args.data, args.prompt, args.zoom, args.limit):
        scores.append(score)
        row = f"{score.set:24} {score.masks:6} {score.dice:7.4f} {score.iou:7.4f} {score.baselineDice:8.4f}"
        print(row, flush=True)
    result = summary(scores)
    for name, suffix in (("mean of sets", ""), ("without vessels", "WithoutVessels")):
        if result[f"dice{suffix}"] is not None:
            print(f"{name:31} {result[f'dice{suffix}']:7.4f} {'':7} {result[f'baselineDice{suffix}']:8.4f}")
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
