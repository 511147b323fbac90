"""Measures the shipped networks: class accuracy and Frechet distance of generated images.

python evaluate.py --data FOLDER --dit dit.pt --classifier classifier.pt --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from classifier import accuracy, logits_and_pooled
from data import load_fashion_mnist
from diffusion import DdimSettings, Denoiser, ddim_sample
from export_onnx import load_dit, load_metric

COMPARED = (
    DdimSettings("leading", 1),
    DdimSettings("leading", 1, clip_range=1.5),
    DdimSettings("leading", 1, clip_range=2.0),
    DdimSettings("leading", 1, clip_range=3.0),
    DdimSettings("leading", 1, clip_range=None),
    DdimSettings("leading", 0, clip_range=None),
    DdimSettings("leading", 1, use_clipped_model_output=True),
    DdimSettings("trailing", 0, use_clipped_model_output=True),
)


def frechet_distance(a: Tensor, b: Tensor) -> float:
    """The Frechet distance between Gaussians fitted to two sets of features [N, D]."""
    a, b = a.double(), b.double()
    cov_a, cov_b = torch.cov(a.T), torch.cov(b.T)
    # The trace of (cov_a cov_b)^(1/2) through a symmetric product, whose eigenvalues are real.
    values, vectors = torch.linalg.eigh(cov_a)
    root = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ cov_b @ root).clamp(min=0).sqrt().sum()
    return float((a.mean(0) - b.mean(0)).square().sum() + cov_a.trace() + cov_b.trace() - 2 * cross)


class Judge:
    """The metric network with the test set's features, on one device."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.data = load_fashion_mnist(arguments.data, arguments.device)
        self.metric = load_metric(arguments.classifier).to(arguments.device)
        self.test_logits, self.test_pooled = logits_and_pooled(self.metric, self.data.test_images)

    def measure(self, images: Tensor, labels: Tensor) -> dict[str, float]:
        logits, pooled = logits_and_pooled(self.metric, images.clamp(-1, 1))
        return {
            "class_accuracy": round(accuracy(logits, labels), 4),
            "frechet_distance": round(frechet_distance(pooled, self.test_pooled), 4),
        }

    def floor(self) -> dict[str, float]:
        """What real images reach: the first 10,000 training images against the test set."""
        _, pooled = logits_and_pooled(self.metric, self.data.train_images[:10000])
        return {
            "test_accuracy": round(accuracy(self.test_logits, self.data.test_labels), 4),
            "frechet_distance_train_test": round(frechet_distance(pooled, self.test_pooled), 4),
        }


def generate(
    model: Denoiser, count: int, steps: int, scale: float, settings: DdimSettings, device: str, batch: int
) -> tuple[Tensor, Tensor]:
    """Generates `count` images, as many of each class; the noise depends on the index alone."""
    generator = torch.Generator(device).manual_seed(2024)
    noise = torch.randn(count, 1, 32, 32, generator=generator, device=device)
    labels = torch.arange(count, device=device) % 10
    chunks = zip(noise.split(batch), labels.split(batch))
    return torch.cat([ddim_sample(model, x, y, steps, scale, settings) for x, y in chunks]), labels


def grid(
    cases: Iterable[tuple[int, float, DdimSettings]],
    model: Denoiser,
    judge: Judge,
    arguments: argparse.Namespace,
) -> list[dict[str, object]]:
    rows = []
    for steps, scale, settings in cases:
        start = time.monotonic()
        images, labels = generate(
            model, arguments.images, steps, scale, settings, arguments.device, arguments.batch
        )
        row = {
            "steps": steps, "guidance": scale, **asdict(settings), **judge.measure(images, labels),
        }  # fmt: skip
        print(json.dumps(row), f"{time.monotonic() - start:.1f} s", flush=True)
        rows.append(row)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dit", type=Path, required=True)
    parser.add_argument("--classifier", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for figures.json")
    parser.add_argument("--images", type=int, default=10000)
    parser.add_argument("--batch", type=int, default=2500)
    parser.add_argument("--steps", type=int, nargs="+", default=[10, 20, 50])
    parser.add_argument("--guidance", type=float, nargs="+", default=[1.0, 1.5, 2.0, 2.5, 3.0])
    parser.add_argument(
        "--scheduler", type=Path, help="scheduler_config.json; without it, compare several at 20 steps"
    )
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_float32_matmul_precision("high")

    judge = Judge(arguments)
    model = load_dit(arguments.dit).to(arguments.device)
    denoiser = torch.compile(model) if arguments.compile else model
    figures: dict[str, object] = {"images": arguments.images, **judge.floor()}
    print(json.dumps(figures), flush=True)
    if arguments.scheduler:
        settings = DdimSettings.from_config(json.loads(arguments.scheduler.read_text()))
        cases = [(steps, scale, settings) for scale in arguments.guidance for steps in arguments.steps]
    else:
        cases = [(20, scale, settings) for settings in COMPARED for scale in arguments.guidance]
    figures["generated"] = grid(cases, denoiser, judge, arguments)
    (arguments.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
