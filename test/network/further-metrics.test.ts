import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricDescription } from '../../src/network/metric-description.js';
import { MetricNetwork } from '../../src/network/metric-network.js';
import { DataType } from '../../src/network/onnx-build.js';
import { encodeModel } from '../../src/network/onnx-file.js';
import { NetworkBuilder } from './network-builder.js';
import { openShipped } from './shipped-network.js';

const { located } = openShipped();
const { image } = located.description;
const size = image.channels * image.height * image.width;

/** Pools each of three channels of 4 x 4 pixels; scores brightness, and brightness plus the class. */
function poolingNetwork() {
  const builder = new NetworkBuilder();
  const pixels = builder.input('pixels', [1, 3, 4, 4]);
  const label = builder.input('label', [1], DataType.INT64);
  const pooled = builder.node('GlobalAveragePool', 'pool', [pixels]);
  const brightness = builder.node('ReduceMean', 'brightness', [pixels], { axes: [1n, 2n, 3n], keepdims: 0n });
  const asFloat = builder.node('Cast', 'cast', [label], { to: BigInt(DataType.FLOAT) });
  const withClass = builder.node('Add', 'withClass', [brightness, asFloat]);
  const wrong = builder.node('Log', 'wrong', [builder.node('Sub', 'minus', [brightness, builder.scalar(9)])]);
  for (const output of [pooled, brightness, withClass, wrong]) builder.output(output);
  return { model: builder.build(), pooled, brightness, withClass, wrong };
}

const network = poolingNetwork();

describe('further metric networks', () => {
  let folder: string;
  let pooling: MetricDescription;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
    const file = join(folder, 'pooling.onnx');
    writeFileSync(file, encodeModel(network.model));
    pooling = {
      file,
      input: 'pixels',
      classLabel: 'label',
      preprocess: {
        resize: { width: 4, height: 4 },
        channels: 3,
        range: [0, 1],
        mean: [0, 0.25, 0.5],
        std: [1, 1, 0.5],
      },
      pooled: network.pooled,
      scores: { brightness: network.brightness, sameClass: network.withClass },
    };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const open = (change: Partial<MetricDescription> = {}) => {
    const { pooled, ...metric } = located.description.metric;
    const description = { ...located.description, metric, furtherMetrics: [{ ...pooling, ...change }] };
    return MetricNetwork.create({ ...located, description });
  };

  it('see the images as their description says, and add what they measure', async () => {
    const metrics = await open();
    const images = new Float32Array(2 * size).fill(0, 0, size).fill(1, size);
    const { features, logits, pooled, scores } = await metrics.measure(images, [3, 7]);
    expect(features).toHaveLength(located.description.metric.features.length);
    expect(logits).toHaveLength(2 * located.description.classes.labels.length);
    // Grey is 0.5 and white 1 in [0, 1]; minus the means, over the deviations.
    expect(pooled).toEqual({ images: 2, dimension: 3, data: Float32Array.of(0.5, 0.25, 0, 1, 0.75, 1) });
    expect([...scores.brightness]).toEqual([expect.closeTo(0.25, 6), expect.closeTo(2.75 / 3, 6)]);
    expect([...scores.sameClass]).toEqual([expect.closeTo(3.25, 6), expect.closeTo(7 + 2.75 / 3, 6)]);
    await expect(metrics.measure(images)).rejects.toThrow('expected a class for image 0, got none');
    await metrics.release();
  });

  it.each([
    ['no graph input', { classLabel: 'kind' }],
    ['no graph output', { pooled: 'pool' }],
    ['no graph output', { scores: { aesthetic: 'beauty' } }],
  ])('are refused with %s that is named', async (message, change) => {
    await expect(open(change)).rejects.toThrow(`pooling.onnx: ${message} '`);
  });

  it.each([
    ['expected float32 [1, 10]', { logits: network.pooled }],
    ['expected float32 [1, ?]', { pooled: network.brightness }],
    ['expected float32 [1], got float32 [1, 3, 1, 1]', { scores: { aesthetic: network.pooled } }],
    ['expected a finite score, got NaN', { scores: { aesthetic: network.wrong } }],
  ])('are refused when an output is not as described: %s', async (message, change) => {
    const metrics = await open(change);
    await expect(metrics.measure(new Float32Array(size), [0])).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringContaining(message),
    });
    await metrics.release();
  });
});
