"""Writes the test vectors by which other implementations check themselves.

    python vectors.py ddim --out ddim-vectors.json
    python vectors.py forward --model model.onnx --out dit-fashion-forward.json

The DDIM part restates the formulas of diffusers' DDIMScheduler in float64 numpy on purpose,
instead of importing diffusion.py: what checks the loop must not be the loop.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

TRAIN_TIMESTEPS = 1000
SHOWN_ALPHAS = (0, 1, 49, 250, 500, 750, 951, 999)
SAMPLE = (-1.25, -0.3, 0.4, 2.0)
NOISE = (0.9, -0.2, 0.55, -1.1)


def alphas_cumprod() -> np.ndarray:
    """betas_for_alpha_bar(1000) of diffusers, then the running product of 1 - beta."""
    t = np.arange(TRAIN_TIMESTEPS + 1, dtype=np.float64) / TRAIN_TIMESTEPS
    alpha_bar = np.cos((t + 0.008) / 1.008 * np.pi / 2) ** 2
    betas = np.minimum(1 - alpha_bar[1:] / alpha_bar[:-1], 0.999)
    return np.cumprod(1 - betas)


def timesteps(spacing: str, steps: int, offset: int) -> np.ndarray:
    if spacing == "leading":
        return (np.arange(0, steps) * (TRAIN_TIMESTEPS // steps)).round()[::-1].astype(np.int64) + offset
    return np.round(np.arange(TRAIN_TIMESTEPS, 0, -TRAIN_TIMESTEPS / steps)).astype(np.int64) - 1


def previous_sample(
    x: np.ndarray, eps: np.ndarray, t: int, steps: int, limit: float, alphas: np.ndarray
) -> np.ndarray:
    """DDIMScheduler.step with eta 0, set_alpha_to_one, use_clipped_model_output False."""
    prev_t = t - TRAIN_TIMESTEPS // steps
    alpha_prod_t = alphas[t]
    alpha_prod_t_prev = alphas[prev_t] if prev_t >= 0 else np.float64(1.0)
    pred_original_sample = (x - (1 - alpha_prod_t) ** 0.5 * eps) / alpha_prod_t**0.5
    pred_original_sample = np.clip(pred_original_sample, -limit, limit)
    return alpha_prod_t_prev**0.5 * pred_original_sample + (1 - alpha_prod_t_prev) ** 0.5 * eps


def ddim_case(spacing: str, offset: int, steps: int, limit: float) -> dict[str, object]:
    alphas, visited = alphas_cumprod(), timesteps(spacing, steps, offset)
    x, eps = np.array(SAMPLE), np.array(NOISE)
    shown = []
    for index in (0, steps // 2, steps - 1):
        t = int(visited[index])
        previous = previous_sample(x, eps, t, steps, limit, alphas)
        shown.append(
            {"timestep": t, "sample": x.tolist(), "noise": eps.tolist(), "previous": previous.tolist()}
        )
    return {
        "timestep_spacing": spacing, "steps_offset": offset, "clip_sample_range": limit,
        "num_inference_steps": steps, "timesteps": visited.tolist(), "steps": shown,
    }  # fmt: skip


def ddim_vectors() -> dict[str, object]:
    alphas = alphas_cumprod()
    return {
        "provenance": "training/vectors.py ddim: the formulas of diffusers' DDIMScheduler restated in "
        "float64 numpy. diffusers itself was not run; it keeps alphas_cumprod in float32, so its values "
        "differ in the last digits, most at timestep 999",
        "num_train_timesteps": TRAIN_TIMESTEPS,
        "beta_schedule": "squaredcos_cap_v2",
        "prediction_type": "epsilon",
        "set_alpha_to_one": True,
        "eta": 0,
        "use_clipped_model_output": False,
        "alphas_cumprod": {str(t): float(alphas[t]) for t in SHOWN_ALPHAS},
        "cases": [
            ddim_case(spacing, offset, steps, limit)
            for spacing, offset in (("leading", 0), ("leading", 1), ("trailing", 0))
            for steps, limit in ((20, 1.0), (20, 2.0), (50, 1.0))
        ],
    }


def forward_vectors(model: Path) -> dict[str, object]:
    """The denoiser's outputs for two seeded inputs, each run alone."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    random = np.random.default_rng(16)
    cases = []
    for timestep, label in ((951, 3), (101, 10)):
        sample = random.standard_normal((1, 1, 32, 32)).round(6).astype(np.float32)
        feeds = {"sample": sample, "timestep": np.array([timestep]), "class_labels": np.array([label])}
        noise = session.run(["noise"], feeds)[0]
        rounded = {
            name: [round(float(v), 6) for v in array.ravel()]
            for name, array in (("sample", sample), ("noise", noise))
        }
        cases.append({"timestep": timestep, "class_label": label, **rounded})
    return {
        "provenance": f"training/vectors.py forward: onnxruntime {onnxruntime.__version__}, CPU, float32, "
        "of models/dit-fashion/model.onnx; numpy default_rng(16), values rounded to 6 digits",
        "shape": [1, 1, 32, 32],
        "cases": cases,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=["ddim", "forward"])
    parser.add_argument("--model", type=Path, help="model.onnx, for 'forward'")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    if arguments.kind == "ddim":
        text = json.dumps(ddim_vectors(), indent=2)
    else:
        text = json.dumps(forward_vectors(arguments.model))
    arguments.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
