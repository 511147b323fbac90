import { clone } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { graphOf } from './graph.js';
import { DataType, makeValueInfo } from './onnx-build.js';
import { createSession, outputShapes } from './onnx-session.js';

/**
 * Static shapes of the given tensors of a simplified model, as onnxruntime infers them: they are exposed as outputs
 * of a session that is never run.
 */
export async function inferShapes(model: ModelProto, tensors: readonly string[]) {
  const probe = clone(ModelProtoSchema, model);
  const graph = graphOf(probe);
  const present = new Set(graph.output.map(({ name }) => name));
  for (const name of new Set(tensors)) {
    if (!present.has(name)) graph.output.push(makeValueInfo(name, DataType.FLOAT));
  }
  const session = await createSession(probe);
  const shapes = outputShapes(session);
  await session.release();
  return shapes;
}
