import { z } from 'zod';
import { inputError } from '../core/errors.js';
import { readTextFile } from '../core/yaml-config.js';
import type { Matrix } from './matrix.js';

/** Mean and covariance of the pooled features of real images. */
export interface ReferenceStatistics {
  readonly dimension: number;
  readonly mean: Float64Array;
  /** `dimension x dimension`. */
  readonly covariance: Matrix;
  /** What the images were, in words. */
  readonly source: string;
}

const fileSchema = z
  .object({
    source: z.object({ dataset: z.string(), split: z.string(), count: z.int().min(2) }),
    mean: z.array(z.number()).min(1),
    covariance: z.array(z.array(z.number())),
  })
  .refine(
    ({ mean, covariance }) =>
      covariance.length === mean.length && covariance.every((row) => row.length === mean.length),
    { error: 'expected a square covariance of as many rows as the mean has values' },
  );

/**
 * Reads reference statistics: JSON with `mean`, `covariance` (divisor n - 1) and `source` (dataset, split, count).
 *
 * @throws InputError when the file is missing or holds something else
 */
export function readReferenceStatistics(path: string): ReferenceStatistics {
  const parsed = fileSchema.safeParse(parseJson(readTextFile(path, 'reference statistics'), path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = [path, ...(issue.path.length > 0 ? [issue.path.join('.')] : [])].join(': ');
    throw inputError(`${where}: ${issue.message}; make the reference statistics again`);
  }
  const { source, mean, covariance } = parsed.data;
  const dimension = mean.length;
  return {
    dimension,
    mean: Float64Array.from(mean),
    covariance: { data: Float64Array.from(covariance.flat()), rows: dimension, cols: dimension },
    source: `${source.dataset} ${source.split}, ${source.count} images`,
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw inputError(`${path}: not complete JSON; make the reference statistics again`, error);
  }
}
