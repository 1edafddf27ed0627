"""Trains a SAM-UNet by a recipe on folders with `image2label_train.json`."""

from __future__ import annotations

import argparse
import os
import time

import torch
from torch import multiprocessing

from sam_unet.config import load_config, normalisation
from sam_unet.crops import CropBatches
from sam_unet.dataset import load_sets
from sam_unet.model import SamUnet
from sam_unet.recipe import Recipe, load_recipe
from sam_unet.replicas import Replicas
from sam_unet.trainer import Options, Trainer
from sam_unet.weights import load_lite0, load_resnet, load_sam, load_weights, read_checkpoint
from sam_unet.whole import WholeBatches


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", help="a file of recipes/")
    parser.add_argument("data", help="a set, or a folder of sets")
    parser.add_argument("--out", required=True, help="folder for last.pt, curve.csv and curve.png")
    parser.add_argument("--resume", action="store_true", help="continue the run in --out")
    parser.add_argument("--start", help="weights of the whole model to start from: weights.safetensors or a checkpoint")
    parser.add_argument("--branch", help="ImageNet weights of the convolutional branch")
    parser.add_argument("--sam", help="Meta's sam_vit_b checkpoint, for the published configurations")
    parser.add_argument("--cache", help="folder that keeps decoded images for the next run")
    parser.add_argument("--validate", help="sets with label2image_test.json to measure on now and then")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare data beside the training")
    parser.add_argument("--threads", type=int, help="threads of PyTorch on a CPU")
    parser.add_argument("--replicas", type=int, default=1, help="processes of one thread that train side by side")
    parser.add_argument("--until", help="HH:MM today at which the phase under way is to be ready")
    parser.add_argument("--float32", action="store_true", help="compute in single precision everywhere")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    if not args.resume and os.path.exists(os.path.join(args.out, "last.pt")):
        parser.error(f"{args.out} holds a run already. Use --resume, or another folder.")
    if args.replicas == 1:
        train(0, args)
    else:
        multiprocessing.spawn(train, (args,), args.replicas)


def train(rank: int, args: argparse.Namespace) -> None:
    """Trains as one of `args.replicas` processes."""
    replicas = Replicas(rank, args.replicas)
    if args.replicas > 1:
        torch.set_num_threads(1)
    elif args.threads:
        torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    recipe = load_recipe(args.recipe)
    config = load_config(recipe.config)
    model = SamUnet(config)
    options = Options(args.out, args.device, args.seed, args.workers, validate=args.validate)
    options.half = not args.float32 and computes_in_half(args.device)
    options.until = None if args.until is None else time_today(args.until)
    if recipe.batches == "whole":
        options.zoom = 1.0
    if not args.resume:
        load_initial(model, recipe, args.start, args.branch, args.sam)
    os.makedirs(args.out, exist_ok=True)

    crops = recipe.batches == "crops"
    sets = load_sets(args.data, recipe.leave_out, args.cache, max(1, args.workers))
    if rank == 0:
        print(f"{len(sets)} sets, {sum(map(len, sets.values()))} images", flush=True)
    if crops:
        batches = CropBatches(sets, args.seed, normalisation(config), recipe)
    else:
        batches = WholeBatches(sets, args.seed, normalisation(config), recipe.masks)
    trainer = Trainer(model, recipe, batches, options, replicas)
    if args.resume:
        trainer.resume()
    trainer.run()


def computes_in_half(device: str) -> bool:
    """Whether bfloat16 is faster: on GPUs, and on CPUs with instructions for it."""
    if device.startswith("cuda"):
        return True
    supported = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return supported is not None and supported()


def time_today(text: str) -> float:
    """Seconds since the epoch of a local time HH:MM of today."""
    hour, minute = map(int, text.split(":"))
    return time.mktime((*time.localtime()[:3], hour, minute, 0, 0, 0, -1))


def load_initial(model: SamUnet, recipe: Recipe, start: str | None, branch: str | None, sam: str | None) -> None:
    """Loads pretrained weights; a part that the recipe freezes must get some."""
    if start is not None:
        load_weights(model, start)
    if branch is not None:
        state = read_checkpoint(branch)
        if model.lite:
            load_lite0(model.conv, state)
        else:
            load_resnet(model, state)
    if sam is not None:
        print(f"not in SAM: {len(load_sam(model, read_checkpoint(sam)))} tensors", flush=True)
    elif start is None and any(name.startswith("image_encoder") for name in recipe.frozen):
        raise SystemExit("The recipe freezes the image encoder, which makes sense only with --sam or --start.")


if __name__ == "__main__":
    main()
