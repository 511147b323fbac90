import { bugError } from '../core/errors.js';
import type { Accumulators, SiteHook } from '../core/site.js';
import type { Gemm } from '../core/workload.js';
import { Graph, graphOf } from './graph.js';
import { makeModel, makeValueInfo } from './onnx-build.js';
import { createSession, type Session, type Tensor } from './onnx-session.js';
import { computedOperands, operandView } from './operand-view.js';
import { graphInputsOf, partition, type Stage } from './partition.js';
import { type QuantisedGemm, type QuantisedModel, RANGE_INPUT } from './quantise.js';
import { releaseMemory } from './release-memory.js';
import { allocateShared, allocateTensor } from './stage-buffers.js';
import { ELEMENT_TYPES, outputSpecs, type TensorSpec } from './tensor-spec.js';

/** The values of a network's inputs, by name, and where in the denoising they stand. */
export interface ForwardPass {
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Denoising step, 0 = the noisiest; passed on to the hook. */
  readonly step: number;
  /** Calibration range whose scales apply. */
  readonly range: number;
}

/** A product as the hook meets it. */
interface HookPoint {
  readonly gemm: Gemm;
  /** One view of the accumulators per calibration range: they differ in scale only. */
  readonly views: readonly Accumulators[];
}

interface RunnableStage {
  readonly session: Session;
  readonly fetches: Readonly<Record<string, Tensor>>;
  readonly inputs: readonly string[];
  readonly hookPoints: readonly HookPoint[];
}

/**
 * An INT8 network as a chain of stages, stopped at every INT32 accumulator for the hook. All memory is allocated
 * once; a forward pass allocates nothing. Results equal those of the uncut INT8 graph bit for bit.
 */
export class StagedNetwork {
  private boundFeeds: ForwardPass['feeds'] | null = null;
  private stageFeeds: readonly ForwardPass['feeds'][] = [];

  private constructor(
    private readonly stages: readonly RunnableStage[],
    private readonly tensors: ReadonlyMap<string, Tensor>,
    private readonly range: Tensor,
    private readonly output: string,
  ) {}

  get stageCount(): number {
    return this.stages.length;
  }

  /**
   * @param gemms the products in the order of `quantised.gemms`, with their place in the workload
   * @param images images per batch; the accumulators' leading dimension is divided by it
   * @param observed indices of the products that the hook is to see; the network is cut at these only
   * @param exposeOperands whether the hook is to see operands as well, which costs a copy of each
   */
  static async create(
    quantised: QuantisedModel,
    gemms: readonly Gemm[],
    images: number,
    observed: ReadonlySet<number> = new Set(gemms.map(({ index }) => index)),
    exposeOperands = false,
  ): Promise<StagedNetwork> {
    const graph = new Graph(quantised.model);
    const cuts = quantised.gemms
      .map((product, i) => ({ ...product, gemm: gemms[i] }))
      .filter(({ gemm }) => observed.has(gemm.index));
    const read = cuts.map(({ accumulator, operands }) => ({
      accumulator,
      tensors: exposeOperands ? computedOperands(operands) : [],
    }));
    const exposed = new Set(read.flatMap(({ tensors }) => tensors));
    const stages = partition(graph, new Set(cuts.map(({ accumulator }) => accumulator)), exposed);
    const { sessions, specs } = await createStageSessions(graph, stages);
    const tensors = allocateShared(specs, lifetimes(stages, graph.outputs, read));
    const hookPoints = makeHookPoints(cuts, images, tensors, exposeOperands);
    const runnable = stages.map((stage, i) => ({
      session: sessions[i],
      inputs: stage.inputs,
      fetches: Object.fromEntries(stage.outputs.map((name) => [name, tensorOf(tensors, name)])),
      hookPoints: stage.outputs
        .flatMap((name) => hookPoints.get(name) ?? [])
        .sort((a, b) => a.gemm.index - b.gemm.index),
    }));
    const range = allocateTensor({ name: RANGE_INPUT, type: 'int64', shape: [] });
    return new StagedNetwork(runnable, tensors, range, graph.outputs[0]);
  }

