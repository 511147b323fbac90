"""The metric network: a small classifier whose features measure how far two images differ."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

STAGE_CHANNELS = (32, 64, 128)


class ConvUnit(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.norm: nn.Module = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.conv(x)).relu()


class Classifier(nn.Module):
    """Three stages of two convolutions: 32 at 32x32, 64 at 16x16, 128 at 8x8."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        inputs = (1, *STAGE_CHANNELS[:-1])
        self.stages = nn.ModuleList(
            nn.Sequential(ConvUnit(i, o, 1 if i == 1 else 2), ConvUnit(o, o, 1))
            for i, o in zip(inputs, STAGE_CHANNELS)
        )
        self.dropout = nn.Dropout(0.2)
        self.head = nn.Linear(STAGE_CHANNELS[-1], classes)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Returns logits [B,10], the three stage outputs, and the pooled last stage [B,128]."""
        x, features = image, []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        pooled = x.mean((2, 3))
        return self.head(self.dropout(pooled)), features[0], features[1], features[2], pooled


def fold_batch_norm(classifier: Classifier) -> Classifier:
    """Folds each batch norm into the convolution before it (in place; evaluation only)."""
    classifier.eval()
    for unit in classifier.modules():
        if isinstance(unit, ConvUnit) and isinstance(unit.norm, nn.BatchNorm2d):
            unit.conv = fuse_conv_bn_eval(unit.conv, unit.norm)
            unit.norm = nn.Identity()
    return classifier


@torch.no_grad()
def logits_and_pooled(classifier: Classifier, images: Tensor, batch: int = 1000) -> tuple[Tensor, Tensor]:
    parts = [classifier(chunk) for chunk in images.split(batch)]
    return torch.cat([p[0] for p in parts]), torch.cat([p[4] for p in parts])


def accuracy(logits: Tensor, labels: Tensor) -> float:
    return (logits.argmax(1) == labels).float().mean().item()
