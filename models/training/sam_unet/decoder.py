"""The mask decoder: two-way transformer, upscaling, and the dot product of the medical token with the mask feature."""

from __future__ import annotations

import torch
from torch import nn

from .layers import LayerNorm2d, Mlp, conv_pair
from .prompts import DENSE_CHANNELS, ELLIPSE

HEADS = 8


class CrossAttention(nn.Module):
    """Multi-head attention between two token sequences; `inner` is the width of queries, keys and values."""

    def __init__(self, width: int, inner: int):
        super().__init__()
        self.q_proj = nn.Linear(width, inner)
        self.k_proj = nn.Linear(width, inner)
        self.v_proj = nn.Linear(width, inner)
        self.out_proj = nn.Linear(inner, width)

    def forward(
        self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, key_bias: torch.Tensor | None = None
    ) -> torch.Tensor:
        q, k, v = (_split(p(t)) for p, t in ((self.q_proj, q), (self.k_proj, k), (self.v_proj, v)))
        weights = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)
        if key_bias is not None:
            weights = weights + key_bias
        x = weights.softmax(-1) @ v
        return self.out_proj(x.transpose(1, 2).flatten(2))


def _split(x: torch.Tensor) -> torch.Tensor:
    n, length, c = x.shape
    return x.reshape(n, length, HEADS, c // HEADS).transpose(1, 2)


class TwoWayLayer(nn.Module):
    """Self-attention of the prompt tokens, tokens to image, MLP, image to tokens."""

    def __init__(self, width: int, mlp: int, first: bool):
        super().__init__()
        self.self_attn = CrossAttention(width, width)
        self.norm1 = nn.LayerNorm(width)
        self.cross_attn_token_to_image = CrossAttention(width, width // 2)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Module()
        self.mlp.lin1 = nn.Linear(width, mlp)
        self.mlp.lin2 = nn.Linear(mlp, width)
        self.norm3 = nn.LayerNorm(width)
        self.cross_attn_image_to_token = CrossAttention(width, width // 2)
        self.norm4 = nn.LayerNorm(width)
        self.first = first

    def forward(self, tokens, image, token_pe, image_pe, bias):
        if self.first:
            tokens = self.self_attn(tokens, tokens, tokens, bias)
        else:
            q = tokens + token_pe
            tokens = tokens + self.self_attn(q, q, tokens, bias)
        tokens = self.norm1(tokens)
        keys = image + image_pe
        tokens = self.norm2(tokens + self.cross_attn_token_to_image(tokens + token_pe, keys, image))
        tokens = self.norm3(tokens + self.mlp.lin2(torch.relu(self.mlp.lin1(tokens))))
        image = self.norm4(image + self.cross_attn_image_to_token(keys, tokens + token_pe, tokens, bias))
        return tokens, image


class TwoWayTransformer(nn.Module):
    """Two layers and a last look of the tokens at the image; `bias` hides absent tokens as keys."""

    def __init__(self, width: int, mlp: int):
        super().__init__()
        self.layers = nn.ModuleList(TwoWayLayer(width, mlp, index == 0) for index in range(2))
        self.final_attn_token_to_image = CrossAttention(width, width // 2)
        self.norm_final_attn = nn.LayerNorm(width)

    def forward(self, image, image_pe, token_pe, bias):
        tokens = token_pe
        for layer in self.layers:
            tokens, image = layer(tokens, image, token_pe, image_pe, bias)
        attended = self.final_attn_token_to_image(tokens + token_pe, image + image_pe, image)
        return self.norm_final_attn(tokens + attended), image


class SamMaskDecoder(nn.Module):
    """The parts of SAM's decoder that SAM-UNet keeps."""

    def __init__(self, config: dict):
        super().__init__()
        width, m = config["promptWidth"], config["maskChannels"]
        self.transformer = TwoWayTransformer(width, config["decoderMlp"])
        self.output_upscaling = nn.Sequential(
            nn.ConvTranspose2d(width, 2 * m, 2, stride=2),
            LayerNorm2d(2 * m),
            nn.GELU(),
            nn.ConvTranspose2d(2 * m, m, 2, stride=2),
            nn.GELU(),
        )


class MaskDecoder(nn.Module):
    """Low-resolution logits (and the predicted Dice) of N prompts."""

    def __init__(self, config: dict):
        super().__init__()
        width, m = config["promptWidth"], config["maskChannels"]
        self.sam_mask_decoder = SamMaskDecoder(config)
        self.med_token = nn.Embedding(1, width)
        self.hf_mlp = Mlp(width, width, width, m)
        self.embedding_maskfeature = conv_pair(m, config["maskFeatureHidden"], m)
        self.dense = config["densePrompt"]
        if self.dense:
            self.dense_feature = conv_pair(DENSE_CHANNELS, m, m)
            self.refine = conv_pair(m, m, m)
            self.prior_scale = nn.Parameter(torch.full((1,), 3.0))
        self.quality, self.doubt = config["quality"], config.get("doubt", 0)
        if self.quality:
            self.quality_token = nn.Embedding(1, width)
            self.quality_mlp = Mlp(width, width, width, 1)

    def forward(self, image, image_pe, feature, tokens, absent, dense):
        """Logits N x 1 x G x G and quality N (or None).

        `image` N x C x T x T (mask prompt already added), `image_pe` 1 x C x T x T, `feature` N x m x G x G,
        `tokens` N x P x C, `absent` N x P (bool), `dense` N x 5 x G x G or None.
        """
        n, c, t, _ = image.shape
        own = [self.med_token.weight] + ([self.quality_token.weight] if self.quality else [])
        tokens = torch.cat([torch.cat(own).expand(n, -1, -1), tokens], 1)
        hidden = torch.cat([absent.new_zeros(n, len(own)), absent], 1)
        bias = torch.where(hidden, -1e4, 0.0).to(image.dtype)[:, None, None]
        image_tokens = image.flatten(2).transpose(1, 2)
        positions = image_pe.flatten(2).transpose(1, 2)
        tokens, image_tokens = self.sam_mask_decoder.transformer(image_tokens, positions, tokens, bias)
        upscaled = self.sam_mask_decoder.output_upscaling(image_tokens.transpose(1, 2).reshape(n, c, t, t))
        mask = self.embedding_maskfeature(upscaled) + feature
        if self.dense:
            mask = mask + self.dense_feature(dense)
            mask = mask + self.refine(mask)
        hyper = self.hf_mlp(tokens[:, 0])
        logits = (hyper[:, None] @ mask.flatten(2)).reshape(n, 1, *mask.shape[2:])
        quality = torch.sigmoid(self.quality_mlp(tokens[:, 1]))[:, 0] if self.quality else None
        if self.dense:
            scale = self.prior_scale
            # Calibrated, not trained: of images like the training data there is too little to be doubted.
            if self.doubt and not self.training:
                scale = scale + self.doubt * (1 - quality[:, None, None, None])
            logits = logits + scale * dense[:, ELLIPSE : ELLIPSE + 1]
        return logits, quality
