import { clone } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { graphOf } from './graph.js';
import { makeValueInfo } from './onnx-build.js';
import { createSession } from './onnx-session.js';
import { outputSpecs, type TensorSpec } from './tensor-spec.js';

/**
 * Element types and static shapes of the given tensors of a simplified model, by name, as onnxruntime infers them:
 * they are exposed as outputs of a session that is never run.
 */
export async function inferTensors(
  model: ModelProto,
  names: readonly string[],
): Promise<ReadonlyMap<string, TensorSpec>> {
  const probe = clone(ModelProtoSchema, model);
  const graph = graphOf(probe);
  graph.output = [...new Set(names)].map((name) => makeValueInfo(name));
  const session = await createSession(probe);
  const specs = outputSpecs(session);
  await session.release();
  return new Map(specs.map((spec) => [spec.name, spec]));
}
