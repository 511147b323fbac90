import { beforeAll, describe, expect, it } from 'vitest';
import { quantiseDenoiser } from '../../src/network/denoiser.js';
import { probeWeightType } from '../../src/network/kernel-probe.js';
import { broadcast } from '../../src/network/operand-view.js';
import { StagedNetwork } from '../../src/network/staged-network.js';
import { bits, createStaged, type Prepared, prepare, randomFeeds } from './execution.js';
import { openShipped } from './shipped-network.js';
import { tinyTransformer } from './tiny-transformer.js';

const WEIGHT_TYPES = ['int8', 'uint8'] as const;

const exposing = (
  { denoiser, calibration }: Prepared,
  type: (typeof WEIGHT_TYPES)[number],
  observed?: ReadonlySet<number>,
) =>
  StagedNetwork.create(
    quantiseDenoiser(denoiser, calibration, type),
    denoiser.gemms,
    denoiser.images,
    observed,
    true,
  );

/**
 * Compares sums of products with the true accumulators (every `stride`-th word), as the processor's exact kernel computes
 * them, and goes on with these: the other weight type's kernel may saturate.
 */
async function expectSums(prepared: Prepared, staged: StagedNetwork, range: number, stride: number) {
  const pass = { feeds: randomFeeds(prepared.denoiser, 2), step: 0, range };
  const exact = await createStaged(prepared);
  const accumulators = new Map<number, Int32Array>();
  await exact.predict(pass, ({ gemm }, { data }) => {
    accumulators.set(gemm.index, data.slice());
  });
  await exact.release();
  const checked = new Set<string>();
  await staged.predict(pass, ({ gemm }, { data, operands }) => {
    const expected = accumulators.get(gemm.index);
    if (!operands || !expected) throw new Error(`${gemm.name}: nothing to compare`);
    for (let word = gemm.index % stride; word < data.length; word += stride) {
      let sum = 0;
      for (let k = 0; k < gemm.depth; k++) sum += operands.product(word, k);
      if (sum !== expected[word])
        throw new Error(`${gemm.name}: word ${word}: ${sum}, not ${expected[word]}`);
    }
    data.set(expected);
    checked.add(`${gemm.index} ${gemm.weights}`);
  });
  return checked;
}

describe('operands of a test network', () => {
  let prepared: Prepared;

  beforeAll(async () => {
    prepared = await prepare(tinyTransformer(18), 3, 2);
  });

  it.each(WEIGHT_TYPES)(
    'multiply and add up to every accumulator, in each range (%s weights)',
    async (type) => {
      const staged = await exposing(prepared, type);
      for (const range of [0, 1]) {
        const checked = await expectSums(prepared, staged, range, 1);
        expect(checked.size).toBe(prepared.denoiser.gemms.length);
        expect([...checked].some((name) => name.endsWith('dynamic'))).toBe(true);
        expect([...checked].some((name) => name.endsWith('static'))).toBe(true);
      }
      await staged.release();
    },
  );

  it('are right when some products alone are observed, and change no result', async () => {
    const feeds = randomFeeds(prepared.denoiser, 3);
    const plain = await createStaged(prepared);
    const expected = bits(await plain.predict({ feeds, step: 0, range: 0 }));
    const type = await probeWeightType();
    for (const observed of [undefined, new Set([0, 3, 8, 9, 15])]) {
      const staged = await exposing(prepared, type, observed);
      expect((await expectSums(prepared, staged, 0, 1)).size).toBe(
        observed?.size ?? prepared.denoiser.gemms.length,
      );
      expect(bits(await staged.predict({ feeds, step: 0, range: 0 }))).toEqual(expected);
      await staged.release();
    }
    await plain.release();
  });

  it('are not there unless asked for', async () => {
    const plain = await createStaged(prepared);
    await plain.predict(
      { feeds: randomFeeds(prepared.denoiser, 1), step: 0, range: 0 },
      (_, { operands }) => {
        expect(operands).toBeUndefined();
      },
    );
    await plain.release();
  });
});

describe('operands of the shipped network', () => {
  let prepared: Prepared;

  beforeAll(async () => {
    prepared = await prepare(openShipped().file, 1, 2);
  });

  it.each(WEIGHT_TYPES)('multiply and add up to accumulators of every product (%s weights)', async (type) => {
    const staged = await exposing(prepared, type);
    const checked = await expectSums(prepared, staged, 1, 97);
    expect(checked.size).toBe(prepared.denoiser.gemms.length);
    await staged.release();
  });
});

describe('broadcast', () => {
  it('aligns leading dimensions at the right and repeats those that are 1 or missing', () => {
    expect([...broadcast([2, 3, 8, 8], [2, 3, 8, 4])]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...broadcast([2, 3, 8, 8], [3, 8, 4])]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...broadcast([2, 3, 8, 8], [2, 1, 8, 4])]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...broadcast([2, 3, 8, 8], [8, 4])]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...broadcast([8, 8], [8, 4])]).toEqual([0]);
  });
});
