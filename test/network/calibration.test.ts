import { clone } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { ModelProtoSchema } from 'onnx-buf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CalibrationRecorder, type Extent, rangeOfStep } from '../../src/network/calibration.js';
import { type Denoiser, prepareDenoiser } from '../../src/network/denoiser.js';
import { graphOf } from '../../src/network/graph.js';
import { DataType, makeValueInfo } from '../../src/network/onnx-build.js';
import { Tensor } from '../../src/network/onnx-session.js';
import { WholeNetwork } from '../../src/network/whole-network.js';
import { batchDims, bits, randomFeeds } from './execution.js';
import { NetworkBuilder } from './network-builder.js';
import { tinyTransformer } from './tiny-transformer.js';

describe('rangeOfStep', () => {
  it('divides the steps into ranges in order, of nearly the same length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 }), (steps, ranges) => {
        const counts = Array.from({ length: ranges }, () => 0);
        let previous = 0;
        for (let step = 0; step < steps; step++) {
          const range = rangeOfStep(step, steps, ranges);
          expect(range).toBeGreaterThanOrEqual(previous);
          counts[range]++;
          previous = range;
        }
        expect(previous).toBeLessThan(ranges);
        if (steps >= ranges) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('CalibrationRecorder', () => {
  let denoiser: Denoiser;
  let recorder: CalibrationRecorder;

  beforeAll(async () => {
    const file = tinyTransformer();
    denoiser = await prepareDenoiser(file, batchDims(file, 4), 2);
    recorder = await CalibrationRecorder.create(denoiser.model, denoiser.nodes, 4);
  });
  afterAll(() => recorder.release());

  /** Smallest and largest value of each tensor in the given passes, from a network that shows them all. */
  async function extentsOfPlainRuns(tensors: readonly string[], draws: readonly number[]) {
    const model = clone(ModelProtoSchema, denoiser.model);
    const shown = new Set([...graphOf(model).output.map(({ name }) => name)]);
    for (const name of tensors) {
      if (!shown.has(name)) graphOf(model).output.push(makeValueInfo(name, DataType.FLOAT));
      shown.add(name);
    }
    const network = await WholeNetwork.create(model);
    const extents = new Map<string, Extent>();
    for (const draw of draws) {
      const results = await network.run(randomFeeds(denoiser, draw));
      for (const name of tensors) {
        const values = [...(results[name].data as Float32Array), ...(extents.get(name) ?? [])];
        extents.set(name, [Math.min(...values), Math.max(...values)]);
      }
    }
    await network.release();
    return extents;
  }

  it('records the extents that a plain run shows, each pass in its range, and leaves the output as it is', async () => {
    const passes = [
      { draw: 1, range: 0 },
      { draw: 2, range: 2 },
      { draw: 3, range: 2 },
    ];
    const plain = await WholeNetwork.create(denoiser.model);
    for (const { draw, range } of passes) {
      const feeds = randomFeeds(denoiser, draw);
      const expected = Object.values(await plain.run(feeds))[0].data as Float32Array;
      expect(bits(await recorder.predict(feeds, range))).toEqual(bits(expected));
    }
    await plain.release();
    const { gemms, ranges } = recorder.result('key');
    expect(ranges).toBe(4);
    const tensors = denoiser.nodes.flatMap(({ a, b, weight, output }) =>
      weight ? [a, output] : [a, b, output],
    );
    const [first, second] = [
      await extentsOfPlainRuns(tensors, [1]),
      await extentsOfPlainRuns(tensors, [2, 3]),
    ];
    expect(gemms).toHaveLength(denoiser.nodes.length);
    denoiser.nodes.forEach(({ node, a, b, weight, output }, i) => {
      const inRanges = (name: string) => [first.get(name), [0, 0], second.get(name), [0, 0]];
      expect(gemms[i]).toEqual({
        name: node.name,
        a: inRanges(a),
        b: weight ? [] : inRanges(b),
        output: inRanges(output),
      });
    });
  });

  it('is plain JSON', () => {
    const result = recorder.result('some key');
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({ format: 'leeway-calibration/1', key: 'some key' });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a network that computes %s', async (value) => {
    const net = new NetworkBuilder();
    net.output(net.linear('/fc', net.input('x', [1, 4, 8]), 8, 8));
    const file = { path: 'net.onnx', model: net.build(), sha256: '' };
    const small = await prepareDenoiser(file, batchDims(file, 2), 2);
    const broken = await CalibrationRecorder.create(small.model, small.nodes, 1);
    const values = new Float32Array(64).fill(1);
    values[40] = value;
    await expect(broken.predict({ x: new Tensor('float32', values, [2, 4, 8]) }, 0)).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringMatching(
        /^calibration: (node \/fc\/MatMul\S*|the network's output): expected finite values in float32, got /,
      ),
    });
    await broken.release();
  });
});
