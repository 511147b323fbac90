import { clone } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Site, SiteHook } from '../../src/core/site.js';
import { accumulatorWords } from '../../src/core/workload.js';
import { Graph, graphOf } from '../../src/network/graph.js';
import { floatValues, makeNode, makeTensor } from '../../src/network/onnx-build.js';
import { Tensor } from '../../src/network/onnx-session.js';
import { RANGE_INPUT } from '../../src/network/quantise.js';
import type { StagedNetwork } from '../../src/network/staged-network.js';
import { WholeNetwork } from '../../src/network/whole-network.js';
import {
  bits,
  calibrationDraw,
  createStaged,
  expectCutEqualsUncut,
  type Feeds,
  type Prepared,
  prepare,
  quantisationError,
  randomFeeds,
  rangeTensor,
  relativeError,
  runWhole,
} from './execution.js';
import { tinyTransformer } from './tiny-transformer.js';

const IMAGES = 3;
const ROWS_PER_IMAGE = 2;

/** Flips about one bit in 10 words, anywhere in 0..30; the same ones for the same product and image. */
function flips(gemm: Site['gemm'], image: number): Int32Array {
  const random = new RandomStream(5, 'fault', { site: gemm.index, image });
  return Int32Array.from({ length: accumulatorWords(gemm) }, () =>
    random.integer(10) === 0 ? 1 << random.integer(31) : 0,
  );
}

/** Applies {@link flips}, taking the batch for images `first`, `first + 1`, ... */
const corruptFrom =
  (first: number): SiteHook =>
  ({ gemm }, { data, images }) => {
    const words = accumulatorWords(gemm);
    for (let i = 0; i < images; i++) {
      flips(gemm, first + i).forEach((mask, word) => {
        data[i * words + word] ^= mask;
      });
    }
  };

/** The feeds of one image of a batch. */
function feedsOfImage(feeds: Feeds, image: number): Feeds {
  const entries = Object.entries(feeds).map(([name, { type, data, dims }]) => {
    const length = data.length / IMAGES;
    const values = (data as Float32Array).slice(image * length, (image + 1) * length);
    return [name, new Tensor(type as 'float32', values, [dims[0] / IMAGES, ...dims.slice(1)])] as const;
  });
  return Object.fromEntries(entries);
}

/** The INT8 graph with the corruption of {@link corruptFrom} written into it as nodes. */
function withFlips({ quantised, denoiser }: Prepared): ModelProto {
  const model = clone(ModelProtoSchema, quantised.model);
  const graph = graphOf(model);
  quantised.gemms.forEach(({ accumulator }, i) => {
    const gemm = denoiser.gemms[i];
    const masks = Int32Array.from(
      Array.from({ length: IMAGES }, (_, image) => [...flips(gemm, image)]).flat(),
    );
    graph.initializer.push(makeTensor(`${accumulator}/flat_mask`, [masks.length], masks));
    const at = graph.node.findIndex(({ output }) => output[0] === accumulator);
    graph.node[at].output[0] = `${accumulator}/clean`;
    const shape = [`${accumulator}/clean`];
    graph.node.splice(
      at + 1,
      0,
      makeNode('Shape', `${accumulator}/shape`, shape, [`${accumulator}/shape`]),
      makeNode(
        'Reshape',
        `${accumulator}/reshape`,
        [`${accumulator}/flat_mask`, `${accumulator}/shape`],
        [`${accumulator}/mask`],
      ),
      makeNode('BitwiseXor', `${accumulator}/xor`, [...shape, `${accumulator}/mask`], [accumulator]),
    );
  });
  return model;
}

