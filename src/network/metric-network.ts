import { inputError } from '../core/errors.js';
import type { LocatedDescription } from './network-description.js';
import { readOnnxFile } from './onnx-file.js';
import { Tensor } from './onnx-session.js';
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
  ) {}

  static async create({ description, resolve }: LocatedDescription): Promise<MetricNetwork> {
    const { file, sha256, features, logits } = description.metric;
    const onnx = readOnnxFile(resolve(file), sha256);
    const network = await WholeNetwork.create(onnx.model);
    const missing = [...features, logits].find((name) => !network.outputNames.includes(name));
    if (missing !== undefined) {
      throw inputError(
        `${onnx.path}: no graph output '${missing}', the graph has ${network.outputNames.join(', ')}; correct metric in the network description`,
      );
    }
    return new MetricNetwork(network, description);
  }

  /** @param images `images x channels x height x width`, values in -1..1 */
  async measure(images: Float32Array): Promise<MetricOutputs> {
    const { metric, image } = this.description;
    const size = image.channels * image.height * image.width;
    const shape = [images.length / size, image.channels, image.height, image.width];
    const outputs = await this.network.run({ [metric.input]: new Tensor('float32', images, shape) });
    const features = metric.features.map((name) => {
      const [, channels, height, width] = outputs[name].dims;
      return { data: outputs[name].data as Float32Array, channels, height, width };
    });
    return { logits: outputs[metric.logits].data as Float32Array, features };
  }

  release(): Promise<void> {
    return this.network.release();
  }
}
