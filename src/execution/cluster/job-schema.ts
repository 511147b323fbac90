import { z } from 'zod';
import { ERROR_KINDS, type ErrorKind } from '../../core/errors.js';
import type { Job } from '../../core/job.js';
import { policySchema } from '../../core/policy-schema.js';
import { OBJECTIVE_DIRECTIONS, type Outcome } from '../../core/trial.js';

const metrics = z.record(z.string(), z.number());
const scores = z.record(z.string(), z.array(z.number()));

const raceSchema = z.strictObject({
  looks: z.array(z.int().min(1)),
  objectives: z.array(z.strictObject({ metric: z.string(), direction: z.enum(OBJECTIVE_DIRECTIONS) })),
  constraints: z.array(
    z.strictObject({ metric: z.string(), atMost: z.number().optional(), atLeast: z.number().optional() }),
  ),
  rivals: z.array(z.strictObject({ metrics, imageScores: scores })),
});

/** A job as it comes from a queue. */
export const jobSchema: z.ZodType<Job> = z.strictObject({
  trialNumber: z.int().min(0),
  policy: policySchema,
  seed: z.int().min(0),
  images: z.int().min(1),
  race: raceSchema.optional(),
  detailImages: z.int().min(0).optional(),
  imageScores: z.boolean().optional(),
});

const detailSchema = z.strictObject({
  width: z.int().min(1),
  height: z.int().min(1),
  channels: z.int().min(1),
  images: z.array(
    z.strictObject({
      image: z.int().min(0),
      label: z.string(),
      golden: z.base64(),
      faulty: z.base64(),
      perceptualDistance: z.number(),
      psnrDb: z.number(),
    }),
  ),
  faultyWords: z.array(z.array(z.number())),
  restoredWords: z.array(z.array(z.number())),
});

const ERROR_NAMES = Object.keys(ERROR_KINDS) as [ErrorKind, ...ErrorKind[]];

/** An outcome as it comes from a queue. */
export const outcomeSchema: z.ZodType<Outcome> = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('scored'),
    metrics,
    standardErrors: metrics,
    diagnostics: metrics,
    imageScores: scores.optional(),
    detail: detailSchema.optional(),
  }),
  z.strictObject({ status: z.literal('infeasible'), reason: z.string() }),
  z.strictObject({
    status: z.literal('failed'),
    error: z.strictObject({ kind: z.enum(ERROR_NAMES), message: z.string(), stack: z.string().optional() }),
  }),
]);
