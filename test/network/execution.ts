import { expect } from 'vitest';
import { type Calibration, CalibrationRecorder } from '../../src/network/calibration.js';
import { type Denoiser, prepareDenoiser, quantiseDenoiser } from '../../src/network/denoiser.js';
import { graphOf } from '../../src/network/graph.js';
import { probeWeightType } from '../../src/network/kernel-probe.js';
import { DataType } from '../../src/network/onnx-build.js';
import type { OnnxFile } from '../../src/network/onnx-file.js';
import { Tensor } from '../../src/network/onnx-session.js';
import { RANGE_INPUT } from '../../src/network/quantise.js';
import { StagedNetwork } from '../../src/network/staged-network.js';
import { WholeNetwork } from '../../src/network/whole-network.js';
import { normalValues } from './network-builder.js';

export type Feeds = Readonly<Record<string, Tensor>>;

/** Static dimensions of the inputs that have no value yet, by name, with the leading one replaced by `rows`. */
export function batchDims({ model }: OnnxFile, rows: number): Map<string, readonly number[]> {
  const constants = new Set(graphOf(model).initializer.map(({ name }) => name));
  return new Map(
    graphOf(model).input.flatMap(({ name, type }) => {
      if (constants.has(name) || type?.value.case !== 'tensorType') return [];
      const dims = (type.value.value.shape?.dim ?? []).map(({ value }) => Number(value.value));
      return [[name, dims.map((size, i) => (i === 0 ? rows : size))] as const];
    }),
  );
}

/** Normal values for float inputs, 0..9 for integer ones; `draw` names the values. */
export function randomFeeds(denoiser: Denoiser, draw: number): Feeds {
  const feeds = graphOf(denoiser.model).input.map(({ name, type }) => {
    if (type?.value.case !== 'tensorType') throw new Error(`${name} is no tensor`);
    const { elemType, shape } = type.value.value;
    const dims = (shape?.dim ?? []).map(({ value }) => Number(value.value));
    const values = normalValues(draw, name, dims);
    const integers = () =>
      BigInt64Array.from(values, (value) => BigInt(Math.floor(Math.abs(value) * 100) % 10));
    const tensor =
      elemType === DataType.INT64
        ? new Tensor('int64', integers(), dims)
        : new Tensor('float32', values, dims);
    return [name, tensor] as const;
  });
  return Object.fromEntries(feeds);
}

/** Names the random values of a calibration range. */
export const calibrationDraw = (range: number): number => 100 + range;

/** A calibration from one pass of random values per range. */
export async function calibrate(denoiser: Denoiser, ranges: number): Promise<Calibration> {
  const recorder = await CalibrationRecorder.create(denoiser.model, denoiser.nodes, ranges);
  for (let range = 0; range < ranges; range++) {
    await recorder.predict(randomFeeds(denoiser, calibrationDraw(range)), range);
  }
  await recorder.release();
  return recorder.result('test');
}

/** A denoiser for `images` images of `rowsPerImage` rows, in FP32 and INT8; calibrated on random values if not given. */
export async function prepare(file: OnnxFile, images: number, rowsPerImage = 1, given?: Calibration) {
  const denoiser = await prepareDenoiser(file, batchDims(file, images * rowsPerImage), images);
  const calibration = given ?? (await calibrate(denoiser, 2));
  const quantised = quantiseDenoiser(denoiser, calibration, await probeWeightType());
  return { denoiser, calibration, quantised };
}

export type Prepared = Awaited<ReturnType<typeof prepare>>;

export const createStaged = ({ denoiser, quantised }: Prepared, observed?: ReadonlySet<number>) =>
  StagedNetwork.create(quantised, denoiser.gemms, denoiser.images, observed);

/** The only output of a network run in one piece. */
export async function runWhole(network: WholeNetwork, feeds: Feeds): Promise<Float32Array> {
  const results = await network.run(feeds);
  return results[network.outputNames[0]].data as Float32Array;
}

export const rangeTensor = (range: number): Tensor =>
  new Tensor('int64', BigInt64Array.of(BigInt(range)), []);

/** The bits of float values, so that -0 and NaN count as they are. */
export const bits = (values: Float32Array): Int32Array =>
  new Int32Array(values.slice().buffer, 0, values.length);

/** Asserts that the network cut at `observed` products gives the bits of the uncut INT8 graph in every range. */
export async function expectCutEqualsUncut(
  prepared: Prepared,
  observed?: ReadonlySet<number>,
): Promise<void> {
  const staged = await createStaged(prepared, observed);
  const uncut = await WholeNetwork.create(prepared.quantised.model);
  for (let range = 0; range < prepared.calibration.ranges; range++) {
    for (const draw of [1, 2]) {
      const feeds = randomFeeds(prepared.denoiser, draw);
      const expected = await runWhole(uncut, { ...feeds, [RANGE_INPUT]: rangeTensor(range) });
      const got = await staged.predict({ feeds, step: 0, range });
      expect(bits(got)).toEqual(bits(expected));
      expect(new Set(expected).size).toBeGreaterThan(1);
    }
  }
  await staged.release();
  await uncut.release();
}

/** Relative error of the INT8 network against FP32 on the values that it was calibrated on. */
export async function quantisationError({ denoiser, quantised }: Prepared): Promise<number> {
  const float = await WholeNetwork.create(denoiser.model);
  const int8 = await WholeNetwork.create(quantised.model);
  const feeds = randomFeeds(denoiser, calibrationDraw(0));
  const expected = await runWhole(float, feeds);
  const got = await runWhole(int8, { ...feeds, [RANGE_INPUT]: rangeTensor(0) });
  await float.release();
  await int8.release();
  return relativeError(got, expected);
}

/** |a - b| / |b| over all elements, Euclidean. */
export function relativeError(a: Float32Array, b: Float32Array): number {
  let difference = 0;
  let size = 0;
  b.forEach((value, i) => {
    difference += (a[i] - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}
