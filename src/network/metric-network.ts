import { inputError } from '../core/errors.js';
import type { LocatedDescription } from './network-description.js';
import { readOnnxFile } from './onnx-file.js';
import { loadError, Tensor } from './onnx-session.js';
import { WholeNetwork } from './whole-network.js';

/** What the metric network says of a batch of images. */
export interface MetricOutputs {
  /** `images x classes`. */
  readonly logits: Float32Array;
  /** One per feature output: data `images x channels x height x width`. */
  readonly features: readonly {
    readonly data: Float32Array;
    readonly channels: number;
    readonly height: number;
    readonly width: number;
  }[];
}

/** The classifier whose feature maps and class scores judge images; runs in FP32. */
export class MetricNetwork {
  private constructor(
    private readonly network: WholeNetwork,
    private readonly description: LocatedDescription['description'],
    private readonly path: string,
  ) {}

  /** @throws InputError when the file is not readable, or lacks an input or output that the description names */
  static async create({ description, resolve }: LocatedDescription): Promise<MetricNetwork> {
    const { file, sha256, input, features, logits } = description.metric;
    const { model, path } = readOnnxFile(resolve(file), sha256);
    const network = await WholeNetwork.create(model).catch((error: unknown) => {
      throw loadError(path, error);
    });
    requireNamed(path, 'input', [input], network.inputNames);
    requireNamed(path, 'output', [...features, logits], network.outputNames);
    return new MetricNetwork(network, description, path);
  }

  /**
   * Measures images one by one: onnxruntime's FP32 products round differently for another batch size, and an image's
   * scores must not depend on its batch.
   *
   * @param images `images x channels x height x width`, values in -1..1
   */
  async measure(images: Float32Array): Promise<MetricOutputs> {
    const { metric, image } = this.description;
    const size = image.channels * image.height * image.width;
    const each: Readonly<Record<string, Tensor>>[] = [];
    for (let start = 0; start < images.length; start += size) {
      each.push(await this.measureOne(images.slice(start, start + size)));
    }
    const features = metric.features.map((name) => {
      const [, channels, height, width] = each[0][name].dims;
      return { data: concatenate(each, name), channels, height, width };
    });
    return { logits: concatenate(each, metric.logits), features };
  }

  private async measureOne(values: Float32Array) {
    const { metric, image, classes } = this.description;
    const shape = [1, image.channels, image.height, image.width];
    const outputs = await this.network.run({ [metric.input]: new Tensor('float32', values, shape) });
    this.requireDims(outputs, metric.logits, [1, classes.labels.length]);
    for (const name of metric.features) this.requireDims(outputs, name, [1, null, null, null]);
    return outputs;
  }

  /** @param expected null for each dimension that may have any size */
  private requireDims(
    outputs: Readonly<Record<string, Tensor>>,
    name: string,
    expected: readonly (number | null)[],
  ): void {
    const { dims, type } = outputs[name];
    const fits = dims.length === expected.length && dims.every((size, i) => size === (expected[i] ?? size));
    if (fits && type === 'float32') return;
    throw inputError(
      `${this.path}: graph output '${name}': expected float32 [${expected.map((size) => size ?? '?').join(', ')}], ` +
        `got ${type} [${dims.join(', ')}]; correct metric or classes in the network description`,
    );
  }

  release(): Promise<void> {
    return this.network.release();
  }
}

function requireNamed(
  path: string,
  what: 'input' | 'output',
  names: readonly string[],
  present: readonly string[],
): void {
  const missing = names.find((name) => !present.includes(name));
  if (missing === undefined) return;
  throw inputError(
    `${path}: no graph ${what} '${missing}', the graph has ${present.join(', ')}; correct metric in the network description`,
  );
}

/** One output of several runs, one after the other. */
function concatenate(runs: readonly Readonly<Record<string, Tensor>>[], name: string): Float32Array {
  const parts = runs.map((outputs) => outputs[name].data as Float32Array);
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
