import { clone } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { inputError } from '../core/errors.js';
import type { GemmNode } from './find-gemms.js';
import { graphOf } from './graph.js';
import { DataType, makeNode, makeValueInfo } from './onnx-build.js';
import { createSession, type Session, type Tensor } from './onnx-session.js';

/** Smallest and largest value a tensor took. */
export type Extent = readonly [minimum: number, maximum: number];

/** What one product's tensors reached, per sampler step range. */
export interface GemmCalibration {
  readonly name: string;
  readonly a: readonly Extent[];
  readonly b: readonly Extent[];
  readonly output: readonly Extent[];
}

/** Value ranges that the static INT8 scales are made from; plain JSON. */
export interface Calibration {
  readonly format: 'leeway-calibration/1';
  /** Hash of everything the values depend on: network, calibration settings, sampler. */
  readonly key: string;
  /** Number of step ranges; step s of S uses range floor(s * ranges / S). */
  readonly ranges: number;
  readonly gemms: readonly GemmCalibration[];
}

/** Index of the calibration range that a denoising step belongs to. */
export const rangeOfStep = (step: number, steps: number, ranges: number): number =>
  Math.floor((step * ranges) / steps);

const ROLES = ['a', 'b', 'output'] as const;

/** Runs the FP32 network and records the extents of every product's operands and result. */
export class CalibrationRecorder {
  private constructor(
    private readonly session: Session,
    private readonly gemms: readonly GemmNode[],
    private readonly output: string,
    private readonly extents: Record<(typeof ROLES)[number], Extent[]>[],
  ) {}

  static async create(
    model: ModelProto,
    gemms: readonly GemmNode[],
    ranges: number,
  ): Promise<CalibrationRecorder> {
    const probe = clone(ModelProtoSchema, model);
    const graph = graphOf(probe);
    const output = graph.output[0].name;
    const tensors = new Set(gemms.flatMap((gemm) => observed(gemm).map(({ tensor }) => tensor)));
    for (const tensor of tensors) {
      for (const reduce of ['ReduceMin', 'ReduceMax'] as const) {
        const name = extentName(tensor, reduce);
        graph.node.push(makeNode(reduce, name, [tensor], [name], { keepdims: 0n }));
        graph.output.push(makeValueInfo(name, DataType.FLOAT));
      }
    }
    const empty = (): Extent[] => Array.from({ length: ranges }, () => [Infinity, -Infinity]);
    const extents = gemms.map(() => ({ a: empty(), b: empty(), output: empty() }));
    return new CalibrationRecorder(await createSession(probe), gemms, output, extents);
  }

  /**
   * Runs one forward pass whose values count for the given step range; returns the network's output.
   *
   * @throws InputError when an operand or result of a product, or a value of the output, is not finite
   */
  async predict(feeds: Readonly<Record<string, Tensor>>, range: number): Promise<Float32Array> {
    const results = await this.session.run(feeds);
    const value = (name: string) => Number(results[name].data[0]);
    this.gemms.forEach((gemm, i) => {
      for (const { role, tensor } of observed(gemm)) {
        const least = value(extentName(tensor, 'ReduceMin'));
        const most = value(extentName(tensor, 'ReduceMax'));
        requireFinite(`node ${gemm.node.name}`, [least, most]);
        const [minimum, maximum] = this.extents[i][role][range];
        this.extents[i][role][range] = [Math.min(minimum, least), Math.max(maximum, most)];
      }
    });
    const output = results[this.output].data as Float32Array;
    // Extents do not show NaN: onnxruntime's ReduceMin and ReduceMax skip it.
    requireFinite("the network's output", output);
    return output;
  }

  /** What was recorded so far; the extents of a range without a pass are 0. */
  result(key: string): Calibration {
    return {
      format: 'leeway-calibration/1',
      key,
      ranges: this.extents[0].a.length,
      gemms: this.gemms.map(({ node, weight }, i) => ({
        name: node.name,
        a: this.extents[i].a.map(orZero),
        b: weight ? [] : this.extents[i].b.map(orZero),
        output: this.extents[i].output.map(orZero),
      })),
    };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

const extentName = (tensor: string, reduce: 'ReduceMin' | 'ReduceMax') => `leeway/${reduce}/${tensor}`;

const orZero = (extent: Extent): Extent => (extent[0] <= extent[1] ? extent : [0, 0]);

function requireFinite(where: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw inputError(
      `calibration: ${where}: expected finite values in float32, got ${values[i]}; ` +
        "check the network's weights, the sampling settings and the names of its inputs",
    );
  }
}

/** The computed tensors of a product whose extents matter. */
function observed({ a, b, weight, output }: GemmNode) {
  const tensors = { a, b: weight ? null : b, output };
  return ROLES.flatMap((role) => {
    const tensor = tensors[role];
    return tensor === null ? [] : [{ role, tensor }];
  });
}
