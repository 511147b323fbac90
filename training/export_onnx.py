"""Writes model.onnx and metric.onnx: float16 on disk, float32 arithmetic.

Every large float initialiser is stored as FLOAT16 and followed by a Cast to FLOAT, which any
runtime folds when it loads the file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from checkpoint import HALF_RANK, HALF_VALUES, load_weights, round_to_half
from classifier import Classifier, fold_batch_norm
from dit import Dit

OPSET = 18
DIT_INPUTS, DIT_OUTPUTS = ("sample", "timestep", "class_labels"), ("noise",)
METRIC_INPUTS, METRIC_OUTPUTS = ("image",), ("logits", "feature0", "feature1", "feature2", "pooled")


def load_dit(checkpoint: Path) -> Dit:
    model = Dit()
    model.load_state_dict(load_weights(checkpoint))
    round_to_half(model)
    return model.eval()


def load_metric(checkpoint: Path) -> Classifier:
    """The classifier as shipped: batch norms folded, matrices rounded to float16."""
    model = Classifier()
    model.load_state_dict(load_weights(checkpoint))
    fold_batch_norm(model)
    round_to_half(model)
    return model


def random_dit_inputs(batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    return (
        torch.randn(batch, 1, 32, 32, generator=generator),
        torch.randint(0, 1000, (batch,), generator=generator),
        torch.randint(0, 11, (batch,), generator=generator),
    )


def export(
    module: nn.Module, example: tuple[Tensor, ...], path: Path, inputs: Sequence[str], outputs: Sequence[str]
) -> None:
    torch.onnx.export(
        module,
        example,
        str(path),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: {0: "batch"} for name in (*inputs, *outputs)},
        opset_version=OPSET,
        do_constant_folding=True,
        dynamo=False,
    )
    graph = onnx.load(str(path))
    name_weights_after_their_node(graph)
    store_weights_as_half(graph)
    fix_output_shapes(graph, module, example)
    strip_descriptions(graph)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, str(path))


def name_weights_after_their_node(model: onnx.ModelProto) -> None:
    """Gives transposed weights, which the exporter calls `onnx::MatMul_123`, their module's name."""
    anonymous = {t.name for t in model.graph.initializer if t.name.startswith("onnx::")}
    renamed: dict[str, str] = {}
    for node in model.graph.node:
        for position, name in enumerate(node.input):
            if name in anonymous and name not in renamed:
                module = ".".join(node.name.strip("/").split("/")[:-1])
                renamed[name] = f"{module}.{'bias' if position == 2 else 'weight'}"
    if len(set(renamed.values())) != len(renamed):
        raise ValueError(f"two weights would get the same name: {sorted(renamed.values())}")
    for tensor in model.graph.initializer:
        tensor.name = renamed.get(tensor.name, tensor.name)
    for node in model.graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]


def store_weights_as_half(model: onnx.ModelProto) -> None:
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.ndim < HALF_RANK or values.size < HALF_VALUES:
            continue
        half = values.astype(np.float16)
        if not np.array_equal(half.astype(np.float32), values):
            raise ValueError(f"{tensor.name} was not rounded to float16 before the export")
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.float16"))
        casts.append(
            helper.make_node("Cast", [tensor.name], [name], name=f"/{name}/Cast", to=TensorProto.FLOAT)
        )
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)


def fix_output_shapes(model: onnx.ModelProto, module: nn.Module, example: tuple[Tensor, ...]) -> None:
    """Declares the output sizes, all but the batch, which the exporter leaves symbolic."""
    with torch.no_grad():
        results = module(*example)
    for output, result in zip(
        model.graph.output, results if isinstance(results, tuple) else (results,), strict=True
    ):
        sizes = ["batch", *result.shape[1:]]
        output.CopyFrom(helper.make_tensor_value_info(output.name, TensorProto.FLOAT, sizes))


def strip_descriptions(model: onnx.ModelProto) -> None:
    model.doc_string = ""
    model.graph.doc_string = ""
    del model.metadata_props[:]
    del model.graph.value_info[:]
    for item in (*model.graph.node, *model.graph.initializer, *model.graph.input, *model.graph.output):
        item.doc_string = ""
        if isinstance(item, onnx.NodeProto):
            del item.metadata_props[:]


def largest_difference(
    path: Path, module: nn.Module, inputs: Sequence[Tensor], names: Sequence[str]
) -> float:
    """The largest absolute difference between onnxruntime and PyTorch over all outputs."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(None, {name: tensor.numpy() for name, tensor in zip(names, inputs)})
    with torch.no_grad():
        want = module(*inputs)
    want = want if isinstance(want, tuple) else (want,)
    return max(float(np.abs(g - w.numpy()).max()) for g, w in zip(got, want, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dit", type=Path, help="weights of the denoiser (dit.pt)")
    parser.add_argument("--classifier", type=Path, help="weights of the classifier (classifier.pt)")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx and metric.onnx")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    report: dict[str, float] = {}
    if arguments.dit:
        model, path = load_dit(arguments.dit), arguments.out / "model.onnx"
        export(model, random_dit_inputs(2, generator), path, DIT_INPUTS, DIT_OUTPUTS)
        for batch in (1, 5):
            inputs = random_dit_inputs(batch, generator)
            report[f"model.onnx batch {batch}"] = largest_difference(path, model, inputs, DIT_INPUTS)
    if arguments.classifier:
        metric, path = load_metric(arguments.classifier), arguments.out / "metric.onnx"
        export(metric, (torch.randn(2, 1, 32, 32, generator=generator),), path, METRIC_INPUTS, METRIC_OUTPUTS)
        for batch in (1, 5):
            images = torch.rand(batch, 1, 32, 32, generator=generator) * 2 - 1
            report[f"metric.onnx batch {batch}"] = largest_difference(path, metric, (images,), METRIC_INPUTS)
    print(json.dumps({"largest absolute difference, onnxruntime and PyTorch": report}, indent=2))


if __name__ == "__main__":
    main()
