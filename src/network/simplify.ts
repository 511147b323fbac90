import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clone, fromBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { inputError } from '../core/errors.js';
import { graphOf } from './graph.js';
import { makeValueInfo } from './onnx-build.js';
import { createSession } from './onnx-session.js';

/**
 * The same network with its batch dimension fixed and everything constant folded.
 * onnxruntime's `basic` level does the work: it removes shape arithmetic, casts of weights and dead nodes.
 *
 * @param dims static dimensions of every graph input, by name
 * @throws InputError when onnxruntime refuses the model
 */
export async function simplify(
  source: ModelProto,
  dims: ReadonlyMap<string, readonly number[]>,
  path: string,
) {
  const model = clone(ModelProtoSchema, source);
  const graph = graphOf(model);
  for (const input of graph.input) {
    const size = dims.get(input.name);
    const type = input.type?.value;
    if (!size || type?.case !== 'tensorType') continue;
    Object.assign(input, makeValueInfo(input.name, type.value.elemType, size));
  }
  for (const output of graph.output) {
    if (output.type?.value.case === 'tensorType') output.type.value.value.shape = undefined;
  }
  graph.valueInfo = [];
  return runBasicOptimiser(model, path);
}

async function runBasicOptimiser(model: ModelProto, path: string): Promise<ModelProto> {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-'));
  try {
    const optimizedModelFilePath = join(folder, 'simplified.onnx');
    const session = await createSession(model, { graphOptimizationLevel: 'basic', optimizedModelFilePath });
    await session.release();
    return fromBinary(ModelProtoSchema, readFileSync(optimizedModelFilePath));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw inputError(`${path}: onnxruntime cannot load this network: ${reason}`, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
