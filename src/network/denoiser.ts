import type { ModelProto } from 'onnx-buf';
import { bugError, inputError } from '../core/errors.js';
import type { Gemm, VectorOp } from '../core/workload.js';
import { type BlockRule, compareNames, orderBlocks, placeGemms } from './block-names.js';
import type { Calibration } from './calibration.js';
import { findGemms, type GemmNode } from './find-gemms.js';
import { findVectorNodes, vectorOpsPerImage } from './find-vector-ops.js';
import { fuseTanhGelu } from './fuse-gelu.js';
import { Graph, graphOf } from './graph.js';
import { inferTensors } from './infer-tensors.js';
import type { WeightType } from './kernel-probe.js';
import type { OnnxFile } from './onnx-file.js';
import { type QuantisedModel, quantise } from './quantise.js';
import { simplify } from './simplify.js';
import { elementCount, type TensorSpec } from './tensor-spec.js';

/** A denoiser prepared for one batch size, still in FP32. */
export interface Denoiser {
  readonly path: string;
  readonly model: ModelProto;
  readonly blocks: readonly string[];
  /** The products as they stand in the graph; `gemms[i]` describes `nodes[i]` for one image. */
  readonly nodes: readonly GemmNode[];
  readonly gemms: readonly Gemm[];
  /** What a vector unit does between the products, for one image. */
  readonly vectorOps: readonly VectorOp[];
  readonly images: number;
  /** Dimensions of the network's output for the whole batch. */
  readonly outputDims: readonly number[];
}

/**
 * Simplifies a denoiser for batches of `images x passes` samples and finds its matrix products. Their order follows
 * from blocks, dependencies and names alone, so it is the same for every batch size.
 *
 * @param inputDims dimensions of every graph input for that batch
 * @throws InputError for operators that cannot be executed, and for products without a batch dimension
 */
export async function prepareDenoiser(
  file: OnnxFile,
  inputDims: ReadonlyMap<string, readonly number[]>,
  images: number,
  blockRules?: readonly BlockRule[],
): Promise<Denoiser> {
  requireInputs(file, [...inputDims.keys()]);
  const model = await simplify(file.model, inputDims, file.path);
  fuseTanhGelu(model);
  const graph = new Graph(model);
  const found = findGemms(graph, file.path);
  const vectorNodes = findVectorNodes(graph);
  const tensors = await inferTensors(model, [
    ...found.flatMap(({ a, b, weight, output }) => (weight ? [a, output] : [a, b, output])),
    ...vectorNodes.map(({ counted }) => counted),
    ...graph.outputs,
  ]);
  const { blocks, products } = orderProducts(graph, found, blockRules, file.path);
  const nodes = products.map(({ node }) => node);
  const gemms = products.map(({ node, block, layer }, index) => ({
    index,
    name: node.node.name,
    block: blocks.indexOf(block),
    layer,
    ...sizePerImage(node, tensors, images, file.path),
  }));
  const placed = { blocks, nodes, gemms, blockRules };
  return {
    path: file.path,
    model,
    blocks,
    nodes,
    gemms,
    vectorOps: vectorOpsPerImage(graph, vectorNodes, placed, tensors, images, file.path),
    images,
    outputDims: tensors.get(graph.outputs[0])?.shape ?? [],
  };
}

/** Blocks in execution order, and products with their block and layer: by block, then dependencies, then name. */
function orderProducts(
  graph: Graph,
  found: readonly GemmNode[],
  blockRules: readonly BlockRule[] | undefined,
  path: string,
) {
  const placements = placeGemms(graph, found, blockRules, path);
  const depthOf = dependencyDepth(graph, found);
  const placed = found.map((node, i) => ({ node, ...placements[i], depth: depthOf(node) }));
  const blocks = orderBlocks(placed, blockRules);
  const products = placed.toSorted(
    (x, y) =>
      blocks.indexOf(x.block) - blocks.indexOf(y.block) ||
      x.depth - y.depth ||
      compareNames(x.node.node.name, y.node.node.name),
  );
  return { blocks, products };
}

/** The denoiser in INT8 with the scales of a calibration. */
export function quantiseDenoiser(
  denoiser: Denoiser,
  calibration: Calibration,
  weightType: WeightType,
): QuantisedModel {
  return quantise(denoiser.model, denoiser.nodes, calibration, weightType);
}

function requireInputs({ model, path }: OnnxFile, expected: readonly string[]): void {
  const graph = graphOf(model);
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const present = graph.input.map(({ name }) => name).filter((name) => !initializers.has(name));
  const same = present.length === expected.length && expected.every((name) => present.includes(name));
  if (same) return;
  throw inputError(
    `${path}: graph inputs: expected ${expected.join(', ')}, got ${present.join(', ')}; correct denoiser.inputs in the network description`,
  );
}

/** Rows, columns, depth and count of a product for one image. */
function sizePerImage(
  { node, a, b, weight, output }: GemmNode,
  tensors: ReadonlyMap<string, TensorSpec>,
  images: number,
  path: string,
) {
  const [left, right, result] = [a, b, output].map((name) => tensors.get(name));
  const where = `${path}: node ${node.name}`;
  if (!left || !result) throw bugError(`${where}: its operands were not inferred`);
  if (result.type !== 'float32') {
    throw inputError(
      `${where}: expected a product of float32, got ${result.type}; export the network in float32`,
    );
  }
  if (left.shape.length < 2 || right?.shape.length === 1) {
    throw inputError(
      `${where}: expected matrices, got an operand of one dimension; export the network with a second one`,
    );
  }
  const [rows, cols] = result.shape.slice(-2);
  const leading = elementCount(result.shape.slice(0, -2));
  const [count, rowsPerImage] = weight ? [1, (leading * rows) / images] : [leading / images, rows];
  if (!Number.isInteger(count) || !Number.isInteger(rowsPerImage)) {
    throw inputError(
      `${where}: output [${result.shape.join(', ')}] has no batch dimension of ${images} images; ` +
        'export the network with the batch as leading dimension',
    );
  }
  const weights = weight ? ('static' as const) : ('dynamic' as const);
  return { rows: rowsPerImage, cols, depth: left.shape[left.shape.length - 1], count, weights };
}

/** How many products come before a product in the chain of dependencies, at most. */
function dependencyDepth(graph: Graph, gemms: readonly GemmNode[]) {
  const isGemm = new Set(gemms.map(({ node }) => node));
  const depths = new Map<string, number>();
  for (const node of graph.nodes) {
    const depth =
      Math.max(0, ...node.input.map((name) => depths.get(name) ?? 0)) + (isGemm.has(node) ? 1 : 0);
    for (const name of node.output) if (name !== '') depths.set(name, depth);
  }
  return ({ output }: GemmNode) => (depths.get(output) ?? 1) - 1;
}
