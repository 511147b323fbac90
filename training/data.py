"""Fashion-MNIST as tensors: 32x32, one channel, values in [-1, 1]."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
IMAGE_SIZE = 32
BORDER = 2  # the images are 28x28; the border makes the side a multiple of the patch

# Mirror images of these look like the data. Shoes all point to the left and bags carry
# their straps to one side, so those stay as they are.
SYMMETRIC_CLASSES = (0, 1, 2, 3, 4, 6)


@dataclass(frozen=True)
class FashionMnist:
    train_images: Tensor  # [60000, 1, 32, 32] float32
    train_labels: Tensor  # [60000] int64
    test_images: Tensor  # [10000, 1, 32, 32] float32
    test_labels: Tensor  # [10000] int64


def read_idx(path: Path) -> np.ndarray:
    """Reads a gzipped IDX file of unsigned bytes (the format of the MNIST family)."""
    raw = gzip.decompress(path.read_bytes())
    rank = raw[3]
    shape = np.frombuffer(raw, ">i4", count=rank, offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def _images(path: Path) -> Tensor:
    pixels = torch.from_numpy(read_idx(path).copy()).unsqueeze(1).float()
    return F.pad(pixels / 127.5 - 1, (BORDER,) * 4, value=-1.0)


def _labels(path: Path) -> Tensor:
    return torch.from_numpy(read_idx(path).copy()).long()


def load_fashion_mnist(folder: Path, device: str = "cpu") -> FashionMnist:
    """Reads the four files of the Debian package dataset-fashion-mnist."""
    return FashionMnist(
        train_images=_images(folder / "train-images-idx3-ubyte.gz").to(device),
        train_labels=_labels(folder / "train-labels-idx1-ubyte.gz").to(device),
        test_images=_images(folder / "t10k-images-idx3-ubyte.gz").to(device),
        test_labels=_labels(folder / "t10k-labels-idx1-ubyte.gz").to(device),
    )


@cache
def _symmetric_table(device: torch.device) -> Tensor:
    return torch.tensor([label in SYMMETRIC_CLASSES for label in range(len(CLASS_NAMES))], device=device)


def mirror_symmetric(images: Tensor, labels: Tensor) -> Tensor:
    """Mirrors half of the images of the symmetric classes."""
    symmetric = _symmetric_table(labels.device)[labels]
    mirrored = symmetric & (torch.rand(len(labels), device=labels.device) < 0.5)
    return torch.where(mirrored[:, None, None, None], images.flip(3), images)


def shift(images: Tensor, pixels: int = BORDER) -> Tensor:
    """Moves the whole batch by one random offset of at most `pixels` each way."""
    dx, dy = torch.randint(-pixels, pixels + 1, (2,)).tolist()
    padded = F.pad(images, (pixels,) * 4, value=-1.0)
    top, left = pixels + dy, pixels + dx
    return padded[:, :, top : top + IMAGE_SIZE, left : left + IMAGE_SIZE]
