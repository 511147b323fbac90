import type { ModelProto } from 'onnx-buf';
import { inputError } from '../core/errors.js';
import type { Gemm } from '../core/workload.js';
import { type BlockRule, orderBlocks, placeGemms } from './block-names.js';
import type { Calibration } from './calibration.js';
import { findGemms, type GemmNode } from './find-gemms.js';
import { fuseTanhGelu } from './fuse-gelu.js';
import { Graph, graphOf } from './graph.js';
import type { WeightType } from './kernel-probe.js';
import type { OnnxFile } from './onnx-file.js';
import { type QuantisedModel, quantise } from './quantise.js';
import { simplify } from './simplify.js';
import { inferShapes } from './tensor-shapes.js';

/** A denoiser prepared for one batch size, still in FP32. */
export interface Denoiser {
  readonly path: string;
  readonly model: ModelProto;
  readonly blocks: readonly string[];
  /** The products as they stand in the graph; `gemms[i]` describes `nodes[i]` for one image. */
  readonly nodes: readonly GemmNode[];
  readonly gemms: readonly Gemm[];
  readonly images: number;
}

/**
 * Simplifies a denoiser for batches of `images x passes` samples and finds its matrix products.
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
  const placements = placeGemms(graph, found, blockRules, file.path);
  const blocks = orderBlocks(placements, blockRules);
  const shapes = await inferShapes(
    model,
    found.flatMap(({ a, output }) => [a, output]),
  );
  const unordered = found.map((node, i) => {
    const { block, layer } = placements[i];
    const size = sizePerImage(node, shapes, images, file.path);
    return { node, gemm: { name: node.node.name, block: blocks.indexOf(block), layer, ...size } };
  });
  const order = executionOrder(graph, found);
  const sorted = unordered.sort((x, y) => x.gemm.block - y.gemm.block || order(x.node) - order(y.node));
  return {
    path: file.path,
    model,
    blocks,
    nodes: sorted.map(({ node }) => node),
    gemms: sorted.map(({ gemm }, index) => ({ index, ...gemm })),
    images,
  };
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
  node: GemmNode,
  shapes: ReadonlyMap<string, readonly number[]>,
  images: number,
  path: string,
) {
  const output = shapes.get(node.output) ?? [];
  const depth = shapes.get(node.a)?.at(-1) ?? 0;
  const cols = output.at(-1) ?? 0;
  const rows = output.at(-2) ?? 1;
  const leading = output.slice(0, -2).reduce((product, size) => product * size, 1);
  const [count, rowsPerImage] = node.weight ? [1, (leading * rows) / images] : [leading / images, rows];
  if (!Number.isInteger(count) || !Number.isInteger(rowsPerImage) || count === 0) {
    throw inputError(
      `${path}: node ${node.node.name}: output [${output.join(', ')}] has no batch dimension of ${images} images; ` +
        'export the network with the batch as leading dimension',
    );
  }
  const weights = node.weight ? ('static' as const) : ('dynamic' as const);
  return { rows: rowsPerImage, cols, depth, count, weights };
}

/** Position of a product in the chain of dependencies: how many products come before it, at most. */
function executionOrder(graph: Graph, nodes: readonly GemmNode[]) {
  const isGemm = new Set(nodes.map(({ node }) => node));
  const depths = new Map<string, number>();
  for (const node of graph.nodes) {
    const depth =
      Math.max(0, ...node.input.map((name) => depths.get(name) ?? 0)) + (isGemm.has(node) ? 1 : 0);
    for (const name of node.output) depths.set(name, depth);
  }
  return ({ output }: GemmNode) => depths.get(output) ?? 0;
}
