"""Trains the metric classifier and the denoiser.

python train.py classifier --data FOLDER --out FOLDER
python train.py dit --data FOLDER --out FOLDER --minutes 14
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from checkpoint import load_weights, save_weights
from classifier import Classifier, accuracy, logits_and_pooled
from data import FashionMnist, load_fashion_mnist, mirror_symmetric, shift
from diffusion import TRAIN_TIMESTEPS, squaredcos_cap_v2_alphas_cumprod
from dit import Dit

LABEL_DROPOUT = 0.1


@dataclass(frozen=True)
class ClassifierRecipe:
    epochs: int = 40
    batch: int = 512
    learning_rate: float = 5e-3
    weight_decay: float = 0.05
    label_smoothing: float = 0.05
    noise: float = 0.2  # each image's noise has a standard deviation drawn from 0 to this


@dataclass(frozen=True)
class DitRecipe:
    minutes: float = 14.0
    batch: int = 1024
    learning_rate: float = 8e-4
    weight_decay: float = 0.01
    warm_up: int = 500
    constant_until: float = 0.4  # share of the time at the full learning rate
    min_snr_gamma: float = 5.0  # 0 weighs all timesteps alike
    ema_decay: float = 0.9998
    gradient_clip: float = 1.0


def bf16(device: str) -> torch.autocast:
    return torch.autocast(device, torch.bfloat16)


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")


# --- classifier -------------------------------------------------------------------------------


def train_classifier(data: FashionMnist, recipe: ClassifierRecipe, device: str) -> Classifier:
    model = Classifier().to(device, memory_format=torch.channels_last)
    batches = len(data.train_images) // recipe.batch
    optimizer = torch.optim.AdamW(model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=recipe.epochs * batches
    )
    for epoch in range(recipe.epochs):
        model.train()
        order = torch.randperm(len(data.train_images), device=device)[: batches * recipe.batch]
        for chosen in order.split(recipe.batch):
            labels = data.train_labels[chosen]
            images = add_noise(shift(mirror_symmetric(data.train_images[chosen], labels)), recipe.noise)
            with bf16(device):
                logits = model(images)[0]
            loss = F.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
        if epoch % 5 == 4 or epoch == recipe.epochs - 1:
            print(
                f"epoch {epoch + 1} loss {loss.item():.4f} test accuracy {test_accuracy(model, data):.4f}",
                flush=True,
            )
    return model.eval()


def add_noise(images: Tensor, largest: float) -> Tensor:
    """Gaussian noise of a random strength per image, so that features do not react to what no eye would see."""
    strength = largest * torch.rand(len(images), 1, 1, 1, device=images.device)
    return (images + strength * torch.randn_like(images)).clamp(-1, 1)


def test_accuracy(model: Classifier, data: FashionMnist) -> float:
    model.eval()
    return accuracy(logits_and_pooled(model, data.test_images)[0], data.test_labels)


def run_classifier(arguments: argparse.Namespace) -> None:
    recipe = ClassifierRecipe(epochs=arguments.epochs)
    data = load_fashion_mnist(arguments.data, arguments.device)
    start = time.monotonic()
    model = train_classifier(data, recipe, arguments.device)
    save_weights(model, arguments.out / "classifier.pt")
    report = {
        **asdict(recipe),
        "seconds": round(time.monotonic() - start, 1),
        "test_accuracy": test_accuracy(model, data),
    }
    write_json(arguments.out / "classifier.json", report)
    print(json.dumps(report), flush=True)


# --- denoiser ---------------------------------------------------------------------------------


class NoiseLoss:
    """The noise-prediction loss, weighted by min(SNR, gamma) / SNR (https://arxiv.org/abs/2303.09556)."""

    def __init__(self, gamma: float, device: str) -> None:
        alphas = torch.from_numpy(squaredcos_cap_v2_alphas_cumprod())
        snr = alphas / (1 - alphas)
        weights = snr.clamp(max=gamma) / snr if gamma > 0 else torch.ones_like(snr)
        self.signal, self.noise = alphas.sqrt().float().to(device), (1 - alphas).sqrt().float().to(device)
        self.weights = weights.float().to(device)

    def __call__(self, model: nn.Module, images: Tensor, labels: Tensor, timesteps: Tensor) -> Tensor:
        """Returns the weighted loss of each image [B]."""
        noise = torch.randn_like(images)
        signal_share, noise_share = (c[timesteps][:, None, None, None] for c in (self.signal, self.noise))
        with bf16(images.device.type):
            predicted = model(signal_share * images + noise_share * noise, timesteps, labels)
        return self.weights[timesteps] * (predicted.float() - noise).square().mean((1, 2, 3))


def drop_labels(labels: Tensor, null_class: int) -> Tensor:
    dropped = torch.rand(len(labels), device=labels.device) < LABEL_DROPOUT
    return torch.where(dropped, null_class, labels)


def learning_rate(recipe: DitRecipe, iteration: int, progress: float) -> float:
    """Linear warm-up, constant, then half a cosine down to one hundredth."""
    warm_up = min(1.0, (iteration + 1) / recipe.warm_up)
    decay = max(0.0, progress - recipe.constant_until) / (1 - recipe.constant_until)
    return recipe.learning_rate * warm_up * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, decay))))


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, decay: float) -> None:
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)


@torch.no_grad()
def fixed_noise_loss(
    model: nn.Module, loss: NoiseLoss, images: Tensor, labels: Tensor, count: int = 4096
) -> float:
    """The loss on the first `count` images with the same noise each time."""
    device = images.device
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(1)
        images, labels = images[:count], labels[:count]
        timesteps = torch.arange(len(images), device=device) % TRAIN_TIMESTEPS
        chunks = zip(images.split(1024), labels.split(1024), timesteps.split(1024))
        return torch.cat([loss(model, *chunk) for chunk in chunks]).mean().item()


