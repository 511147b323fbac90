import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Graph } from '../../src/network/graph.js';
import { DataType, makeModel, makeNode, makeValueInfo } from '../../src/network/onnx-build.js';
import { partition, type Stage } from '../../src/network/partition.js';
import { prepare } from './execution.js';
import { emptyModel } from './network-builder.js';
import { openShipped } from './shipped-network.js';
import { tinyTransformer } from './tiny-transformer.js';

/** What is wrong with a chain of stages. */
function problemsOf(graph: Graph, stages: readonly Stage[], accumulators: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const demand = (met: boolean, problem: string) => {
    if (!met) problems.push(problem);
  };
  const placed = stages.flatMap(({ nodes }) => nodes);
  demand(placed.length === graph.nodes.length, 'another number of nodes');
  for (const node of graph.nodes) demand(placed.includes(node), `${node.name} is in no stage`);
  const available = new Set([...graph.proto.input.map(({ name }) => name), ...graph.initializers.keys(), '']);
  stages.forEach(({ nodes, inputs, outputs }, i) => {
    demand(nodes.length > 0, `stage ${i} is empty`);
    for (const name of inputs) demand(available.has(name), `input ${name} of stage ${i} is not there yet`);
    const given = new Set([...inputs, ...graph.initializers.keys(), '']);
    const made = new Set<string>();
    for (const node of nodes) {
      for (const name of node.input) {
        demand(made.has(name) || given.has(name), `${node.name} reads ${name} before it is made`);
        demand(!(made.has(name) && accumulators.has(name)), `${name} is read in the stage that makes it`);
      }
      for (const name of node.output) made.add(name);
    }
    for (const name of outputs) {
      demand(made.has(name), `stage ${i} does not make its output ${name}`);
      available.add(name);
    }
    for (const name of made) {
      demand(outputs.includes(name) || !accumulators.has(name), `accumulator ${name} is not an output`);
    }
  });
  for (const name of graph.outputs) demand(available.has(name), `the result ${name} is lost`);
  return problems;
}

/** A graph whose node i reads the tensors of `reads[i]`: -1 the input, j node j; some read nothing twice over. */
function graphOfReads(reads: readonly (readonly number[])[]): Graph {
  const tensor = (i: number) => (i < 0 ? 'x' : `t${i}`);
  const nodes = reads.map((inputs, i) => makeNode('Add', `n${i}`, inputs.map(tensor), [tensor(i)]));
  const parts = { nodes, initializers: [], inputs: [makeValueInfo('x', DataType.FLOAT)], outputs: [] };
  const model = makeModel(emptyModel(), { ...parts, outputs: [makeValueInfo(tensor(reads.length - 1))] });
  return new Graph(model);
}

const randomGraphs = fc
  .array(fc.tuple(fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }), fc.boolean()), {
    minLength: 1,
    maxLength: 25,
  })
  .map((entries) => ({
    // Each read falls on one of the nodes before, or on the input.
    reads: entries.map(([picks], i) => picks.map((pick) => (pick % (i + 1)) - 1)),
    accumulators: new Set(entries.flatMap(([, cut], i) => (cut ? [`t${i}`] : []))),
  }));

describe('partition', () => {
  it('is sound for any graph and any choice of accumulators', () => {
    fc.assert(
      fc.property(randomGraphs, ({ reads, accumulators }) => {
        const graph = graphOfReads(reads);
        expect(problemsOf(graph, partition(graph, accumulators), accumulators)).toEqual([]);
      }),
    );
  });

  it('leaves a graph without accumulators whole', () => {
    expect(partition(graphOfReads([[-1], [0], [1]]), new Set())).toHaveLength(1);
  });

  it('cuts a chain behind every accumulator', () => {
    const stages = partition(graphOfReads([[-1], [0], [1], [2]]), new Set(['t0', 't2']));
    expect(stages.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([['n0'], ['n1', 'n2'], ['n3']]);
  });

  it('runs independent products in one stage, and other nodes as late as their readers allow', () => {
    // n0 and n1 accumulate; n2 is read by the last node only, so it waits for it and nothing crosses a cut for it.
    const stages = partition(graphOfReads([[-1], [-1], [-1], [0, 1, 2]]), new Set(['t0', 't1']));
    expect(stages.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([
      ['n0', 'n1'],
      ['n2', 'n3'],
    ]);
    expect(stages[1].inputs).toEqual(['x', 't0', 't1']);
  });

  it('lets a left-out result feed no left-out operand', () => {
    const nodes = [
      makeNode('Dropout', 'drop', ['x'], ['d', '']),
      makeNode('MatMulInteger', 'product', ['d', 'd'], ['acc']),
      makeNode('Clip', 'clip', ['acc', '', 'x'], ['y']),
    ];
    const inputs = [makeValueInfo('x', DataType.FLOAT)];
    const model = makeModel(emptyModel(), { nodes, initializers: [], inputs, outputs: [makeValueInfo('y')] });
    const graph = new Graph(model);
    const stages = partition(graph, new Set(['acc']));
    expect(problemsOf(graph, stages, new Set(['acc']))).toEqual([]);
    expect(stages.flatMap((stage) => [...stage.inputs, ...stage.outputs])).not.toContain('');
  });

  describe('on whole networks', () => {
    const quantised: { name: string; graph: Graph; accumulators: string[] }[] = [];

    beforeAll(async () => {
      const networks = { tiny: tinyTransformer(), 'dit-fashion': openShipped().file };
      for (const [name, file] of Object.entries(networks)) {
        const { quantised: int8 } = await prepare(file, 2);
        quantised.push({
          name,
          graph: new Graph(int8.model),
          accumulators: int8.gemms.map(({ accumulator }) => accumulator),
        });
      }
    });

    it('is sound when cut everywhere and when cut at some products', () => {
      for (const { graph, accumulators } of quantised) {
        for (const every of [1, 2, 5, accumulators.length]) {
          const some = new Set(accumulators.filter((_, i) => i % every === 0));
          const stages = partition(graph, some);
          expect(problemsOf(graph, stages, some)).toEqual([]);
          expect(stages.length).toBeGreaterThan(1);
        }
      }
    });
  });
});
