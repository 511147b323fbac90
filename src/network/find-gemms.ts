import type { NodeProto, TensorProto } from 'onnx-buf';
import { inputError } from '../core/errors.js';
import type { Graph } from './graph.js';
import { attributeOf } from './onnx-build.js';

/** A matrix product of the network, before quantisation. */
export interface GemmNode {
  readonly node: NodeProto;
  /** Left operand, `... x rows x depth`. */
  readonly a: string;
  /** Right operand: a weight tensor (static) or a computed one (dynamic). */
  readonly b: string;
  readonly weight: TensorProto | null;
  /** Whether a weight is stored `cols x depth`. */
  readonly transposed: boolean;
  readonly bias: string | null;
  readonly output: string;
  /** Whether the left operand is a softmax output, in [0, 1] by construction. */
  readonly probabilities: boolean;
}

/** Operators that multiply and accumulate but have no INT8 form here yet. */
const UNSUPPORTED = new Set([
  'Conv',
  'ConvTranspose',
  'Einsum',
  'LSTM',
  'GRU',
  'RNN',
  'Attention',
  'MultiHeadAttention',
]);
const CONTROL_FLOW = new Set(['If', 'Loop', 'Scan']);

/**
 * All matrix products of a simplified network, in the graph's order.
 *
 * @throws InputError naming the first operator that Leeway cannot execute in INT8, and its node
 */
export function findGemms(graph: Graph, path: string): GemmNode[] {
  const gemms = graph.nodes.flatMap((node) => {
    if (node.opType === 'MatMul') return [matMul(graph, node)];
    if (node.opType === 'Gemm') return [gemm(graph, node, path)];
    if (UNSUPPORTED.has(node.opType) && !isRearrangement(node)) throw unsupportedOperator(path, node);
    if (CONTROL_FLOW.has(node.opType)) throw unsupportedOperator(path, node);
    return [];
  });
  if (gemms.length === 0)
    throw inputError(`${path}: the network holds no MatMul or Gemm; nothing could be undervolted`);
  return gemms;
}

function unsupportedOperator(path: string, node: NodeProto): Error {
  return inputError(
    `${path}: node ${node.name}: operator ${node.opType} is not supported; ` +
      'expected a network whose products are MatMul or Gemm, export it with such operators',
  );
}

/** An Einsum with one operand only moves data. */
const isRearrangement = (node: NodeProto) => node.opType === 'Einsum' && node.input.length === 1;

function matMul(graph: Graph, node: NodeProto): GemmNode {
  const [a, b] = node.input;
  const weight = graph.initializers.get(b);
  return {
    node,
    a,
    b,
    weight: weight?.dims.length === 2 ? weight : null,
    transposed: false,
    bias: null,
    output: node.output[0],
    probabilities: isSoftmax(graph, a),
  };
}

function gemm(graph: Graph, node: NodeProto, path: string): GemmNode {
  const [a, b, bias] = node.input;
  const scaled = (attributeOf(node, 'alpha') ?? 1) !== 1 || (attributeOf(node, 'beta') ?? 1) !== 1;
  const weight = graph.initializers.get(b) ?? null;
  if (scaled || attributeOf(node, 'transA') || !weight) {
    throw inputError(
      `${path}: node ${node.name}: this form of Gemm is not supported; ` +
        'expected alpha = beta = 1, an untransposed left operand and a constant right one',
    );
  }
  const transposed = attributeOf(node, 'transB') === 1;
  return { node, a, b, weight, transposed, bias: bias || null, output: node.output[0], probabilities: false };
}

/** Follows data movement back to a Softmax. */
function isSoftmax(graph: Graph, tensor: string): boolean {
  const producer = graph.producers.get(tensor);
  if (!producer) return false;
  if (producer.opType === 'Softmax') return true;
  const moves = ['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity'].includes(producer.opType);
  return moves && isSoftmax(graph, producer.input[0]);
}