describe('a network cut at its accumulators', () => {
  // Operator set 18 has BitwiseXor, by which the uncut graph is corrupted.
  const file = tinyTransformer(18);
  let prepared: Prepared;
  let staged: StagedNetwork;

  beforeAll(async () => {
    prepared = await prepare(file, IMAGES, ROWS_PER_IMAGE);
    staged = await createStaged(prepared);
  });
  afterAll(() => staged.release());

  const predict = (network: StagedNetwork, feeds: Feeds, range: number, hook?: SiteHook) =>
    network.predict({ feeds, step: 0, range }, hook).then(bits);

  it('computes what the network computes, but for rounding to INT8', async () => {
    expect(await quantisationError(prepared)).toBeLessThan(0.05);
  });

  it.each([14, 18])('gives the bits of the uncut graph (operator set %s)', async (opset) => {
    for (const images of [1, IMAGES]) {
      await expectCutEqualsUncut(await prepare(tinyTransformer(opset), images, ROWS_PER_IMAGE));
    }
  });

  it('gives the bits of the uncut graph when cut at some products only', async () => {
    for (const observed of [new Set<number>(), new Set([4]), new Set([0, 3, 8, 9, 15])]) {
      await expectCutEqualsUncut(prepared, observed);
    }
  });

  it('shows the hook every accumulator once, after all that it depends on, in the shape it promises', async () => {
    const graph = new Graph(prepared.quantised.model);
    const seen: string[] = [];
    const indices: number[] = [];
    const hook: SiteHook = ({ gemm, step }, accumulators) => {
      const { accumulator, scales, outputRanges } = prepared.quantised.gemms[gemm.index];
      const before = new Set(seen);
      for (const tensor of upstream(graph, accumulator)) {
        if (tensor.endsWith('/accumulator'))
          expect(before, `${accumulator} before ${tensor}`).toContain(tensor);
      }
      expect(step).toBe(7);
      expect(accumulators.images).toBe(IMAGES);
      expect(accumulators.data.length).toBe(IMAGES * gemm.count * gemm.rows * gemm.cols);
      expect(accumulators.scale).toEqual(scales[1]);
      expect([1, gemm.cols]).toContain(accumulators.scale.length);
      expect(accumulators.outputRange).toBe(outputRanges[1]);
      expect(gemm).toBe(prepared.denoiser.gemms[gemm.index]);
      seen.push(accumulator);
      indices.push(gemm.index);
    };
    for (let pass = 1; pass <= 2; pass++) {
      seen.length = 0;
      indices.length = 0;
      await staged.predict({ feeds: randomFeeds(prepared.denoiser, pass), step: 7, range: 1 }, hook);
      expect(indices.toSorted((a, b) => a - b)).toEqual(prepared.denoiser.gemms.map(({ index }) => index));
    }
  });

  it('shows the hook only the products that are observed', async () => {
    const observed = new Set([2, 5, 11]);
    const some = await createStaged(prepared, observed);
    expect(some.stageCount).toBeLessThan(staged.stageCount);
    const seen: number[] = [];
    await some.predict({ feeds: randomFeeds(prepared.denoiser, 1), step: 0, range: 0 }, ({ gemm }) => {
      seen.push(gemm.index);
    });
    expect(seen).toEqual([...observed]);
    await some.release();
  });

  it('shows accumulators whose units are worth what they are said to be', async () => {
    const { denoiser } = prepared;
    const node = denoiser.nodes.find((gemm) => gemm.node.name.startsWith('/pos_embed/proj'));
    const weights = node?.weight && floatValues(node.weight);
    const feeds = randomFeeds(denoiser, calibrationDraw(0));
    let got = new Float32Array();
    await staged.predict({ feeds, step: 0, range: 0 }, ({ gemm }, { data, scale }) => {
      if (gemm.name === node?.node.name)
        got = Float32Array.from(data, (word, i) => word * scale[i % scale.length]);
    });
    // The first product's left operand is the sample itself, in rows of 4.
    const [depth, cols] = [4, 8];
    const sample = feeds.sample.data as Float32Array;
    const expected = new Float32Array((sample.length / depth) * cols);
    expected.forEach((_, i) => {
      const [row, col] = [Math.floor(i / cols), i % cols];
      for (let k = 0; k < depth; k++)
        expected[i] += sample[row * depth + k] * (weights?.[k * cols + col] ?? 0);
    });
    expect(got).toHaveLength(expected.length);
    expect(relativeError(got, expected)).toBeLessThan(0.02);
  });

  it('computes on with what the hook leaves, as if the change were part of the graph', async () => {
    const corrupted = await WholeNetwork.create(withFlips(prepared));
    for (let range = 0; range < 2; range++) {
      const feeds = randomFeeds(prepared.denoiser, 3);
      const expected = await runWhole(corrupted, { ...feeds, [RANGE_INPUT]: rangeTensor(range) });
      expect(await predict(staged, feeds, range, corruptFrom(0))).toEqual(bits(expected));
      expect(await predict(staged, feeds, range)).not.toEqual(bits(expected));
    }
    await corrupted.release();
  });

  it('gives each image what it gives it alone, also when the hook corrupts it', async () => {
    const alone = await prepare(file, 1, ROWS_PER_IMAGE, prepared.calibration);
    const single = await createStaged(alone);
    const feeds = randomFeeds(prepared.denoiser, 4);
    for (const corrupt of [false, true]) {
      const together = await predict(staged, feeds, 0, corrupt ? corruptFrom(0) : undefined);
      const length = together.length / IMAGES;
      for (let image = 0; image < IMAGES; image++) {
        const hook = corrupt ? corruptFrom(image) : undefined;
        const expected = await predict(single, feedsOfImage(feeds, image), 0, hook);
        expect(together.slice(image * length, (image + 1) * length)).toEqual(expected);
      }
    }
    await single.release();
  });

  it('forgets a pass before the next one', async () => {
    const feeds = randomFeeds(prepared.denoiser, 1);
    const clean = await predict(staged, feeds, 0);
    await predict(staged, randomFeeds(prepared.denoiser, 2), 1, corruptFrom(0));
    expect(await predict(staged, feeds, 0)).toEqual(clean);
  });

  it('allocates its memory once', async () => {
    const feeds = randomFeeds(prepared.denoiser, 1);
    const results = new Set<Float32Array>();
    const buffers = new Set<Int32Array>();
    for (let step = 0; step < 3; step++) {
      const result = await staged.predict({ feeds, step, range: step % 2 }, (_, { data }) => {
        buffers.add(data);
      });
      results.add(result);
      expect(result.every(Number.isFinite)).toBe(true);
    }
    expect(results.size).toBe(1);
    expect(buffers.size).toBe(prepared.denoiser.gemms.length);
  });

  it('reads its inputs anew at every pass', async () => {
    const feeds = randomFeeds(prepared.denoiser, 1);
    const before = await predict(staged, feeds, 0);
    (feeds.sample.data as Float32Array).set(randomFeeds(prepared.denoiser, 2).sample.data as Float32Array);
    expect(await predict(staged, feeds, 0)).not.toEqual(before);
  });

  it('selects its scales by range', async () => {
    const feeds = randomFeeds(prepared.denoiser, 1);
    expect(await predict(staged, feeds, 0)).not.toEqual(await predict(staged, feeds, 1));
  });
});

/** Names of all tensors that a tensor depends on. */
function upstream(graph: Graph, tensor: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(graph.producers.get(tensor)?.input ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(graph.producers.get(name)?.input ?? []));
  }
  return seen;
}
