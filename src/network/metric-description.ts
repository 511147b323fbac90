import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'expected a SHA-256: 64 hexadecimal digits' });

/** An ONNX file of a network description. */
export const onnxFileSchema = z.strictObject({
  file: z.string().min(1).describe('ONNX file, relative to this description'),
  sha256: sha256.optional().describe('checksum of the file; a file with another one is refused'),
});

const preprocessSchema = z.strictObject({
  resize: z
    .strictObject({
      width: z.int().positive(),
      height: z.int().positive(),
      antialias: z
        .boolean()
        .optional()
        .describe('true when left out: a smaller image averages the pixels that each of its own covers'),
    })
    .optional()
    .describe('bilinear, pixels taken at their centres; left out, the image keeps its size'),
  channels: z.int().positive().optional().describe('a grey image is repeated to so many channels'),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([black, white]) => black !== white, { error: 'expected two different values' })
    .optional()
    .describe('values that black and white are given; left out, -1 and 1'),
  mean: z.array(z.number()).min(1).optional().describe('subtracted then, per channel; left out, 0'),
  std: z.array(z.number().positive()).min(1).optional().describe('divided by last, per channel; left out, 1'),
});

/** What is done to an image before a metric network sees it, in this order: resize, repeat, range, mean, std. */
export type PreprocessDescription = z.output<typeof preprocessSchema>;

const networkSchema = onnxFileSchema.extend({
  input: z.string().describe('input that takes images, `[N, C, H, W]`, float32'),
  classLabel: z
    .string()
    .optional()
    .describe('input that takes the class each image was made for, `[N]`, int64; for scores that ask for it'),
  preprocess: preprocessSchema.optional().describe('left out, the network sees images as they are: -1 to 1'),
  pooled: z
    .string()
    .optional()
    .describe(
      'output that holds one feature vector per image, `[N, D]` or `[N, D, 1, 1]`, for sets of images',
    ),
  referenceStatistics: z
    .string()
    .optional()
    .describe('JSON with mean and covariance of `pooled` over real images, relative to this description'),
  logits: z.string().optional().describe('output that holds class scores, `[N, classes]`'),
  scores: z
    .record(
      z.string().regex(/^[a-z][A-Za-z0-9]*$/, { error: 'expected a name in camelCase, such as clipScore' }),
      z.string(),
    )
    .optional()
    .describe(
      'outputs that hold one score per image, `[N]` or `[N, 1]`, the larger the better, by metric name',
    ),
});

/** The metric network whose feature maps give the perceptual distance. */
export const metricSchema = networkSchema.extend({
  features: z.array(z.string()).min(1).describe('outputs that hold feature maps, `[N, C, H, W]`'),
});

/** Metric networks besides that one: for sets of images, class scores, or scores of their own. */
export const furtherMetricsSchema = z.array(networkSchema);

export type MetricDescription = z.output<typeof networkSchema> & { readonly features?: readonly string[] };

/** The parts of a network description that concern metric networks. */
export interface MetricSettings {
  readonly metric: MetricDescription;
  readonly furtherMetrics?: readonly MetricDescription[];
}

/** All metric networks of a description, that with the feature maps first. */
export const metricsOf = ({ metric, furtherMetrics = [] }: MetricSettings): readonly MetricDescription[] => [
  metric,
  ...furtherMetrics,
];
