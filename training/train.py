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
            images = shift(mirror_symmetric(data.train_images[chosen], labels))
            with bf16(device):
                logits = model(images)[0]
            loss = F.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
        if epoch % 5 == 4 or epoch == recipe.epochs - 1:
            print(f"epoch {epoch + 1} loss {loss.item():.4f} test accuracy {test_accuracy(model, data):.4f}", flush=True)
    return model.eval()


def test_accuracy(model: Classifier, data: FashionMnist) -> float:
    model.eval()
    return accuracy(logits_and_pooled(model, data.test_images)[0], data.test_labels)


def run_classifier(arguments: argparse.Namespace) -> None:
    recipe = ClassifierRecipe(epochs=arguments.epochs)
    data = load_fashion_mnist(arguments.data, arguments.device)
    start = time.monotonic()
    model = train_classifier(data, recipe, arguments.device)
    save_weights(model, arguments.out / "classifier.pt")
    report = {**asdict(recipe), "seconds": round(time.monotonic() - start, 1), "test_accuracy": test_accuracy(model, data)}
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
def held_out_loss(model: nn.Module, loss: NoiseLoss, data: FashionMnist, device: str) -> float:
    """The loss on the test set with fixed noise, to see over-fitting."""
    with torch.random.fork_rng(devices=[0] if device == "cuda" else []):
        torch.manual_seed(1)
        images, labels = data.test_images[:4096], data.test_labels[:4096]
        timesteps = torch.arange(len(images), device=device) % TRAIN_TIMESTEPS
        chunks = zip(images.split(1024), labels.split(1024), timesteps.split(1024))
        return torch.cat([loss(model, *chunk) for chunk in chunks]).mean().item()


def train_dit(data: FashionMnist, recipe: DitRecipe, arguments: argparse.Namespace) -> tuple[Dit, dict[str, object]]:
    device: str = arguments.device
    model = Dit().to(device)
    if arguments.resume:
        model.load_state_dict(load_weights(arguments.resume))
    average = copy.deepcopy(model).eval().requires_grad_(False)
    optimizer = torch.optim.AdamW(
        model.parameters(), recipe.learning_rate, (0.9, 0.99), weight_decay=recipe.weight_decay, fused=device == "cuda"
    )
    loss = NoiseLoss(recipe.min_snr_gamma, device)
    compiled = torch.compile(model) if arguments.compile else model
    print(f"{sum(p.numel() for p in model.parameters())} parameters", flush=True)

    iteration, start, saved, running = 0, math.nan, 0.0, torch.zeros((), device=device)
    while True:
        elapsed = 0.0 if math.isnan(start) else time.monotonic() - start
        if elapsed > 60 * recipe.minutes or iteration == arguments.iterations:
            break
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(recipe, iteration, elapsed / (60 * recipe.minutes))
        chosen = torch.randint(0, len(data.train_images), (recipe.batch,), device=device)
        labels = data.train_labels[chosen]
        images = mirror_symmetric(data.train_images[chosen], labels)
        timesteps = torch.randint(0, TRAIN_TIMESTEPS, (recipe.batch,), device=device)
        step_loss = loss(compiled, images, drop_labels(labels, model.config.null_class), timesteps).mean()
        optimizer.zero_grad(set_to_none=True)
        step_loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), recipe.gradient_clip)
        optimizer.step()
        iteration += 1
        update_average(average, model, min(recipe.ema_decay, 1 - 1 / (1 + iteration / 10)))
        running = running.lerp(step_loss.detach(), 0.01)
        if math.isnan(start):  # the first iteration compiles; the clock starts after it
            print(f"first loss {step_loss.item():.4f}", flush=True)
            running, start = step_loss.detach().clone(), time.monotonic()
        if iteration % 1000 == 0:
            held_out = held_out_loss(average, loss, data, device)
            print(f"{iteration} {elapsed:.0f} s loss {running.item():.4f} held out {held_out:.4f}", flush=True)
        if elapsed - saved > 60:
            save_weights(average, arguments.out / "dit.pt")
            saved = elapsed
    if device == "cuda":
        torch.cuda.synchronize()
    report = {
        **asdict(recipe),
        "resumed": bool(arguments.resume),
        "iterations": iteration,
        "seconds": round(time.monotonic() - start, 1),
        "loss": running.item(),
        "held_out_loss": held_out_loss(average, loss, data, device),
        "train_loss_same_noise": held_out_loss(average, loss, train_as_test(data), device),
    }
    return average, report


def train_as_test(data: FashionMnist) -> FashionMnist:
    """The training images where the test images are, for the same loss on images seen."""
    return FashionMnist(data.train_images, data.train_labels, data.train_images, data.train_labels)


def run_dit(arguments: argparse.Namespace) -> None:
    recipe = DitRecipe(
        minutes=arguments.minutes, batch=arguments.batch,
        learning_rate=arguments.learning_rate, min_snr_gamma=arguments.min_snr_gamma,
    )  # fmt: skip
    data = load_fashion_mnist(arguments.data, arguments.device)
    average, report = train_dit(data, recipe, arguments)
    save_weights(average, arguments.out / "dit.pt")
    write_json(arguments.out / "dit.json", report)
    print(json.dumps(report), flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    classifier, dit = commands.add_parser("classifier"), commands.add_parser("dit")
    for command in (classifier, dit):
        command.add_argument("--data", type=Path, required=True, help="folder with the four .gz files")
        command.add_argument("--out", type=Path, required=True, help="folder for weights and reports")
        command.add_argument("--device", default="cuda")
        command.add_argument("--seed", type=int, default=0)
    classifier.add_argument("--epochs", type=int, default=ClassifierRecipe.epochs)
    dit.add_argument("--minutes", type=float, default=DitRecipe.minutes, help="training time after compilation")
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
