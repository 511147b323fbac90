import type { NodeProto } from 'onnx-buf';
import { type Graph, graphOf } from './graph.js';

/** A piece of the network between two accumulators: runs without interruption. */
export interface Stage {
  readonly nodes: readonly NodeProto[];
  /** Tensors read from the graph's inputs or from earlier stages. */
  readonly inputs: readonly string[];
  /** Tensors left for later stages, for the hook, or as the network's result. */
  readonly outputs: readonly string[];
}

/**
 * Cuts a graph behind every accumulator. A node that makes an accumulator runs as early as its operands allow, every
 * other node as late as its first reader allows, so that few tensors cross a cut. Stages come in execution order.
 *
 * @param accumulators names of the tensors at which the graph is cut
 * @param exposed names of further tensors that are left for the hook; the graph is not cut there
 */
export function partition(
  graph: Graph,
  accumulators: ReadonlySet<string>,
  exposed: ReadonlySet<string> = new Set(),
): Stage[] {
  const stageOf = assignStages(graph, accumulators);
  const count = Math.max(...stageOf.values()) + 1;
  const members = Array.from({ length: count }, (): NodeProto[] => []);
  for (const node of graph.nodes) members[stageOf.get(node) ?? 0].push(node);
  const shown = new Set([...accumulators, ...exposed]);
  return members.map((nodes) => ({ nodes, ...interfaceOf(graph, nodes, shown) }));
}

function assignStages(graph: Graph, accumulators: ReadonlySet<string>): Map<NodeProto, number> {
  const earliest = new Map<NodeProto, number>();
  for (const node of graph.nodes) {
    const ready = node.input.map((name) => {
      const producer = graph.producers.get(name);
      return producer ? (earliest.get(producer) ?? 0) + (accumulators.has(name) ? 1 : 0) : 0;
    });
    earliest.set(node, Math.max(0, ...ready));
  }
  const last = Math.max(...earliest.values());
  const stages = new Map<NodeProto, number>();
  for (const node of [...graph.nodes].reverse()) {
    const isAccumulation = node.output.some((name) => accumulators.has(name));
    const readers = node.output.flatMap((name) => graph.consumers.get(name) ?? []);
    const latest = Math.min(last, ...readers.map((reader) => stages.get(reader) ?? last));
    stages.set(node, isAccumulation ? (earliest.get(node) ?? 0) : latest);
  }
  return stages;
}

function interfaceOf(graph: Graph, nodes: readonly NodeProto[], shown: ReadonlySet<string>) {
  const own = new Set(nodes);
  const made = new Set(nodes.flatMap(({ output }) => output));
  const read = new Set(nodes.flatMap(({ input }) => input));
  const inputs = [...read].filter((name) => name !== '' && !made.has(name) && !graph.initializers.has(name));
  const isResult = new Set(graph.outputs);
  const outputs = [...made].filter(
    (name) =>
      shown.has(name) ||
      isResult.has(name) ||
      (graph.consumers.get(name) ?? []).some((reader) => !own.has(reader)),
  );
  return { inputs, outputs };
}

/** Value infos of the graph's inputs that a stage reads. */
export function graphInputsOf(graph: Graph, stage: Stage) {
  return graphOf(graph.model).input.filter(({ name }) => stage.inputs.includes(name));
}
