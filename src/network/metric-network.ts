import { bugError } from '../core/errors.js';
import { metricsOf } from './metric-description.js';
import { MetricSession } from './metric-session.js';
import type { LocatedDescription } from './network-description.js';
import type { Tensor } from './onnx-session.js';

/** What the metric networks say of a batch of images. */
export interface MetricOutputs {
  /** One per feature output: data `images x channels x height x width`. */
  readonly features: readonly {
    readonly data: Float32Array;
    readonly channels: number;
    readonly height: number;
    readonly width: number;
  }[];
  /** One feature vector per image, data `images x dimension`; null where no metric network pools. */
  readonly pooled: {
    readonly data: Float32Array;
    readonly images: number;
    readonly dimension: number;
  } | null;
  /** `images x classes`; null where no metric network tells classes apart. */
  readonly logits: Float32Array | null;
  /** The networks' own scores by metric name, one per image. */
  readonly scores: Readonly<Record<string, Float32Array>>;
}

/** The networks whose features, class scores and own scores judge images; run in FP32. */
export class MetricNetwork {
  private constructor(
    private readonly sessions: readonly MetricSession[],
    /** Values per image. */
    private readonly imageSize: number,
  ) {}

  /** @throws InputError when a file is not readable, or lacks an input or output that the description names */
  static async create(located: LocatedDescription): Promise<MetricNetwork> {
    const { channels, height, width } = located.description.image;
    const sessions: MetricSession[] = [];
    for (const metric of metricsOf(located.description))
      sessions.push(await MetricSession.create(metric, located));
    return new MetricNetwork(sessions, channels * height * width);
  }

  /**
   * Measures images one by one: onnxruntime's FP32 products round differently for another batch size, and an image's
   * scores must not depend on its batch.
   *
   * @param images `images x channels x height x width`, values in -1..1
   * @param labels the class that each image was made for; may be left out where no network asks for it
   */
  async measure(images: Float32Array, labels: readonly number[] = []): Promise<MetricOutputs> {
    const count = images.length / this.imageSize;
    const parts: MetricOutputs[] = [];
    for (const session of this.sessions) {
      const each: Outputs[] = [];
      for (let image = 0; image < count; image++) {
        const values = images.slice(image * this.imageSize, (image + 1) * this.imageSize);
        each.push(await session.measure(values, labelOf(session, labels, image)));
      }
      parts.push(collect(session, each));
    }
    return {
      features: parts.flatMap(({ features }) => features),
      pooled: parts.find(({ pooled }) => pooled)?.pooled ?? null,
      logits: parts.find(({ logits }) => logits)?.logits ?? null,
      scores: Object.assign({}, ...parts.map(({ scores }) => scores)),
    };
  }

  async release(): Promise<void> {
    for (const session of this.sessions) await session.release();
  }
}

type Outputs = Readonly<Record<string, Tensor>>;

function labelOf({ description }: MetricSession, labels: readonly number[], image: number): number {
  if (description.classLabel !== undefined && labels[image] === undefined) {
    throw bugError(`metric network ${description.file}: expected a class for image ${image}, got none`);
  }
  return labels[image] ?? 0;
}

/** The outputs of one network's runs, an image each, by what they mean. */
function collect({ description }: MetricSession, each: readonly Outputs[]): MetricOutputs {
  const { features = [], pooled, logits, scores = {} } = description;
  return {
    features: features.map((name) => {
      const [, channels, height, width] = each[0][name].dims;
      return { data: concatenate(each, name), channels, height, width };
    }),
    pooled: pooled
      ? { data: concatenate(each, pooled), images: each.length, dimension: each[0][pooled].dims[1] }
      : null,
    logits: logits ? concatenate(each, logits) : null,
    scores: Object.fromEntries(
      Object.entries(scores).map(([name, output]) => [name, concatenate(each, output)]),
    ),
  };
}

/** One output of several runs, one after the other. */
function concatenate(runs: readonly Outputs[], name: string): Float32Array {
  const parts = runs.map((outputs) => outputs[name].data as Float32Array);
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
