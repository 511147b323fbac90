import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSchedulerConfig, readSchedulerConfig } from '../../src/diffusion/scheduler-config.js';
import { ensureCalibration, readCalibration } from '../../src/evaluation/calibrate.js';
import type { SamplingSettings } from '../../src/evaluation/evaluation-spec.js';
import type { Calibration, Extent } from '../../src/network/calibration.js';
import { readNetworkDescription } from '../../src/network/network-description.js';
import { encodeModel } from '../../src/network/onnx-file.js';
import { tinyTransformer } from '../network/tiny-transformer.js';
import { placeTinyNetwork, tinyDescription } from './tiny-network.js';

const scheduler = parseSchedulerConfig('{"_class_name": "DDIMScheduler"}', 'scheduler_config.json');
const SAMPLING: SamplingSettings = { steps: 4, guidanceScale: 1.5, scheduler };

describe('ensureCalibration', () => {
  let folder: string;
  let cache: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
    cache = join(folder, 'cache');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ensure = (
    change: Parameters<typeof placeTinyNetwork>[1] = {},
    sampling: Partial<SamplingSettings> = {},
    onProgress?: (share: number) => void,
  ) => ensureCalibration(placeTinyNetwork(folder, change), { ...SAMPLING, ...sampling }, cache, onProgress);

  const calibrated = (images: number, ranges = 2) => ({ calibration: { images, ranges, seed: 3 } });

  it('makes a calibration of the network and keeps it', async () => {
    const shares: number[] = [];
    const path = await ensure({}, {}, (share) => shares.push(share));
    const { format, ranges, gemms } = readCalibration(path);
    expect([format, ranges]).toEqual(['leeway-calibration/1', 2]);
    expect(gemms.length).toBeGreaterThan(10);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    const again: number[] = [];
    expect(await ensure({}, {}, (share) => again.push(share))).toBe(path);
    expect(again).toEqual([]);
  });

  it('makes the same one every time', async () => {
    const path = await ensure();
    const before = readFileSync(path, 'utf8');
    rmSync(path);
    expect(readFileSync(await ensure(), 'utf8')).toBe(before);
  });

  it('makes another one when anything changes that it depends on', async () => {
    const other = parseSchedulerConfig(
      '{"_class_name": "DDIMScheduler", "beta_end": 0.01}',
      'scheduler_config.json',
    );
    const paths = [
      await ensure(),
      await ensure({}, { steps: 5 }),
      await ensure({}, { guidanceScale: 2 }),
      await ensure({}, { guidanceScale: 1 }),
      await ensure({}, { scheduler: other }),
      await ensure(calibrated(4)),
      await ensure(calibrated(6, 1)),
      await ensure({ calibration: { images: 6, ranges: 2, seed: 4 } }),
      await ensure({ classes: { labels: ['a', 'b'], nullLabel: 10 } }),
      await ensure({ classes: { labels: ['a', 'b', 'c'], nullLabel: 9 } }),
    ];
    const located = placeTinyNetwork(folder);
    writeFileSync(join(folder, 'tiny.onnx'), encodeModel(tinyTransformer(18).model));
    paths.push(await ensureCalibration(located, SAMPLING, cache));
    expect(new Set(paths).size).toBe(paths.length);
    const keys = paths.map((path) => readCalibration(path).key);
    expect(new Set(keys).size).toBe(paths.length);
  });

  it('records as many images as it is told to, whatever its batches are', async () => {
    const [one, five, eight] = await Promise.all(
      [1, 5, 8].map(async (images) => readCalibration(await ensure(calibrated(images)))),
    );
    expect(widest(one, five)).toEqual(five.gemms);
    expect(widest(five, eight)).toEqual(eight.gemms);
    expect(five.gemms).not.toEqual(one.gemms);
    expect(eight.gemms).not.toEqual(five.gemms);
  });

  it('takes the one shipped with the network when it fits', async () => {
    const shipped = join(folder, 'shipped.json');
    writeFileSync(shipped, readFileSync(await ensure()));
    rmSync(cache, { recursive: true });
    const { calibration } = tinyDescription();
    const named = { calibration: { ...calibration, file: 'shipped.json' } };
    expect(await ensure(named)).toBe(shipped);
    expect(existsSync(cache)).toBe(false);
    expect(await ensure(named, { steps: 8 })).not.toBe(shipped);
    rmSync(shipped);
    expect(await ensure(named)).not.toBe(shipped);
  });

  it('says what to do about a file that is not whole', async () => {
    const path = await ensure();
    const text = readFileSync(path, 'utf8');
    for (const broken of [text.slice(0, text.length / 2), '', 'null']) {
      writeFileSync(path, broken);
      await expect(ensure()).rejects.toMatchObject({
        kind: 'InputError',
        message: `${path}: not a complete calibration file; delete it, and it is made again`,
      });
    }
    writeFileSync(path, '{"format": "leeway-calibration/0"}');
    await expect(ensure()).rejects.toThrow(`${path}: expected format leeway-calibration/1; delete the file`);
  });

  it('gives ranges that no step belongs to extents of 0', async () => {
    const { gemms } = readCalibration(await ensure(calibrated(4, 4), { steps: 2 }));
    for (const { a, output } of gemms) {
      expect([a[1], a[3], output[1], output[3]]).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
      expect(output[0]).not.toEqual([0, 0]);
    }
  });

  const SHIPPED = fileURLToPath(new URL('../../models/dit-fashion', import.meta.url));
  const located = readNetworkDescription(SHIPPED);
  const { calibration, sampling } = located.description;

  it.skipIf(!calibration.file || !existsSync(located.resolve(calibration.file)))(
    'ships one that fits the shipped network',
    async () => {
      const shippedScheduler = readSchedulerConfig(located.resolve(sampling.scheduler));
      const { steps, guidanceScale } = sampling;
      const path = await ensureCalibration(
        located,
        { steps, guidanceScale, scheduler: shippedScheduler },
        cache,
      );
      expect(path).toBe(located.resolve(calibration.file ?? ''));
    },
  );
});

/** The extents of the second calibration, widened to hold those of the first. */
function widest(first: Calibration, second: Calibration): Calibration['gemms'] {
  const widen = (a: readonly Extent[], b: readonly Extent[]) =>
    b.map(([least, most], i): Extent => [Math.min(least, a[i][0]), Math.max(most, a[i][1])]);
  return second.gemms.map((gemm, i) => ({
    name: gemm.name,
    a: widen(first.gemms[i].a, gemm.a),
    b: widen(first.gemms[i].b, gemm.b),
    output: widen(first.gemms[i].output, gemm.output),
  }));
}