class DitTrainer:
    """The denoiser in training: weights, their moving average, and the optimizer."""

    def __init__(self, data: FashionMnist, recipe: DitRecipe, arguments: argparse.Namespace) -> None:
        self.data, self.recipe, self.device = data, recipe, arguments.device
        self.model = Dit().to(self.device)
        if arguments.resume:
            self.model.load_state_dict(load_weights(arguments.resume))
        self.average = copy.deepcopy(self.model).eval().requires_grad_(False)
        self.compiled = torch.compile(self.model) if arguments.compile else self.model
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), recipe.learning_rate, (0.9, 0.99),
            weight_decay=recipe.weight_decay, fused=self.device == "cuda",
        )  # fmt: skip
        self.loss = NoiseLoss(recipe.min_snr_gamma, self.device)
        self.iteration = 0

    def step(self, progress: float) -> Tensor:
        """One iteration on a random batch; `progress` in [0, 1] sets the learning rate."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.recipe, self.iteration, progress)
        loss = self.loss(self.compiled, *self._batch()).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.gradient_clip)
        self.optimizer.step()
        self.iteration += 1
        update_average(
            self.average, self.model, min(self.recipe.ema_decay, 1 - 1 / (1 + self.iteration / 10))
        )
        return loss.detach()

    def _batch(self) -> tuple[Tensor, Tensor, Tensor]:
        size, device = self.recipe.batch, self.device
        chosen = torch.randint(0, len(self.data.train_images), (size,), device=device)
        labels = self.data.train_labels[chosen]
        images = mirror_symmetric(self.data.train_images[chosen], labels)
        timesteps = torch.randint(0, TRAIN_TIMESTEPS, (size,), device=device)
        return images, drop_labels(labels, self.model.config.null_class), timesteps

    def held_out_loss(self) -> float:
        return fixed_noise_loss(self.average, self.loss, self.data.test_images, self.data.test_labels)

    def seen_loss(self) -> float:
        """As `held_out_loss`, on images trained on: the gap shows over-fitting."""
        return fixed_noise_loss(self.average, self.loss, self.data.train_images, self.data.train_labels)


def train_dit(trainer: DitTrainer, out: Path, iterations: int) -> dict[str, object]:
    """Trains for the recipe's minutes, saving the average each minute; returns a report."""
    running = trainer.step(0.0)  # the first iteration compiles: the clock starts after it
    print(f"first loss {running.item():.4f}", flush=True)
    start, saved, elapsed = time.monotonic(), 0.0, 0.0
    while elapsed <= 60 * trainer.recipe.minutes and trainer.iteration != iterations:
        running = running.lerp(trainer.step(elapsed / (60 * trainer.recipe.minutes)), 0.01)
        elapsed = time.monotonic() - start
        if trainer.iteration % 1000 == 0:
            losses = f"loss {running.item():.4f} held out {trainer.held_out_loss():.4f}"
            print(f"{trainer.iteration} {elapsed:.0f} s {losses}", flush=True)
        if elapsed - saved > 60:
            save_weights(trainer.average, out / "dit.pt")
            saved = elapsed
    save_weights(trainer.average, out / "dit.pt")
    return {
        "iterations": trainer.iteration,
        "seconds": round(elapsed, 1),
        "loss": running.item(),
        "held_out_loss": trainer.held_out_loss(),
        "seen_loss": trainer.seen_loss(),
    }


def run_dit(arguments: argparse.Namespace) -> None:
    recipe = DitRecipe(
        minutes=arguments.minutes, batch=arguments.batch,
        learning_rate=arguments.learning_rate, min_snr_gamma=arguments.min_snr_gamma,
    )  # fmt: skip
    data = load_fashion_mnist(arguments.data, arguments.device)
    trainer = DitTrainer(data, recipe, arguments)
    print(f"{sum(p.numel() for p in trainer.model.parameters())} parameters", flush=True)
    report = {
        **asdict(recipe),
        "resumed": bool(arguments.resume),
        **train_dit(trainer, arguments.out, arguments.iterations),
    }
    write_json(arguments.out / "dit.json", report)
    print(json.dumps(report), flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    classifier, dit = commands.add_parser("classifier"), commands.add_parser("dit")
    for command in (classifier, dit):
        command.add_argument("--data", type=Path, required=True, help="folder with the four .gz files")
        command.add_argument("--out", type=Path, required=True, help="folder for weights and reports")
        command.add_argument("--device", default="cuda")
        command.add_argument("--seed", type=int, default=0)
    classifier.add_argument("--epochs", type=int, default=ClassifierRecipe.epochs)
    dit.add_argument(
        "--minutes", type=float, default=DitRecipe.minutes, help="training time after compilation"
    )
    dit.add_argument("--iterations", type=int, default=-1, help="stop after as many, whatever the time")
    dit.add_argument("--batch", type=int, default=DitRecipe.batch)
    dit.add_argument("--learning-rate", type=float, default=DitRecipe.learning_rate)
    dit.add_argument("--min-snr-gamma", type=float, default=DitRecipe.min_snr_gamma)
    dit.add_argument("--resume", type=Path, help="weights to start from (an earlier dit.pt)")
    dit.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    torch.set_float32_matmul_precision("high")
    run_classifier(arguments) if arguments.command == "classifier" else run_dit(arguments)


if __name__ == "__main__":
    main()
