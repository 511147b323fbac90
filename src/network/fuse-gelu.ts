import type { ModelProto, NodeProto } from 'onnx-buf';
import { Graph, graphOf } from './graph.js';
import { floatValues, makeNode } from './onnx-build.js';

const SQRT_2_OVER_PI = 0.7978845608028654;
const CUBIC = 0.044715;

/**
 * Replaces each decomposed tanh-GELU, 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), by onnxruntime's FastGelu:
 * one pass over memory instead of eight. Exporters write the product's factors in any order, so the pattern is
 * matched as a set of nodes around the Tanh whose constants are checked; anything else is left alone.
 */
export function fuseTanhGelu(model: ModelProto): void {
  const graph = new Graph(model);
  const replacements = new Map<NodeProto, NodeProto | null>();
  for (const tanh of graph.nodes.filter(({ opType }) => opType === 'Tanh')) {
    const match = matchGelu(graph, tanh);
    if (!match || !isSelfContained(graph, match)) continue;
    for (const node of match.nodes) replacements.set(node, null);
    const { input, last } = match;
    replacements.set(
      last,
      makeNode('FastGelu', `${tanh.name}/FastGelu`, [input], last.output, {}, 'com.microsoft'),
    );
  }
  const proto = graphOf(model);
  proto.node = proto.node.flatMap((node) => {
    const replacement = replacements.get(node);
    return replacement === undefined ? [node] : replacement === null ? [] : [replacement];
  });
}

/** Whether nothing outside the pattern reads one of its intermediate results. */
function isSelfContained(graph: Graph, { nodes, last }: GeluMatch): boolean {
  return [...nodes].every(
    (node) =>
      node === last ||
      node.output.every(
        (name) =>
          !graph.outputs.includes(name) &&
          (graph.consumers.get(name) ?? []).every((reader) => nodes.has(reader)),
      ),
  );
}

interface GeluMatch {
  readonly input: string;
  readonly nodes: ReadonlySet<NodeProto>;
  readonly last: NodeProto;
}

function matchGelu(graph: Graph, tanh: NodeProto): GeluMatch | null {
  const inner = innerPart(graph, tanh.input[0]);
  const outer = inner && outerPart(graph, tanh.output[0], inner.input);
  if (!inner || !outer) return null;
  return { input: inner.input, nodes: new Set([...inner.nodes, tanh, ...outer.nodes]), last: outer.last };
}

/** sqrt(2/pi) * (x + 0.044715 * x^3), with x^3 as Pow or as products. */
function innerPart(graph: Graph, tensor: string): { input: string; nodes: NodeProto[] } | null {
  const scale = constantOperand(graph, graph.producers.get(tensor), 'Mul');
  if (!scale || !near(scale.constant, SQRT_2_OVER_PI)) return null;
  const sum = graph.producers.get(scale.other);
  if (sum?.opType !== 'Add') return null;
  for (const [input, cubicTensor] of [sum.input, [...sum.input].reverse()]) {
    const cubic = cubicTerm(graph, cubicTensor, input);
    if (cubic) return { input, nodes: [scale.node, sum, ...cubic] };
  }
  return null;
}

/** Nodes of 0.044715 * x^3 for the given x, or null. */
function cubicTerm(graph: Graph, tensor: string, x: string): NodeProto[] | null {
  const scaled = constantOperand(graph, graph.producers.get(tensor), 'Mul');
  if (!scaled || !near(scaled.constant, CUBIC)) return null;
  const cube = graph.producers.get(scaled.other);
  if (cube?.opType === 'Pow' && cube.input[0] === x && near(scalar(graph, cube.input[1]) ?? Number.NaN, 3)) {
    return [scaled.node, cube];
  }
  if (cube?.opType !== 'Mul' || !cube.input.includes(x)) return null;
  const square = graph.producers.get(cube.input.find((name) => name !== x) ?? '');
  const isSquare = square?.opType === 'Mul' && square.input.every((name) => name === x);
  return isSquare ? [scaled.node, cube, square] : null;
}

/** 0.5 * x * (1 + tanh), the factors in any order. */
function outerPart(graph: Graph, tensor: string, x: string): { nodes: NodeProto[]; last: NodeProto } | null {
  const plusOne = graph.soleConsumer(tensor);
  const one = constantOperand(graph, plusOne ?? undefined, 'Add');
  if (!plusOne || !one || !near(one.constant, 1)) return null;
  const first = graph.soleConsumer(plusOne.output[0]);
  if (first?.opType !== 'Mul') return null;
  const factor = first.input.find((name) => name !== plusOne.output[0]) ?? '';
  const halfX = constantOperand(graph, graph.producers.get(factor), 'Mul');
  if (halfX && near(halfX.constant, 0.5) && halfX.other === x)
    return { nodes: [plusOne, halfX.node, first], last: first };
  const last = graph.soleConsumer(first.output[0]);
  const rest = last && constantOperand(graph, last, 'Mul');
  if (last && factor === x && rest && near(rest.constant, 0.5))
    return { nodes: [plusOne, first, last], last };
  const half = scalar(graph, factor);
  if (last?.opType === 'Mul' && half !== null && near(half, 0.5) && last.input.includes(x)) {
    return { nodes: [plusOne, first, last], last };
  }
  return null;
}

interface ConstantOperand {
  readonly node: NodeProto;
  readonly constant: number;
  readonly other: string;
}

function constantOperand(graph: Graph, node: NodeProto | undefined, opType: string): ConstantOperand | null {
  if (node?.opType !== opType) return null;
  for (const [constantName, other] of [node.input, [...node.input].reverse()]) {
    const constant = scalar(graph, constantName);
    if (constant !== null) return { node, constant, other };
  }
  return null;
}

/** The value of a constant that is a single number; one of higher rank could add dimensions to the result. */
function scalar(graph: Graph, name: string): number | null {
  const tensor = graph.initializers.get(name);
  const values = tensor && tensor.dims.length <= 1 && floatValues(tensor);
  return values && values.length === 1 ? values[0] : null;
}

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-4 * Math.abs(b);
