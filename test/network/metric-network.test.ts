import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetricNetwork } from '../../src/network/metric-network.js';
import type { NetworkDescription } from '../../src/network/network-description.js';
import { normalValues } from './network-builder.js';
import { openShipped } from './shipped-network.js';

const { located } = openShipped();
const { metric, image, classes } = located.description;
const size = image.channels * image.height * image.width;
const logitsName = metric.logits ?? '';

/** The shipped description with changes of its metric part and without checksum. */
function changed(change: Partial<NetworkDescription['metric']>, rest: Partial<NetworkDescription> = {}) {
  const { sha256, ...unchecked } = metric;
  return {
    ...located,
    description: { ...located.description, ...rest, metric: { ...unchecked, ...change } },
  };
}

describe('MetricNetwork', () => {
  let network: MetricNetwork;

  beforeAll(async () => {
    network = await MetricNetwork.create(changed({}));
  });
  afterAll(() => network.release());

  it('gives class scores and feature maps of each image, whatever its batch', async () => {
    const images = normalValues(1, 'images', [3, size], 0.5);
    const together = await network.measure(images);
    expect(together.logits).toHaveLength(3 * classes.labels.length);
    expect(together.features).toHaveLength(metric.features.length);
    const alone = await network.measure(images.slice(size, 2 * size));
    const labels = classes.labels.length;
    expect(together.logits?.slice(labels, 2 * labels)).toEqual(alone.logits);
    together.features.forEach(({ data, channels, height, width }, i) => {
      const length = channels * height * width;
      expect(data).toHaveLength(3 * length);
      expect(data.slice(length, 2 * length)).toEqual(alone.features[i].data);
    });
  });

  it('pools the last feature map: its mean over space', async () => {
    const { features, pooled } = await network.measure(normalValues(2, 'images', [2, size], 0.5));
    const { data, channels, height, width } = features[features.length - 1];
    expect(pooled).toMatchObject({ images: 2, dimension: channels });
    for (let i = 0; i < 2 * channels; i++) {
      const plane = data.subarray(i * height * width, (i + 1) * height * width);
      const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
      expect(pooled?.data[i]).toBeCloseTo(mean, 5);
    }
  });

  it('works without class scores and pooled features', async () => {
    const bare = await MetricNetwork.create(changed({ logits: undefined, pooled: undefined }));
    const outputs = await bare.measure(normalValues(1, 'image', [size]));
    expect(outputs).toMatchObject({ logits: null, pooled: null, scores: {} });
    expect(outputs.features).toHaveLength(metric.features.length);
    await bare.release();
  });

  it.each([
    ['input', { input: 'picture' }],
    ['output', { features: ['feature0', 'picture'] }],
    ['output', { logits: 'picture' }],
  ])('names an %s that the graph lacks', async (what, change) => {
    await expect(MetricNetwork.create(changed(change))).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringMatching(new RegExp(`metric\\.onnx: no graph ${what} 'picture', the graph has `)),
    });
  });

  it('names outputs of another size than the description says', async () => {
    const flat = await MetricNetwork.create(changed({ features: [logitsName] }));
    await expect(flat.measure(normalValues(1, 'image', [size]))).rejects.toThrow(
      /metric\.onnx: graph output '\w+': expected float32 \[1, \?, \?, \?\], got float32 \[1, \d+\]; correct metric/,
    );
    await flat.release();
    const three = await MetricNetwork.create(
      changed({}, { classes: { labels: ['a', 'b', 'c'], nullLabel: 3 } }),
    );
    await expect(three.measure(normalValues(1, 'image', [size]))).rejects.toThrow(
      'expected float32 [1, 3], got',
    );
    await three.release();
  });

  describe('of a broken file', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    const createFrom = (path: string, sha256?: string) =>
      MetricNetwork.create({ ...changed({ file: path, sha256 }), resolve: (file) => file });

    it('says that it is truncated', async () => {
      const path = join(folder, 'half.onnx');
      const bytes = readFileSync(located.resolve(metric.file));
      writeFileSync(path, bytes.subarray(0, bytes.length / 2));
      await expect(createFrom(path)).rejects.toThrow(`${path}: not a complete ONNX model`);
    });

    it('says that its checksum differs', async () => {
      const path = join(folder, 'other.onnx');
      copyFileSync(located.resolve(metric.file), path);
      await expect(createFrom(path, 'f'.repeat(64))).rejects.toThrow(`${path}: checksum differs`);
    });

    it('passes on why onnxruntime refuses it', async () => {
      const path = join(folder, 'wrong.onnx');
      const bytes = readFileSync(located.resolve(metric.file));
      const at = bytes.indexOf('Conv');
      expect(at).toBeGreaterThan(0);
      bytes.write('Conw', at);
      writeFileSync(path, bytes);
      await expect(createFrom(path)).rejects.toMatchObject({
        kind: 'InputError',
        message: expect.stringContaining(`${path}: onnxruntime cannot load this network: `),
      });
    });
  });
});
