import { AttributeProto_AttributeType as AttributeType, type NodeProto, type TensorProto } from 'onnx-buf';
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

/** Operators that multiply and accumulate; of these only MatMul and Gemm have an INT8 form here yet. */
const PRODUCTS = /MatMul|Gemm|Conv|Einsum|Attention|LSTM|GRU|RNN/;

/**
 * All matrix products of a simplified network, in the graph's order.
 *
 * @throws InputError naming the first operator that Leeway cannot execute in INT8, and its node
 */
export function findGemms(graph: Graph, path: string): GemmNode[] {
  const gemms = graph.nodes.flatMap((node) => {
    if (node.opType === 'MatMul') return [matMul(graph, node)];
    if (node.opType === 'Gemm') return [gemm(graph, node, path)];
    requireSupported(node, path);
    return [];
  });
  if (gemms.length === 0)
    throw inputError(
      `${path}: expected a network with at least one MatMul or Gemm, got none; nothing could be undervolted`,
    );
  return gemms;
}

function requireSupported(node: NodeProto, path: string): void {
  const where = `${path}: node ${node.name}: operator ${node.opType}`;
  if (PRODUCTS.test(node.opType) && !isRearrangement(node)) {
    throw inputError(
      `${where} is not supported; expected a network whose products are MatMul or Gemm, export it with such operators`,
    );
  }
  if (node.attribute.some(({ type }) => type === AttributeType.GRAPH)) {
    throw inputError(
      `${where} is not supported; expected a network without branches and loops, export it for fixed input sizes`,
    );
  }
}

/** An Einsum with one operand only moves or sums data. */
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
        'expected alpha = beta = 1, an untransposed left operand and a constant right one, export it as MatMul',
    );
  }
  return {
    node,
    a,
    b,
    weight,
    transposed: attributeOf(node, 'transB') === 1,
    bias: bias || null,
    output: node.output[0],
    probabilities: isSoftmax(graph, a),
  };
}

/** Follows data movement back to a Softmax. */
function isSoftmax(graph: Graph, tensor: string): boolean {
  const producer = graph.producers.get(tensor);
  if (!producer) return false;
  if (producer.opType === 'Softmax') return true;
  const moves = ['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity'].includes(producer.opType);
  return moves && isSoftmax(graph, producer.input[0]);
}
