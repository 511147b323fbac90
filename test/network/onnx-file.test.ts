import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TensorProto_DataLocation as DataLocation } from 'onnx-buf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import { graphOf } from '../../src/network/graph.js';
import { encodeModel, readOnnxFile } from '../../src/network/onnx-file.js';
import { tinyTransformer } from './tiny-transformer.js';

describe('readOnnxFile', () => {
  let folder: string;
  let path: string;
  const bytes = encodeModel(tinyTransformer().model);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
    path = join(folder, 'network.onnx');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (content: Uint8Array, expected?: string) => {
    writeFileSync(path, content);
    return readOnnxFile(path, expected);
  };
  const inputError = (message: string) =>
    expect.objectContaining({ kind: 'InputError', message: expect.stringContaining(message) });

  it('gives the model and the checksum of its bytes', () => {
    const file = read(bytes, sha256);
    expect(file).toMatchObject({ path, sha256 });
    expect(graphOf(file.model).node.map(({ name }) => name)).toEqual(
      graphOf(tinyTransformer().model).node.map(({ name }) => name),
    );
  });

  it('refuses another checksum, and names both', () => {
    const other = '0'.repeat(64);
    expect(() => read(bytes, other)).toThrow(
      inputError(`${path}: checksum differs: expected sha256 ${other}, got ${sha256}; `),
    );
  });

  it('refuses a missing file', () => {
    const missing = join(folder, 'missing.onnx');
    expect(() => readOnnxFile(missing)).toThrow(
      inputError(
        `${missing}: cannot read the ONNX network (ENOENT: no such file or directory); check the path`,
      ),
    );
    expect(() => readOnnxFile(folder)).toThrow(
      inputError(`${folder}: cannot read the ONNX network (EISDIR: illegal operation on a directory)`),
    );
  });

  it('refuses a truncated file', () => {
    for (const share of [0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99]) {
      const length = Math.floor(share * bytes.length);
      expect(() => read(bytes.slice(0, length))).toThrow(
        inputError(`${path}: not a complete ONNX model (${length} bytes); the file is truncated or not ONNX`),
      );
    }
  });

  it('refuses random bytes', () => {
    for (let draw = 0; draw < 50; draw++) {
      const random = new RandomStream(3, 'noise', { image: draw });
      const content = Uint8Array.from({ length: 1 + random.integer(2000) }, () => random.integer(256));
      expect(() => read(content)).toThrow(inputError(`${path}: not a complete ONNX model`));
    }
  });

  it('refuses weights that lie in another file', () => {
    const { model } = tinyTransformer();
    const [tensor] = graphOf(model).initializer;
    Object.assign(tensor, { dataLocation: DataLocation.EXTERNAL, rawData: new Uint8Array() });
    const location = {
      $typeName: 'onnx.StringStringEntryProto' as const,
      key: 'location',
      value: 'model.onnx_data',
    };
    tensor.externalData.push(location);
    expect(() => read(encodeModel(model))).toThrow(
      inputError(
        `${path}: tensor ${tensor.name}: expected its values in this file, got a reference to model.onnx_data; `,
      ),
    );
  });
});
