import type { ModelProto } from 'onnx-buf';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from './onnx-file.js';

export { Tensor };
export type Session = InferenceSession;

/**
 * Options of every session: one thread, because Leeway runs one worker per core; graph optimisations off, because
 * fusions that differ between a whole graph and its stages change low bits (measured: 'disabled' is as fast).
 */
const EXACT: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'disabled',
  logSeverityLevel: 3,
};

/** Version of the runtime that computes everything, for manifests. */
export const onnxruntimeVersion = (): string => env.versions.node ?? env.versions.common;

export type SessionOptions = Partial<InferenceSession.SessionOptions>;

export function createSession(
  model: ModelProto | Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const bytes = model instanceof Uint8Array ? model : encodeModel(model);
  return InferenceSession.create(bytes, { ...EXACT, ...options });
}

/** Static dimensions of every output of a session, by name; symbolic ones are an error of the caller. */
export function outputShapes(session: Session): Map<string, readonly number[]> {
  return new Map(
    session.outputMetadata.flatMap((meta) =>
      meta.isTensor ? [[meta.name, meta.shape.map(Number)] as const] : [],
    ),
  );
}

export function inputShapes(session: Session): Map<string, readonly number[]> {
  return new Map(
    session.inputMetadata.flatMap((meta) =>
      meta.isTensor ? [[meta.name, meta.shape.map(Number)] as const] : [],
    ),
  );
}
