import type { ModelProto } from 'onnx-buf';
import { createSession, type Session, type SessionOptions, type Tensor } from './onnx-session.js';

/** A network run in one piece: the FP32 network, the uncut INT8 graph, or a metric network. */
export class WholeNetwork {
  private constructor(private readonly session: Session) {}

  /** @param options onnxruntime's; left out, all graph optimisations are off, as in the stages of a cut network */
  static async create(model: ModelProto, options?: SessionOptions): Promise<WholeNetwork> {
    return new WholeNetwork(await createSession(model, options));
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  /** One forward pass; results are fresh arrays. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    return this.session.run(feeds);
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
