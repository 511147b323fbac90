"""The denoiser: a small class-conditional diffusion transformer (DiT, adaLN-zero).

Peebles and Xie, "Scalable Diffusion Models with Transformers", https://arxiv.org/abs/2212.09748.
Module names end up in the ONNX node names (`/blocks.3/attn/qkv/MatMul`), by which Leeway
recognises the blocks: renaming a module changes the shipped network's interface.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class DitConfig:
    image_size: int = 32
    channels: int = 1
    patch: int = 4
    hidden: int = 192
    depth: int = 12
    heads: int = 3
    mlp_ratio: int = 4
    classes: int = 10
    frequencies: int = 128

    @property
    def grid(self) -> int:
        return self.image_size // self.patch

    @property
    def tokens(self) -> int:
        return self.grid * self.grid

    @property
    def patch_values(self) -> int:
        return self.channels * self.patch * self.patch

    @property
    def null_class(self) -> int:
        """The label that means "no class", used for classifier-free guidance."""
        return self.classes


def layer_norm(width: int) -> nn.LayerNorm:
    return nn.LayerNorm(width, eps=1e-6, elementwise_affine=False)


def modulate(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return x * (1 + scale) + shift


def parts(joined: Tensor, count: int, width: int) -> tuple[Tensor, ...]:
    """Splits `joined` [B, count * width] into `count` tensors [B, 1, width].

    All sizes but the batch are plain numbers, so that the ONNX graph has no shape arithmetic.
    """
    return joined.reshape(-1, count, width).split(1, 1)


class Attention(nn.Module):
    """Multi-head self-attention, written out so that both products appear in the graph."""

    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        self.tokens, self.heads = config.tokens, config.heads
        self.head_width = config.hidden // config.heads
        self.qkv = nn.Linear(config.hidden, 3 * config.hidden)
        self.proj = nn.Linear(config.hidden, config.hidden)

    def forward(self, x: Tensor) -> Tensor:
        qkv = self.qkv(x).reshape(-1, self.tokens, 3, self.heads, self.head_width)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * self.head_width**-0.5) @ k.transpose(-2, -1)).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).reshape(-1, self.tokens, self.heads * self.head_width)
        return self.proj(mixed)


class Mlp(nn.Module):
    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        self.fc1 = nn.Linear(config.hidden, config.mlp_ratio * config.hidden)
        self.fc2 = nn.Linear(config.mlp_ratio * config.hidden, config.hidden)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh"))


class Block(nn.Module):
    """A transformer block whose norms are shifted, scaled and gated by the condition."""

    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        self.width = config.hidden
        self.norm1, self.norm2 = layer_norm(config.hidden), layer_norm(config.hidden)
        self.attn, self.mlp = Attention(config), Mlp(config)
        self.ada = zero_linear(config.hidden, 6 * config.hidden)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        modulation = parts(self.ada(condition), 6, self.width)
        shift1, scale1, gate1, shift2, scale2, gate2 = modulation
        x = x + gate1 * self.attn(modulate(self.norm1(x), shift1, scale1))
        return x + gate2 * self.mlp(modulate(self.norm2(x), shift2, scale2))


class TimestepEmbedding(nn.Module):
    """Sinusoids of the timestep, then a two-layer perceptron."""

    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        steps = torch.arange(config.frequencies, dtype=torch.float64) / config.frequencies
        self.register_buffer("frequencies", torch.exp(-math.log(10000.0) * steps).float(), persistent=False)
        self.fc1 = nn.Linear(2 * config.frequencies, config.hidden)
        self.fc2 = nn.Linear(config.hidden, config.hidden)

    def forward(self, timestep: Tensor) -> Tensor:
        angles = timestep.float().unsqueeze(1) * self.frequencies
        return self.fc2(F.silu(self.fc1(torch.cat([angles.cos(), angles.sin()], 1))))


class FinalLayer(nn.Module):
    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        self.width = config.hidden
        self.norm = layer_norm(config.hidden)
        self.ada = zero_linear(config.hidden, 2 * config.hidden)
        self.linear = zero_linear(config.hidden, config.patch_values)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        shift, scale = parts(self.ada(condition), 2, self.width)
        return self.linear(modulate(self.norm(x), shift, scale))


class Dit(nn.Module):
    """Predicts the noise in `sample` [B,1,32,32] at `timestep` [B] given `class_labels` [B]."""

    def __init__(self, config: DitConfig = DitConfig()) -> None:
        super().__init__()
        self.config = config
        self.patch_embed = nn.Linear(config.patch_values, config.hidden)
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, config.tokens, config.hidden))
        self.t_embed = TimestepEmbedding(config)
        self.y_embed = nn.Embedding(config.classes + 1, config.hidden)
        nn.init.normal_(self.y_embed.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.final = FinalLayer(config)

    def forward(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        condition = F.silu(self.t_embed(timestep) + self.y_embed(class_labels))
        x = self.patch_embed(self._patchify(sample)) + self.pos_embed
        for block in self.blocks:
            x = block(x, condition)
        return self._unpatchify(self.final(x, condition))

    def _patchify(self, image: Tensor) -> Tensor:
        c, g, p = self.config.channels, self.config.grid, self.config.patch
        return image.reshape(-1, c, g, p, g, p).permute(0, 2, 4, 1, 3, 5).reshape(-1, g * g, c * p * p)

    def _unpatchify(self, patches: Tensor) -> Tensor:
        c, g, p = self.config.channels, self.config.grid, self.config.patch
        return patches.reshape(-1, g, g, c, p, p).permute(0, 3, 1, 4, 2, 5).reshape(-1, c, g * p, g * p)


def zero_linear(inputs: int, outputs: int) -> nn.Linear:
    layer = nn.Linear(inputs, outputs)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer
