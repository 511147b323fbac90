"""The noise schedule and the DDIM loop, with the conventions of diffusers' DDIMScheduler.

The same settings are written to `scheduler_config.json`, so that any reader of that format
reproduces the loop below.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

TRAIN_TIMESTEPS = 1000


def squaredcos_cap_v2_betas(timesteps: int = TRAIN_TIMESTEPS, max_beta: float = 0.999) -> np.ndarray:
    """Betas of the cosine schedule (Nichol and Dhariwal 2021, eq. 17), float64 [timesteps]."""

    def alpha_bar(t: float) -> float:
        return math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2

    ratios = [alpha_bar((i + 1) / timesteps) / alpha_bar(i / timesteps) for i in range(timesteps)]
    return np.array([min(1 - ratio, max_beta) for ratio in ratios])


def squaredcos_cap_v2_alphas_cumprod(timesteps: int = TRAIN_TIMESTEPS) -> np.ndarray:
    return np.cumprod(1 - squaredcos_cap_v2_betas(timesteps))


@dataclass(frozen=True)
class DdimSettings:
    """The part of diffusers' DDIMScheduler configuration that this project varies."""

    timestep_spacing: str = "leading"
    steps_offset: int = 1
    clip_range: float | None = 1.0  # None: the predicted clean image is not clipped
    use_clipped_model_output: bool = False  # an argument of `step` in diffusers, False by default

    def scheduler_config(self) -> dict[str, object]:
        return {
            "_class_name": "DDIMScheduler",
            "num_train_timesteps": TRAIN_TIMESTEPS,
            "beta_schedule": "squaredcos_cap_v2",
            "trained_betas": None,
            "prediction_type": "epsilon",
            "clip_sample": self.clip_range is not None,
            "clip_sample_range": 1.0 if self.clip_range is None else self.clip_range,
            "set_alpha_to_one": True,
            "steps_offset": self.steps_offset,
            "timestep_spacing": self.timestep_spacing,
            "thresholding": False,
            "rescale_betas_zero_snr": False,
        }

    @staticmethod
    def from_config(config: Mapping[str, Any]) -> DdimSettings:
        """The inverse of `scheduler_config`; `_use_clipped_model_output` is this project's own."""
        settings = DdimSettings(
            config["timestep_spacing"],
            config["steps_offset"],
            config["clip_sample_range"] if config["clip_sample"] else None,
            config.get("_use_clipped_model_output", False),
        )
        if any(config.get(field) != value for field, value in settings.scheduler_config().items()):
            raise ValueError(f"this scheduler configuration is not supported: {config}")
        return settings


def ddim_timesteps(steps: int, settings: DdimSettings) -> list[int]:
    """The timesteps visited, from noisy to clean."""
    if settings.timestep_spacing == "leading":
        ratio = TRAIN_TIMESTEPS // steps
        return [i * ratio + settings.steps_offset for i in reversed(range(steps))]
    if settings.timestep_spacing == "trailing":
        ascending = np.round(np.arange(TRAIN_TIMESTEPS, 0, -TRAIN_TIMESTEPS / steps)).astype(int) - 1
        return ascending.tolist()
    raise ValueError(f"timestep_spacing is '{settings.timestep_spacing}', expected 'leading' or 'trailing'")


def ddim_step(
    x: Tensor, noise: Tensor, timestep: int, steps: int, alphas: np.ndarray, settings: DdimSettings
) -> Tensor:
    """One deterministic step (eta 0) of DDIM, eq. 12 of https://arxiv.org/abs/2010.02502."""
    previous = timestep - TRAIN_TIMESTEPS // steps
    alpha = float(alphas[timestep])
    alpha_previous = float(alphas[previous]) if previous >= 0 else 1.0
    clean = (x - math.sqrt(1 - alpha) * noise) / math.sqrt(alpha)
    if settings.clip_range is not None:
        clean = clean.clamp(-settings.clip_range, settings.clip_range)
    if settings.use_clipped_model_output:
        noise = (x - math.sqrt(alpha) * clean) / math.sqrt(1 - alpha)
    return math.sqrt(alpha_previous) * clean + math.sqrt(1 - alpha_previous) * noise


Denoiser = Callable[[Tensor, Tensor, Tensor], Tensor]


def guided_noise(
    model: Denoiser, x: Tensor, timestep: int, labels: Tensor, null_class: int, scale: float
) -> Tensor:
    """Classifier-free guidance: null + scale * (class - null); scale 1 needs one call only."""
    t = torch.full_like(labels, timestep)
    conditional = model(x, t, labels)
    if scale == 1.0:
        return conditional
    unconditional = model(x, t, torch.full_like(labels, null_class))
    return unconditional + scale * (conditional - unconditional)


@torch.no_grad()
def ddim_sample(
    model: Denoiser,
    x: Tensor,
    labels: Tensor,
    steps: int,
    scale: float,
    settings: DdimSettings,
    null_class: int = 10,
) -> Tensor:
    """Denoises `x` ~ N(0,1) [B,1,32,32] to images in about [-1, 1]."""
    alphas = squaredcos_cap_v2_alphas_cumprod()
    for timestep in ddim_timesteps(steps, settings):
        noise = guided_noise(model, x, timestep, labels, null_class, scale)
        x = ddim_step(x, noise, timestep, steps, alphas, settings)
    return x
