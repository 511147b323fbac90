import { readFileSync } from 'node:fs';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  TensorProto_DataLocation as DataLocation,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
} from 'onnx-buf';
import { contentHash } from '../core/canonical-json.js';
import { inputError, systemReason } from '../core/errors.js';

/** An ONNX file as read: its decoded model and the SHA-256 of its bytes. */
export interface OnnxFile {
  readonly path: string;
  readonly model: ModelProto;
  readonly sha256: string;
}

/**
 * Reads and decodes an ONNX file.
 *
 * @param expectedSha256 when given, a file with other content is refused
 * @throws InputError when the file is missing, is not a complete ONNX model, or has another checksum
 */
export function readOnnxFile(path: string, expectedSha256?: string): OnnxFile {
  const bytes = readBytes(path);
  const sha256 = contentHash(bytes);
  const model = decodeModel(bytes, path);
  if (expectedSha256 && sha256 !== expectedSha256) {
    throw inputError(
      `${path}: checksum differs: expected sha256 ${expectedSha256}, got ${sha256}; ` +
        'restore the file, or write the new checksum into the network description if the change is meant',
    );
  }
  return { path, model, sha256 };
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw inputError(`${path}: cannot read the ONNX network (${systemReason(error)}); check the path`, error);
  }
}

function decodeModel(bytes: Uint8Array, path: string): ModelProto {
  const problem = `${path}: not a complete ONNX model (${bytes.length} bytes); the file is truncated or not ONNX, copy or export it again`;
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw inputError(problem, error);
  }
  if (!model.graph || model.graph.node.length === 0 || model.graph.output.length === 0)
    throw inputError(problem);
  requireInlineData(model.graph, path);
  return model;
}

function requireInlineData({ initializer }: GraphProto, path: string): void {
  const external = initializer.find(({ dataLocation }) => dataLocation === DataLocation.EXTERNAL);
  if (!external) return;
  const file = external.externalData.find(({ key }) => key === 'location')?.value;
  throw inputError(
    `${path}: tensor ${external.name}: expected its values in this file, got a reference to ${file}; ` +
      'merge the files: onnx.save(onnx.load(path), other_path)',
  );
}

export const encodeModel = (model: ModelProto): Uint8Array => toBinary(ModelProtoSchema, model);
