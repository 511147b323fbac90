import { dirname, relative, resolve } from 'node:path';
import { z } from 'zod';
import { OBJECTIVE_DIRECTIONS } from '../core/trial.js';
import { readYamlConfig } from '../core/yaml-config.js';
import { QUALITY_METRICS } from '../quality/quality-metrics.js';
import { SET_METRICS } from '../quality/set-metrics.js';
import { FAULT_MODELS, type FaultModelName } from '../reliability/fault-models/fault-models.js';
import { SITE_SETS, type SiteSet } from '../reliability/site-sets.js';
import { policySpaceConfigSchema } from '../search/policy-space-config.js';
import { searchConfigSchema } from '../search/search-config.js';
import type { Manifest } from './manifest.js';

/** What a policy is scored by: the accelerator's costs and the quality metrics. */
export const METRIC_NAMES = [
  'energyJ',
  'latencyS',
  ...Object.keys(QUALITY_METRICS),
  ...Object.keys(SET_METRICS),
] as [string, ...string[]];

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>) => Object.keys(table) as [T, ...T[]];

const metric = z
  .enum(METRIC_NAMES, { error: `expected a metric: one of ${METRIC_NAMES.join(', ')}` })
  .meta({ description: 'a measured quantity, in SI units' });

const objectiveSchema = z.strictObject({
  metric,
  direction: z.enum(OBJECTIVE_DIRECTIONS),
  worst: z
    .number()
    .meta({ description: 'worst value of interest, in SI units; the hypervolume is measured up to it' }),
});

