import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluationFiles, parseEvaluationSpec } from '../../../src/evaluation/evaluation-files.js';
import type { EvaluationSpec } from '../../../src/evaluation/evaluation-spec.js';
import { bundleSchema, CHUNK_BYTES, packBundle } from '../../../src/execution/cluster/bundle.js';
import { BundleCache } from '../../../src/execution/cluster/bundle-cache.js';
import { publishBundle } from '../../../src/execution/cluster/publish-bundle.js';
import { temporaryDirectory } from '../../study/temporary-directory.js';
import { MemoryStore } from './memory-store.js';
import { newId } from './toy-cluster.js';

const REPOSITORY = join(import.meta.dirname, '../../..');

function cluster() {
  const store = new MemoryStore();
  return { store, backend: { store, persist: <T>(work: () => Promise<T>) => work() } };
}

const packOf = (files: Readonly<Record<string, string>>, paths: Record<string, string> = {}) =>
  packBundle({
    settings: { steps: 4 },
    paths,
    files: new Map(Object.entries(files).map(([name, text]) => [name, { text }])),
  });

const big = 'x'.repeat(2 * CHUNK_BYTES + 5);

describe('a bundle', () => {
  it('arrives as it was, each file sent and fetched once', async () => {
    const { store, backend } = cluster();
    const packed = packOf(
      { 'a/big.bin': big, 'b.txt': 'b', 'empty.txt': '', 'c/same.txt': 'b' },
      { aPath: 'a/big.bin' },
    );
    expect(await publishBundle(packed, backend)).toBe(big.length + 1);
    expect(await publishBundle(packed, backend)).toBe(0);
    const folder = temporaryDirectory();
    const cache = new BundleCache(folder, newId);
    const spec = await cache.fetch(packed.bundle, backend);
    const place = join(folder, 'bundles', packed.hash);
    expect(spec).toEqual({ steps: 4, aPath: join(place, 'a/big.bin') });
    expect(readFileSync(join(place, 'a/big.bin'), 'utf8')).toBe(big);
    expect(readFileSync(join(place, 'c/same.txt'), 'utf8')).toBe('b');
    expect(statSync(join(place, 'empty.txt')).size).toBe(0);
    const fetched = store.reads;
    await cache.fetch(packed.bundle, backend);
    await new BundleCache(folder, newId).fetch(packOf({ 'other/b.txt': 'b' }).bundle, backend);
    expect(store.reads).toBe(fetched);
    expect(readdirSync(join(folder, 'partial'))).toEqual([]);
  });

  it('is fetched again where a file has been changed or lost', async () => {
    const { backend } = cluster();
    const packed = packOf({ 'a.txt': 'right' });
    await publishBundle(packed, backend);
    const folder = temporaryDirectory();
    const cache = new BundleCache(folder, newId);
    const laid = join(folder, 'bundles', packed.hash, 'a.txt');
    await cache.fetch(packed.bundle, backend);
    // Hard links: both names hold what is wrong now.
    writeFileSync(laid, 'wrong');
    await cache.fetch(packed.bundle, backend);
    expect(readFileSync(laid, 'utf8')).toBe('right');
    rmSync(laid);
    await cache.fetch(packed.bundle, backend);
    expect(readFileSync(laid, 'utf8')).toBe('right');
  });

  it.each([
    ['has another content', (store: MemoryStore) => store.change('chunks', (text) => text.replace('x', 'y'))],
    ['is cut off', (store: MemoryStore) => store.change('chunks', (text) => text.slice(1))],
    ['is gone', (store: MemoryStore) => store.clear()],
  ])('is not taken when a file %s in the store', async (_what, damage) => {
    const { store, backend } = cluster();
    const packed = packOf({ 'a.bin': big });
    await publishBundle(packed, backend);
    damage(store);
    const folder = temporaryDirectory();
    await expect(new BundleCache(folder, newId).fetch(packed.bundle, backend)).rejects.toMatchObject({
      kind: 'ExecutionError',
    });
    expect(readdirSync(folder)).toEqual(['partial']);
    expect(readdirSync(join(folder, 'partial'))).toEqual([]);
  });

  it.each([
    ...[
      '../a',
      '/etc/passwd',
      'a/../../b',
      'a//b',
      '',
      '.',
      'a/.',
      'C:\\a',
      'a\\b',
      'a\0b',
      'nul',
      'a/con.txt',
    ],
    ...['.bashrc', 'a.', 'a ', 'a'.repeat(200), `${'a/'.repeat(300)}b`],
  ])('names no file %j', (name) => {
    const { bundle } = packOf({ 'a.txt': 'a' });
    const files = [{ ...bundle.files[0], name }];
    expect(bundleSchema.safeParse({ ...bundle, files }).success).toBe(false);
    expect(bundleSchema.safeParse({ ...bundle, paths: { networkPath: name } }).success).toBe(false);
    expect(() => packOf({ [name]: 'a' })).toThrow(/expected a file name/);
  });
});

describe('evaluationFiles', () => {
  const spec: EvaluationSpec = {
    networkPath: join(REPOSITORY, 'models/dit-fashion'),
    acceleratorPath: join(REPOSITORY, 'accelerators/edge-32x32.yaml'),
    calibrationPath: join(REPOSITORY, 'package.json'),
    faultModel: 'drift-bit-flip',
    sites: 'drift',
    steps: 4,
    guidanceScale: 1,
    batchImages: 2,
  };

  it('takes along all that an evaluator reads, wherever it lies, under the same bundle', async () => {
    const packed = packBundle(evaluationFiles(spec));
    const { backend } = cluster();
    await publishBundle(packed, backend);
    const there = parseEvaluationSpec(
      await new BundleCache(temporaryDirectory(), newId).fetch(packed.bundle, backend),
    );
    expect(there).toMatchObject({ faultModel: 'drift-bit-flip', steps: 4 });
    // What was moved can be packed once more, and is the same.
    expect(packBundle(evaluationFiles(there)).hash).toBe(packed.hash);
    const { loadAccelerator } = await import('../../../src/accelerator/load-accelerator.js');
    expect(loadAccelerator(there.acceleratorPath)).toEqual(loadAccelerator(spec.acceleratorPath));
  });

  it('notices a change of any file', () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'a'));
    const calibrationPath = join(folder, 'a/calibration.json');
    const hashWith = (text: string) => {
      writeFileSync(calibrationPath, text);
      return packBundle(evaluationFiles({ ...spec, calibrationPath })).hash;
    };
    expect(hashWith('1')).not.toBe(hashWith('2'));
    expect(hashWith('1')).toBe(hashWith('1'));
  });

  it('refuses a specification with what does not belong there', () => {
    expect(() => parseEvaluationSpec({ ...spec, evaluatorModule: 'data:text/javascript,1' })).toThrow();
    expect(() => parseEvaluationSpec({ ...spec, steps: 1e9 })).toThrow();
    expect(() => parseEvaluationSpec({ ...spec, faultModel: 'none such' })).toThrow();
  });
});
