import { describe, expect, it } from 'vitest';
import { executionError } from '../../src/core/errors.js';
import { type GoldenBatch, GoldenRuns } from '../../src/evaluation/golden-runs.js';

/** A batch that can be told from others by its label. */
const batch = (label: number): GoldenBatch => ({
  images: { data: new Float32Array(1), images: 1, channels: 1, height: 1, width: 1 },
  labels: [label],
  logits: new Float32Array(1),
  features: [],
});

describe('GoldenRuns', () => {
  it('makes each batch of a seed once', async () => {
    const made: string[] = [];
    const runs = new GoldenRuns(async (seed, firstImage) => {
      made.push(`${seed}/${firstImage}`);
      return batch(made.length);
    });
    const first = await runs.get(1, 0);
    expect(await runs.get(1, 0)).toBe(first);
    await runs.get(1, 11);
    await runs.get(11, 1);
    await runs.get(111, 0);
    expect(await runs.get(1, 0)).toBe(first);
    expect(made).toEqual(['1/0', '1/11', '11/1', '111/0']);
  });

  it('keeps nothing of a run that was cancelled', async () => {
    const runs = new GoldenRuns(async (_seed, _first, cancelled) => {
      if (cancelled()) throw executionError('cancelled');
      return batch(1);
    });
    await expect(runs.get(1, 0, () => true)).rejects.toThrow('cancelled');
    expect((await runs.get(1, 0)).labels).toEqual([1]);
    // Nothing runs any more, so nothing can be cancelled.
    expect((await runs.get(1, 0, () => true)).labels).toEqual([1]);
  });
});
