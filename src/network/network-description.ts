import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { readYamlConfig } from '../core/yaml-config.js';
import { furtherMetricsSchema, metricSchema, onnxFileSchema } from './metric-description.js';
import { metricProblems } from './metric-problems.js';

/** `model.yaml`: what Leeway has to know about a network beyond its ONNX file. */
export const networkDescriptionSchema = z
  .strictObject({
    format: z.literal('leeway-network/1'),
    name: z.string().min(1),
    denoiser: onnxFileSchema
      .extend({
        inputs: z
          .strictObject({ sample: z.string(), timestep: z.string(), classLabel: z.string() })
          .describe("names of the ONNX graph's inputs"),
        blocks: z
          .array(z.strictObject({ name: z.string().min(1), match: z.string().min(1) }))
          .min(1)
          .optional()
          .describe(
            'blocks by regular expression on node names; left out, they are recognised from module paths',
          ),
      })
      .describe('the network that predicts the noise'),
    image: z.strictObject({
      channels: z.int().positive(),
      height: z.int().positive(),
      width: z.int().positive(),
    }),
    classes: z.strictObject({
      labels: z.array(z.string()).min(1).describe('class names, in label order'),
      nullLabel: z
        .int()
        .nonnegative()
        .describe('label that stands for no condition, for classifier-free guidance'),
    }),
    sampling: z.strictObject({
      scheduler: z.string().describe("diffusers' scheduler_config.json, relative to this description"),
      steps: z.int().min(1).max(1000).describe('denoising steps'),
      guidanceScale: z.number().min(0).describe('1 = no guidance'),
    }),
    calibration: z.strictObject({
      file: z
        .string()
        .optional()
        .describe('calibration shipped with the network; where it does not fit, another is made and cached'),
      images: z.int().min(1).describe('images whose activations set the static INT8 scales'),
      ranges: z.int().min(1).describe('step ranges with scales of their own'),
      seed: z.int().nonnegative(),
    }),
    metric: metricSchema.describe('the network whose feature maps give the perceptual distance'),
    furtherMetrics: furtherMetricsSchema.optional().describe('other networks that judge images'),
  })
  .superRefine((description, context) => {
    for (const problem of metricProblems(description, description.image.channels))
      context.addIssue({ code: 'custom', ...problem });
  });

export type NetworkDescription = z.output<typeof networkDescriptionSchema>;

/** A description and where its relative paths start. */
export interface LocatedDescription {
  readonly path: string;
  readonly description: NetworkDescription;
  /** Path of a file that the description names. */
  resolve(file: string): string;
}

/** Reads `model.yaml`; a folder stands for the `model.yaml` in it. */
export function readNetworkDescription(path: string): LocatedDescription {
  const file = /\.ya?ml$/.test(path) ? path : join(path, 'model.yaml');
  const description = readYamlConfig(file, networkDescriptionSchema, 'network description');
  return {
    path: file,
    description,
    resolve: (name) => (isAbsolute(name) ? name : join(dirname(file), name)),
  };
}
