"""SAM-UNet (arXiv 2408.09886), generalised by a configuration; state-dict keys are the published ones."""

from __future__ import annotations

import torch
from torch import nn

from .config import PATCH
from .conv import EfficientNetLite0, ResNet
from .decoder import MaskDecoder
from .layers import Reshaper, upsampler
from .prompts import ABSENT, PromptEncoder, dense_maps
from .vit import ImageEncoder

ADAPTER_STEPS = (2, 1, 0, -1)


class SamUnet(nn.Module):
    """Encoder (transformer and convolutional branch) and promptable decoder."""

    def __init__(self, config: dict):
        super().__init__()
        self.config = config
        width, vit, m = config["promptWidth"], config["vit"]["width"], config["maskChannels"]
        self.image_encoder = nn.Module()
        self.image_encoder.sam_img_encoder = ImageEncoder(config)
        self.prompt_encoder = nn.Module()
        self.prompt_encoder.sam_prompt_encoder = PromptEncoder(config)
        self.mask_decoder = MaskDecoder(config)
        conv = config["conv"]
        self.lite = conv["kind"] == "efficientnet-lite0"
        branch = EfficientNetLite0() if self.lite else ResNet(conv["kind"], conv["width"])
        setattr(self, "conv" if self.lite else "resnet", branch)
        self.adapters_in = nn.ModuleList(Reshaper(c, s, vit) for c, s in zip(branch.channels, ADAPTER_STEPS))
        self.adapters_bridge = nn.ModuleList(upsampler(vit, width, m) for _ in range(3))
        self.embedding_encoder = upsampler(width, 2 * m, m)
        self.skip = nn.Conv2d(branch.channels[0], m, 1) if config["skip"] else None

    @property
    def branch(self) -> nn.Module:
        """The convolutional branch."""
        return self.conv if self.lite else self.resnet

    @property
    def prompts(self) -> PromptEncoder:
        """The prompt encoder."""
        return self.prompt_encoder.sam_prompt_encoder

    def encode(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Image embedding N x C x T x T and multi-scale feature N x m x G x G of a normalised N x 3 x S x S image."""
        features = self.branch(image)
        vit = self.image_encoder.sam_img_encoder
        tokens = vit.embed(image)
        fused = self.config["vit"]["globalBlocks"]
        bridges = []
        for index, block in enumerate(vit.blocks):
            if index in fused:
                place = fused.index(index)
                tokens = tokens + self.adapters_in[place](features[place]).permute(0, 2, 3, 1)
                tokens = block(tokens)
                if place < 3:
                    bridges.append(self.adapters_bridge[2 - place](tokens.permute(0, 3, 1, 2)))
            else:
                tokens = block(tokens)
        embedding = vit.neck(tokens.permute(0, 3, 1, 2))
        multi_scale = self.embedding_encoder(embedding)
        for bridge in reversed(bridges):
            multi_scale = multi_scale + bridge
        if self.skip is not None:
            multi_scale = multi_scale + self.skip(features[0])
        return embedding, multi_scale

    def decode(
        self,
        embedding: torch.Tensor,
        multi_scale: torch.Tensor,
        coords: torch.Tensor,
        labels: torch.Tensor,
        mask: torch.Tensor | None = None,
        has_mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Logits N x 1 x G x G and predicted Dice N (None without the head) of N prompts.

        `embedding` and `multi_scale` have N or 1 rows; `coords` N x P x 2 and `labels` N x P as `prompts` says;
        `mask` N x 1 x G x G logits of an earlier answer with `has_mask` N x 1 (1 where it is to be used).
        """
        n, t = len(coords), embedding.shape[-1]
        if mask is None:
            mask, has_mask = coords.new_zeros(n, 1, 4 * t, 4 * t), coords.new_zeros(n, 1)
        dense = dense_maps(coords, labels, mask, has_mask) if self.config["densePrompt"] else None
        tokens = self.prompts.tokens(coords, labels, t * PATCH)
        image = embedding + self.prompts.embed_mask(dense, mask, has_mask)
        return self.mask_decoder(
            image,
            self.prompts.pe_layer.grid(t),
            multi_scale,
            tokens,
            labels == ABSENT,
            dense,
        )
