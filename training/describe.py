"""Writes what lies beside the shipped networks, from the shipped ONNX files themselves.

    python describe.py --data FOLDER --models FOLDER

`reference-statistics.json` (test-set features), `samples.png`, and on standard output the checksums and how far
images of known difference are apart.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from PIL import Image
from torch import Tensor

from data import load_fashion_mnist
from diffusion import DdimSettings, ddim_sample

SHEET_ROWS, CLASSES = 8, 10
DESCRIBED = ("model.onnx", "metric.onnx", "scheduler_config.json", "reference-statistics.json", "samples.png")


def open_session(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def significant(value: float, digits: int = 7) -> float:
    return float(f"{value:.{digits}g}")


def test_features(data: Path, metric: Path) -> tuple[np.ndarray, float]:
    """Pooled features of the test set [10000, 128] in float64, and the classification accuracy."""
    session, dataset = open_session(metric), load_fashion_mnist(data)
    batches = [
        session.run(["pooled", "logits"], {"image": x.numpy()}) for x in dataset.test_images.split(500)
    ]
    pooled = np.concatenate([b[0] for b in batches]).astype(np.float64)
    predicted = np.concatenate([b[1] for b in batches]).argmax(1)
    return pooled, float((predicted == dataset.test_labels.numpy()).mean())


def reference_statistics(pooled: np.ndarray) -> dict[str, object]:
    covariance = np.cov(pooled, rowvar=False)
    return {
        "feature": "pooled",
        "source": {"dataset": "Fashion-MNIST", "split": "test", "count": len(pooled)},
        "mean": [significant(v) for v in pooled.mean(0)],
        "covariance": [[significant(v) for v in row] for row in covariance],
    }


def perceptual_distance(session: onnxruntime.InferenceSession, a: Tensor, b: Tensor) -> float:
    """Mean over images of the distance that Leeway uses: normalised channels, squared difference, sum over layers."""
    names = ["feature0", "feature1", "feature2"]
    total = 0.0
    for left, right in zip(*(session.run(names, {"image": x.numpy()}) for x in (a, b))):
        unit = [x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-10) for x in (left, right)]
        total += float(np.square(unit[0] - unit[1]).sum(1).mean())
    return total


def known_differences(data: Path, metric: Path, count: int = 1000) -> Iterator[tuple[str, float]]:
    """Distances of test images from themselves with Gaussian noise, shifted by a pixel, and from others of their class."""
    session, dataset = open_session(metric), load_fashion_mnist(data)
    images, labels = dataset.test_images[:count], dataset.test_labels[:count]
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(0))
    for deviation in (0.01, 0.02, 0.035, 0.063, 0.11, 0.2):
        noisy = (images + deviation * noise).clamp(-1, 1)
        yield f"Gaussian noise, standard deviation {deviation}", perceptual_distance(session, images, noisy)
    yield "moved by one pixel", perceptual_distance(session, images, images.roll(1, 3))
    order = torch.argsort(labels, stable=True)
    alike = labels[order][1:] == labels[order][:-1]
    yield "another of its class", perceptual_distance(session, images[order][1:][alike], images[order][:-1][alike])


class OnnxDenoiser:
    def __init__(self, path: Path) -> None:
        self.session = open_session(path)

    def __call__(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        feeds = {"sample": sample.numpy(), "timestep": timestep.numpy(), "class_labels": class_labels.numpy()}
        return torch.from_numpy(self.session.run(["noise"], feeds)[0])


def sample_sheet(models: Path, steps: int, scale: float, seed: int) -> Image.Image:
    """One column per class."""
    settings = DdimSettings.from_config(json.loads((models / "scheduler_config.json").read_text()))
    noise = torch.randn(SHEET_ROWS * CLASSES, 1, 32, 32, generator=torch.Generator().manual_seed(seed))
    labels = torch.arange(len(noise)) % CLASSES
    images = ddim_sample(OnnxDenoiser(models / "model.onnx"), noise, labels, steps, scale, settings)
    pixels = ((images.clamp(-1, 1) + 1) * 127.5).round().byte().numpy()
    sheet = (
        pixels.reshape(SHEET_ROWS, CLASSES, 32, 32)
        .transpose(0, 2, 1, 3)
        .reshape(SHEET_ROWS * 32, CLASSES * 32)
    )
    return Image.fromarray(sheet)


def checksums(folder: Path) -> Iterator[tuple[str, int, str]]:
    for name in DESCRIBED:
        content = (folder / name).read_bytes()
        yield name, len(content), hashlib.sha256(content).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--models", type=Path, required=True, help="folder with the ONNX files and scheduler_config.json"
    )
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=1.5)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    pooled, accuracy = test_features(arguments.data, arguments.models / "metric.onnx")
    print(f"metric.onnx: accuracy on the test set {accuracy:.4f}")
    for difference, distance in known_differences(arguments.data, arguments.models / "metric.onnx"):
        print(f"| {difference} | {distance:.4f} |")
    statistics = json.dumps(reference_statistics(pooled))
    (arguments.models / "reference-statistics.json").write_text(statistics + "\n")
    sheet = sample_sheet(arguments.models, arguments.steps, arguments.guidance, arguments.seed)
    sheet.save(arguments.models / "samples.png", optimize=True)
    for name, size, digest in checksums(arguments.models):
        print(f"| {name} | {size} | `{digest}` |")


if __name__ == "__main__":
    main()
