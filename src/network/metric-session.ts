import { inputError } from '../core/errors.js';
import type { MetricDescription } from './metric-description.js';
import type { LocatedDescription } from './network-description.js';
import { readOnnxFile } from './onnx-file.js';
import { loadError, Tensor } from './onnx-session.js';
import { createPreprocess, type Preprocess } from './preprocess.js';
import { WholeNetwork } from './whole-network.js';

type Outputs = Readonly<Record<string, Tensor>>;

/** One metric network, run in FP32, with its pre-processing; its outputs have the sizes that the description says. */
export class MetricSession {
  private constructor(
    private readonly network: WholeNetwork,
    readonly description: MetricDescription,
    private readonly preprocess: Preprocess,
    private readonly classes: number,
    private readonly path: string,
  ) {}

  /** @throws InputError when the file is not readable, or lacks an input or output that the description names */
  static async create(
    metric: MetricDescription,
    { description, resolve }: LocatedDescription,
  ): Promise<MetricSession> {
    const { model, path } = readOnnxFile(resolve(metric.file), metric.sha256);
    const network = await WholeNetwork.create(model).catch((error: unknown) => {
      throw loadError(path, error);
    });
    requireNamed(path, 'input', [metric.input, metric.classLabel], network.inputNames);
    requireNamed(path, 'output', outputNames(metric), network.outputNames);
    const preprocess = createPreprocess(description.image, metric.preprocess);
    return new MetricSession(network, metric, preprocess, description.classes.labels.length, path);
  }

  /**
   * Measures one image.
   *
   * @param image `channels x height x width`, values in -1..1
   * @param label the class that it was made for
   * @throws InputError when the network does not run on images of this size, an output has another size or type than
   *   the description says, or a score is not finite
   */
  async measure(image: Float32Array<ArrayBuffer>, label: number): Promise<Outputs> {
    const { input, classLabel } = this.description;
    const { shape, prepare } = this.preprocess;
    const dims = [1, shape.channels, shape.height, shape.width];
    const feeds = {
      [input]: new Tensor('float32', prepare(image), dims),
      ...(classLabel && { [classLabel]: new Tensor('int64', BigInt64Array.of(BigInt(label)), [1]) }),
    };
    const outputs = await this.network.run(feeds).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw inputError(`${this.path}: onnxruntime cannot run this metric network: ${reason}`, error);
    });
    this.requireOutputs(outputs);
    return outputs;
  }

  release(): Promise<void> {
    return this.network.release();
  }

  private requireOutputs(outputs: Outputs): void {
    const { features = [], pooled, logits, scores = {} } = this.description;
    for (const name of features)
      this.require(outputs[name], name, '1, ?, ?, ?', ([one, ...rest]) => one === 1 && rest.length === 3);
    if (logits)
      this.require(
        outputs[logits],
        logits,
        `1, ${this.classes}`,
        (dims) => dims.join() === `1,${this.classes}`,
      );
    if (pooled)
      this.require(outputs[pooled], pooled, '1, ?', (dims) => dims.length >= 2 && product(dims) === dims[1]);
    for (const name of Object.values(scores)) {
      this.require(outputs[name], name, '1', (dims) => product(dims) === 1);
      if (!Number.isFinite(outputs[name].data[0])) {
        throw inputError(
          `${this.path}: graph output '${name}': expected a finite score, got ${outputs[name].data[0]}; ` +
            'correct the network or its pre-processing',
        );
      }
    }
  }

  private require(
    { dims, type }: Tensor,
    name: string,
    expected: string,
    fits: (dims: readonly number[]) => boolean,
  ): void {
    if (fits(dims) && type === 'float32') return;
    throw inputError(
      `${this.path}: graph output '${name}': expected float32 [${expected}], got ${type} [${dims.join(', ')}]; ` +
        'correct metric or classes in the network description',
    );
  }
}

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

const outputNames = ({ features = [], pooled, logits, scores = {} }: MetricDescription) => [
  ...features,
  pooled,
  logits,
  ...Object.values(scores),
];

function requireNamed(
  path: string,
  what: 'input' | 'output',
  names: readonly (string | undefined)[],
  present: readonly string[],
): void {
  const missing = names.find((name) => name !== undefined && !present.includes(name));
  if (missing === undefined) return;
  throw inputError(
    `${path}: no graph ${what} '${missing}', the graph has ${present.join(', ')}; correct metric in the network description`,
  );
}
