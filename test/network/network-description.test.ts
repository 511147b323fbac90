import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNetworkDescription } from '../../src/network/network-description.js';

const SHIPPED = fileURLToPath(new URL('../../models/dit-fashion', import.meta.url));
/** The shipped description without checksums, which change with the network. */
const TEXT = readFileSync(join(SHIPPED, 'model.yaml'), 'utf8').replace(/^ *sha256:.*\n/gm, '');

describe('readNetworkDescription', () => {
  let folder: string;
  let path: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
    path = join(folder, 'model.yaml');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Reads the shipped description with one piece of its text replaced. */
  const readChanged = (from: string, to: string) => {
    expect(TEXT).toContain(from);
    writeFileSync(path, TEXT.replace(from, to));
    return readNetworkDescription(path);
  };
  const lineOf = (piece: string) => TEXT.slice(0, TEXT.indexOf(piece)).split('\n').length;

  it('reads a file, or the model.yaml of a folder', () => {
    copyFileSync(join(SHIPPED, 'model.yaml'), path);
    expect(readNetworkDescription(folder).description).toEqual(readNetworkDescription(path).description);
    expect(readNetworkDescription(folder).path).toBe(path);
  });

  it('finds the files it names beside itself, and absolute ones where they are', () => {
    const located = readNetworkDescription(SHIPPED);
    expect(located.resolve('model.onnx')).toBe(join(SHIPPED, 'model.onnx'));
    expect(located.resolve('/elsewhere/model.onnx')).toBe('/elsewhere/model.onnx');
  });

  it('names line and column of an unknown key', () => {
    const piece = '  ranges: 4';
    expect(() => readChanged(piece, `${piece}\n  bits: 8`)).toThrow(
      `${path}:${lineOf(piece) + 1}:3: calibration.bits: unknown key; check the spelling, or remove it`,
    );
  });

  it.each([
    ['steps: 20', 'steps: 0', 'sampling.steps'],
    ['steps: 20', 'steps: twenty', 'sampling.steps'],
    ['guidanceScale: 1.5', 'guidanceScale: -1', 'sampling.guidanceScale'],
    ['images: 16', 'images: 0', 'calibration.images'],
    ['format: leeway-network/1', 'format: leeway-network/2', 'format'],
    ['logits: logits', 'preprocess: { mean: [0, 0] }', 'metric.preprocess.mean'],
    ['logits: logits', 'preprocess: { range: [1, 1] }', 'metric.preprocess.range'],
  ])('names line and field of %s -> %s', (from, to, field) => {
    expect(() => readChanged(from, to)).toThrow(
      expect.objectContaining({
        kind: 'InputError',
        message: expect.stringMatching(new RegExp(`^${path}:${lineOf(from)}:\\d+: ${field}: `)),
      }),
    );
  });

  it('says what a checksum looks like', () => {
    expect(() => readChanged('file: model.onnx', 'file: model.onnx\n  sha256: abc')).toThrow(
      'denoiser.sha256: expected a SHA-256: 64 hexadecimal digits',
    );
  });

  it('says which file is missing', () => {
    const missing = join(folder, 'nowhere');
    expect(() => readNetworkDescription(missing)).toThrow(
      `${join(missing, 'model.yaml')}: cannot read the network description (ENOENT: no such file or directory); check the path`,
    );
  });
});
