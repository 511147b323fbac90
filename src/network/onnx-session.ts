import type { ModelProto } from 'onnx-buf';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { inputError } from '../core/errors.js';
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

/** The InputError for a network that onnxruntime refuses. */
export function loadError(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return inputError(
    `${path}: onnxruntime cannot load this network: ${reason}; export it again, or check its input sizes`,
    error,
  );
}