  /**
   * One forward pass.
   *
   * @param hook sees and may change every accumulator before it is requantised
   * @returns the network's output; the array is overwritten by the next pass
   */
  async predict({ feeds, step, range }: ForwardPass, hook?: SiteHook): Promise<Float32Array> {
    (this.range.data as BigInt64Array)[0] = BigInt(range);
    if (feeds !== this.boundFeeds) this.bind(feeds);
    for (const [i, { session, fetches, hookPoints }] of this.stages.entries()) {
      releaseMemory(await session.run(this.stageFeeds[i], fetches));
      if (hook) for (const { gemm, views } of hookPoints) hook({ gemm, step }, views[range]);
    }
    return tensorOf(this.tensors, this.output).data as Float32Array;
  }

  /** Looks every stage's inputs up once: callers feed the same tensors at every step. */
  private bind(feeds: ForwardPass['feeds']): void {
    const given: Readonly<Record<string, Tensor>> = { ...feeds, [RANGE_INPUT]: this.range };
    this.stageFeeds = this.stages.map(({ inputs }) =>
      Object.fromEntries(inputs.map((name) => [name, given[name] ?? tensorOf(this.tensors, name)])),
    );
    this.boundFeeds = feeds;
  }

  async release(): Promise<void> {
    for (const { session } of this.stages) await session.release();
  }
}

function tensorOf(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw bugError(`no stage produces the tensor ${name}`);
  return tensor;
}

/** One session per stage, created in order, because a stage's input types are known from the stages before it. */
async function createStageSessions(graph: Graph, stages: readonly Stage[]) {
  const specs = new Map<string, TensorSpec>();
  const sessions: Session[] = [];
  for (const stage of stages) {
    const used = new Set(stage.nodes.flatMap(({ input }) => input));
    const crossing = stage.inputs.flatMap((name) => specs.get(name) ?? []);
    const model = makeModel(graph.model, {
      nodes: stage.nodes,
      initializers: graphOf(graph.model).initializer.filter(({ name }) => used.has(name)),
      inputs: [
        ...graphInputsOf(graph, stage),
        ...crossing.map(({ name, type, shape }) => makeValueInfo(name, ELEMENT_TYPES[type].onnx, shape)),
      ],
      outputs: stage.outputs.map((name) => makeValueInfo(name)),
    });
    const session = await createSession(model);
    sessions.push(session);
    for (const spec of outputSpecs(session)) specs.set(spec.name, spec);
  }
  return { sessions, specs: [...specs.values()] };
}

/** Tensors that the hook reads beside an accumulator. */
interface HookReads {
  readonly accumulator: string;
  readonly tensors: readonly string[];
}

function lifetimes(stages: readonly Stage[], results: readonly string[], reads: readonly HookReads[]) {
  const first = new Map(stages.flatMap((stage, i) => stage.outputs.map((name) => [name, i] as const)));
  const last = new Map(stages.flatMap((stage, i) => stage.inputs.map((name) => [name, i] as const)));
  for (const { accumulator, tensors } of reads) {
    const hook = first.get(accumulator) ?? 0;
    for (const name of tensors) last.set(name, Math.max(hook, last.get(name) ?? hook));
  }
  for (const name of results) last.set(name, stages.length);
  return (name: string) => ({ first: first.get(name) ?? 0, last: last.get(name) ?? first.get(name) ?? 0 });
}

function makeHookPoints(
  cuts: readonly (Omit<QuantisedGemm, 'gemm'> & { readonly gemm: Gemm })[],
  images: number,
  tensors: ReadonlyMap<string, Tensor>,
  exposeOperands: boolean,
): Map<string, HookPoint> {
  return new Map(
    cuts.map(({ accumulator, gemm, scales, outputRanges, operands }) => {
      const result = tensorOf(tensors, accumulator);
      const data = result.data as Int32Array;
      const views = scales.map((scale, range) => ({
        data,
        images,
        scale,
        outputRange: outputRanges[range],
        ...(exposeOperands && { operands: operandView(operands, gemm, range, result.dims, tensors) }),
      }));
      return [accumulator, { gemm, views }];
    }),
  );
}
