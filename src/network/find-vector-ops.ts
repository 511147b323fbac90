import type { NodeProto } from 'onnx-buf';
import type { Gemm, VectorKind, VectorOp } from '../core/workload.js';
import { ancestors, type BlockRule, blockOfName, EMBED, HEAD } from './block-names.js';
import type { GemmNode } from './find-gemms.js';
import type { Graph } from './graph.js';
import { elementCount, type TensorSpec } from './tensor-spec.js';

/**
 * The operators that a vector unit computes. A norm, GELU or SiLU that an exporter wrote as several nodes counts as
 * those nodes, each of its own kind. Operators that are not listed are products or move data.
 */
const OPERATORS: Readonly<Record<VectorKind, readonly string[]>> = {
  softmax: ['Softmax', 'LogSoftmax'],
  norm: [
    'LayerNormalization',
    'SimplifiedLayerNormalization',
    'RMSNormalization',
    'InstanceNormalization',
    'GroupNormalization',
    'GroupNorm',
    'BatchNormalization',
    'LpNormalization',
    'MeanVarianceNormalization',
  ],
  activation: [
    ...['Gelu', 'FastGelu', 'QuickGelu', 'BiasGelu', 'Swish', 'HardSwish', 'Mish', 'Sigmoid', 'HardSigmoid'],
    ...['Elu', 'Celu', 'Selu', 'Softplus', 'Softsign', 'Tanh', 'Erf', 'Exp', 'Log', 'Sin', 'Cos', 'Tan'],
    ...['Sinh', 'Cosh', 'Atan', 'Sqrt', 'Reciprocal'],
  ],
  elementwise: [
    ...['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Mean', 'Neg', 'Abs', 'Sign', 'Min', 'Max', 'Clip', 'Mod'],
    // Squares and cubes, as exporters write them.
    'Pow',
    ...['Relu', 'LeakyRelu', 'PRelu', 'ThresholdedRelu', 'Floor', 'Ceil', 'Round', 'Where'],
  ],
};

/** Operators that take in more elements than they give back: one operation per element of their operand. */
const REDUCTIONS = /^(Reduce(Mean|Sum|SumSquare|Max|Min|Prod|L1|L2)|(Global)?(Average|Max)Pool)$/;

const KINDS = new Map(
  Object.entries(OPERATORS).flatMap(([kind, operators]) =>
    operators.map((operator) => [operator, kind as VectorKind]),
  ),
);

/** A node between matrix products that a vector unit computes. */
export interface VectorNode {
  readonly node: NodeProto;
  readonly kind: VectorKind;
  /** Tensor that has as many elements as the node has work. */
  readonly counted: string;
}

/** All vector operations of a simplified network, in the graph's order. */
export function findVectorNodes(graph: Graph): VectorNode[] {
  return graph.nodes.flatMap((node): VectorNode[] => {
    if (REDUCTIONS.test(node.opType)) return [{ node, kind: 'elementwise', counted: node.input[0] }];
    const kind = KINDS.get(node.opType);
    return kind ? [{ node, kind, counted: node.output[0] }] : [];
  });
}

/** The products that a network's vector operations stand between. */
export interface PlacedGemms {
  readonly blocks: readonly string[];
  /** `gemms[i]` describes `nodes[i]`. */
  readonly nodes: readonly GemmNode[];
  readonly gemms: readonly Gemm[];
  readonly blockRules?: readonly BlockRule[];
}

/**
 * What the vector operations of a batch come to for one image. An operation belongs to the block that its name says,
 * else to the head when no named block depends on it, else to the block of the last product that it depends on (the
 * first block when there is none).
 *
 * @param tensors specifications of every node's `counted`, for a batch of `images` images
 * @param path of the network's file, for messages
 */
export function vectorOpsPerImage(
  graph: Graph,
  vectorNodes: readonly VectorNode[],
  placed: PlacedGemms,
  tensors: ReadonlyMap<string, TensorSpec>,
  images: number,
  path: string,
): VectorOp[] {
  const blockOf = blockFinder(graph, placed, path);
  return vectorNodes.map(({ node, kind, counted }) => ({
    block: blockOf(node),
    kind,
    elements: elementCount(tensors.get(counted)?.shape ?? []) / images,
  }));
}

function blockFinder(graph: Graph, { blocks, nodes, gemms, blockRules }: PlacedGemms, path: string) {
  const inNamedBlock = nodes.filter((_, i) => ![EMBED, HEAD].includes(blocks[gemms[i].block]));
  const upstream = ancestors(graph, inNamedBlock);
  const lastProduct = lastProducts(graph, nodes);
  return (node: NodeProto): number => {
    const named = blocks.indexOf(blockOfName(node.name, blockRules, path) ?? '');
    if (named >= 0) return named;
    const head = blocks.indexOf(HEAD);
    if (head >= 0 && !node.output.some((name) => upstream.has(name))) return head;
    const last = lastProduct.get(node.output[0]) ?? -1;
    return last >= 0 ? gemms[last].block : 0;
  };
}

/** For every tensor the last product, in execution order, that it depends on; -1 for none. */
function lastProducts(graph: Graph, nodes: readonly GemmNode[]): ReadonlyMap<string, number> {
  const indices = new Map(nodes.map(({ node }, index) => [node, index]));
  const last = new Map<string, number>();
  for (const node of graph.nodes) {
    const own = indices.get(node) ?? -1;
    const index = node.input.reduce((latest, name) => Math.max(latest, last.get(name) ?? -1), own);
    for (const name of node.output) last.set(name, index);
  }
  return last;
}