const constraintSchema = z
  .strictObject({ metric, atMost: z.number().optional(), atLeast: z.number().optional() })
  .refine(({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined, {
    error: "expected 'atMost' or 'atLeast'",
  });

const faultsSchema = z.strictObject({
  model: z
    .enum(keysOf<FaultModelName>(FAULT_MODELS))
    .meta({ description: 'how a timing error corrupts a word' }),
  sites: z
    .enum(keysOf<SiteSet>(SITE_SETS))
    .meta({ description: 'matrix products that errors strike and checksums guard' }),
  errorCurve: z.string().optional().meta({
    description:
      "error curve to use in place of the accelerator's, relative to this file; a reference clock that the accelerator gives holds for it too",
  }),
  checksums: z.boolean().optional().meta({
    description: 'let the accumulators of checksums err as often as those of outputs; false by default',
  }),
});

const samplingSchema = z
  .strictObject({
    steps: z.int().min(1).max(1000).optional().meta({ description: 'denoising steps' }),
    guidanceScale: z.number().min(0).optional().meta({ description: 'classifier-free guidance; 1 is none' }),
  })
  .meta({ description: "left out, the network's own settings hold" });

const validationSchema = z
  .strictObject({
    margin: z.number().positive().optional().meta({
      description:
        'largest mean perceptual distance from fault-free runs that counts as no worse; by default its bound',
    }),
    level: z.number().gt(0.5).lt(1).default(0.95).meta({ description: 'one-sided confidence of a verdict' }),
    images: z.int().min(2).default(160).meta({ description: 'most images that a validation takes' }),
    looks: z.int().min(1).max(20).default(5).meta({ description: 'how often it may stop before that' }),
  })
  .meta({ description: 'how leeway evaluate --validate decides' });

const imageCount = z.int().min(1);

const risingImageCounts = z
  .array(imageCount)
  .min(1)
  .refine((counts) => counts.every((count, i) => i === 0 || count > counts[i - 1]), {
    error: 'expected each number of images to be above the one before',
  });

/** Metrics that races cannot be about: they are of whole sets of images and not means over images. */
const SET_METRIC_NAMES: ReadonlySet<string> = new Set(Object.keys(SET_METRICS));

/** A search space file: one question asked of one network on one accelerator. */
export const searchSpaceSchema = z
  .strictObject({
    format: z.literal('leeway-search-space/1', { error: 'expected format: leeway-search-space/1' }),
    title: z.string().min(1),
    question: z.string().min(1).meta({ description: 'what is asked, in a sentence for the report' }),
    network: z
      .string()
      .min(1)
      .meta({ description: 'folder of the network or its model.yaml, relative to this file' }),
    accelerator: z.string().min(1).meta({ description: 'accelerator description, relative to this file' }),
    sampling: samplingSchema.default({}),
    faults: faultsSchema,
    policy: policySpaceConfigSchema,
    sensitivity: z.string().optional().meta({
      description: 'sensitivity.json of leeway analyze for the search to start from, relative to this file',
    }),
    objectives: z.array(objectiveSchema).min(1),
    constraints: z.array(constraintSchema).default([]),
    search: searchConfigSchema.default({ algorithm: 'leeway' }),
    study: z.strictObject({
      seed: z.int().min(0).max(0xffffffff).meta({ description: 'seed of noise, faults and search' }),
      trials: z.int().min(1).meta({ description: 'policies to evaluate' }),
      images: z
        .union([imageCount, risingImageCounts], {
          error: 'expected a number of images, or a rising list of them',
        })
        .meta({
          description:
            'images per evaluation; of a rising list such as [4, 8, 16, 64] the last, where those before are the looks at which a policy that breaks a constraint, or that the front dominates, with confidence, is given up',
        }),
      lag: z.int().min(0).default(16).meta({
        description:
          'trials that a suggestion does without, so that up to this many workers more than one never wait; part of what makes a study reproducible',
      }),
      batchImages: z
        .int()
        .min(1)
        .default(4)
        .meta({ description: 'images that run through the network at once' }),
      untilConverged: z.number().gt(0).lt(1).optional().meta({
        description:
          'end before all trials when the front misses less than this share of the hypervolume that the evidence so far allows',
      }),
      startWith: z
        .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
        .optional()
        .meta({
          description: 'assignments to evaluate first, such as tune --warm-start takes from another study',
        }),
      maxFailuresInARow: z.int().min(1).default(5),
    }),
    confirmation: z.strictObject({
      policies: z.int().min(1).meta({ description: 'policies of the front to evaluate again' }),
      images: z.int().min(1).meta({ description: 'images of a fresh seed for each' }),
    }),
    validation: validationSchema.optional(),
  })
  .refine(
    ({ study, objectives, constraints }) =>
      !Array.isArray(study.images) ||
      ![...objectives, ...constraints].some((goal) => SET_METRIC_NAMES.has(goal.metric)),
    {
      path: ['study', 'images'],
      error: `expected one number, because an objective or constraint is among ${Object.keys(SET_METRICS).join(', ')}, which no single image has; remove the list or that metric`,
    },
  )
  .refine(({ objectives }) => new Set(objectives.map((o) => o.metric)).size === objectives.length, {
    path: ['objectives'],
    error: 'a metric is listed twice; remove one',
  });

/** A search space as read, its file references turned into paths. Plain JSON: frozen into the study's manifest. */
export type StudyConfig = z.output<typeof searchSpaceSchema>;

/**
 * Reads a search space.
 *
 * @returns the configuration, with file references relative to the working directory
 * @throws InputError with file, line and column of every problem
 */
export function readStudyConfig(path: string, workingDirectory: string): StudyConfig {
  const config = readYamlConfig(path, searchSpaceSchema, 'search space');
  const locate = (file: string) => relative(workingDirectory, resolve(workingDirectory, dirname(path), file));
  const { errorCurve } = config.faults;
  return {
    ...config,
    ...(config.sensitivity !== undefined && { sensitivity: locate(config.sensitivity) }),
    network: locate(config.network),
    accelerator: locate(config.accelerator),
    faults: errorCurve === undefined ? config.faults : { ...config.faults, errorCurve: locate(errorCurve) },
  };
}

/** How policies are validated; the margin is null where the file has neither one nor a bound that can serve as one. */
export function validationOf({ validation, constraints }: StudyConfig) {
  const { margin, ...settings } = { ...validationSchema.parse({}), ...validation };
  const bound = constraints.find(({ metric }) => metric === 'perceptualDistance')?.atMost;
  return { ...settings, margin: margin ?? bound ?? null };
}

/** The configuration of a study that was begun before; its manifest's hash has shown that it is as `tune` wrote it. */
export const storedStudyConfig = ({ config }: Manifest): StudyConfig => config as StudyConfig;

/** JSON Schema (draft 7) of search space files, for editors. */
export function searchSpaceJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(searchSpaceSchema, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'Leeway search space' };
}
