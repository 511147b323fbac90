import type { GraphProto, ModelProto, NodeProto, TensorProto } from 'onnx-buf';
import { bugError } from '../core/errors.js';

/** A model's graph with its look-ups; the nodes are in topological order, as ONNX demands. */
export class Graph {
  readonly nodes: readonly NodeProto[];
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Node that produces a tensor. */
  readonly producers: ReadonlyMap<string, NodeProto>;
  /** Nodes that read a tensor. */
  readonly consumers: ReadonlyMap<string, readonly NodeProto[]>;

  constructor(readonly model: ModelProto) {
    const graph = graphOf(model);
    this.nodes = graph.node;
    this.initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    this.producers = new Map(graph.node.flatMap((node) => named(node.output).map((name) => [name, node])));
    const consumers = new Map<string, NodeProto[]>();
    for (const node of graph.node) {
      for (const name of named(node.input)) {
        const readers = consumers.get(name);
        if (readers) readers.push(node);
        else consumers.set(name, [node]);
      }
    }
    this.consumers = consumers;
  }

  get proto(): GraphProto {
    return graphOf(this.model);
  }

  get outputs(): readonly string[] {
    return this.proto.output.map(({ name }) => name);
  }

  /** The single reader of a tensor, or null when it has several, none, or leaves the graph. */
  soleConsumer(tensor: string): NodeProto | null {
    const readers = this.consumers.get(tensor) ?? [];
    return readers.length === 1 && !this.outputs.includes(tensor) ? readers[0] : null;
  }
}

/** Without the empty names that stand for operands and results which are left out. */
const named = (tensors: readonly string[]) => tensors.filter((name) => name !== '');

export function graphOf(model: ModelProto): GraphProto {
  if (!model.graph) throw bugError('an ONNX model without a graph got past the reader');
  return model.graph;
}
