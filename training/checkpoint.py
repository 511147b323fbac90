"""Checkpoints as they are shipped: matrices in float16, vectors in float32."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

# Rank and size from which a tensor is kept in float16, here and in the ONNX files.
HALF_RANK, HALF_VALUES = 2, 1024


def stored_as_half(tensor: Tensor) -> bool:
    return tensor.is_floating_point() and tensor.dim() >= HALF_RANK and tensor.numel() >= HALF_VALUES


def save_weights(module: nn.Module, path: Path) -> None:
    weights = {name: t.half() if stored_as_half(t) else t for name, t in module.state_dict().items()}
    torch.save({name: t.detach().cpu().clone() for name, t in weights.items()}, path)


def load_weights(path: Path) -> Mapping[str, Tensor]:
    weights = torch.load(path, map_location="cpu", weights_only=True)
    return {name: t.float() if t.is_floating_point() else t for name, t in weights.items()}


@torch.no_grad()
def round_to_half(module: nn.Module) -> None:
    """Rounds in place what the shipped files hold in float16, so that figures describe those files."""
    for tensor in module.state_dict().values():
        if stored_as_half(tensor):
            tensor.copy_(tensor.half().float())
