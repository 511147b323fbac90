import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import type { AnalysisJob, AnalysisOutcome } from '../../../src/evaluation/analysis/analysis-job.js';
import { planAnalysis } from '../../../src/evaluation/analysis/analysis-plan.js';
import { AnalysisRecord } from '../../../src/evaluation/analysis/analysis-record.js';
import { assembleAnalysis } from '../../../src/evaluation/analysis/assemble-analysis.js';
import { equalSegments } from '../../../src/evaluation/analysis/equal-segments.js';
import { type AnalysisRun, runAnalysis } from '../../../src/evaluation/analysis/run-analysis.js';
import { relativeWidths } from '../../../src/evaluation/analysis/schedule.js';
import { everyGemm, smallWorkload } from './workload.js';

const WORKLOAD = smallWorkload();
const settings = {
  seed: 1,
  steps: 6,
  guidanceScale: 1,
  batchImages: 8,
  sites: 'all-gemm',
  segments: equalSegments(6, 3),
  wordErrorRate: 1e-3,
  distanceBound: 0.5,
  tolerance: 0.25,
};
const plan = planAnalysis({ workload: WORKLOAD, struck: everyGemm(WORKLOAD), settings });

/** Damage in closed form: early steps hurt, and in the first segment it varies a lot. */
function measure(job: AnalysisJob): AnalysisOutcome {
  if (job.kind === 'spread') {
    return {
      status: 'traced',
      images: 4,
      points: [{ step: job.step, block: 0, changedShare: 1, relativeDeviation: 1 }],
    };
  }
  const [{ firstStep, gemms }] = job.injection.places;
  const spread = firstStep === 0 ? 4 : 0.2;
  const distances = Array.from({ length: 8 }, (_, i) => {
    const random = new RandomStream(gemms[0], 'noise', { image: job.firstImage + i, site: firstStep });
    return 2 / (1 + firstStep) + spread * random.uniform();
  });
  return {
    status: 'measured',
    damage: { distances, classChanges: distances.map((d) => d > 2.5), faultyWords: distances.map(() => 3) },
  };
}

/** A run whose jobs end in another order than they begin in. */
function prepared(record: AnalysisRecord, change: Partial<AnalysisRun> = {}): AnalysisRun {
  return {
    plan,
    record,
    settings,
    seed: 1,
    batchImages: 8,
    concurrency: 1,
    evaluate: async (job) => {
      await new Promise((resolve) => setTimeout(resolve, job.trialNumber % 3));
      return measure(job);
    },
    mayStart: () => true,
    onRecorded: () => {},
    ...change,
  };
}

const HEADER = {
  name: 'toy',
  network: 'toy',
  command: '',
  key: '',
  leewayVersion: '',
  createdAt: '',
  versions: {},
  inputHashes: {},
  settings,
  blocks: WORKLOAD.blocks,
  state: 'complete',
  elapsedS: 0,
} as const;
const assembled = (record: AnalysisRecord) => assembleAnalysis(HEADER, plan, record);
const upTo = (limit: number) => (images: number) => images <= limit;

describe('an analysis', () => {
  it('ends when every interval is narrow enough, and spends images where values vary', async () => {
    const record = new AnalysisRecord();
    expect(await runAnalysis(prepared(record, { concurrency: 3 }))).toBe('complete');
    for (const dimension of ['map', 'block', 'segment', 'site', 'bit'] as const) {
      for (const { ratio } of relativeWidths({ plan, record, settings }, dimension))
        expect(ratio).toBeLessThan(1);
    }
    const { cells, images, spread } = assembled(record);
    const imagesOf = (segment: number) =>
      cells
        .filter(({ dimension, segments }) => dimension === 'map' && segments[0] === segment)
        .reduce((sum, cell) => sum + cell.images, 0);
    expect(imagesOf(0)).toBeGreaterThan(imagesOf(2));
    expect(spread.every((trace) => trace.points.length === 1)).toBe(true);
    const counted = cells.reduce((sum, cell) => sum + cell.images, 0) + 4 * spread.length;
    expect(images).toBe(counted);
  });

  it('gives the same for any number of workers, also when its images are up in mid-round', async () => {
    const results = [];
    for (const concurrency of [1, 2, 5]) {
      const record = new AnalysisRecord();
      expect(await runAnalysis(prepared(record, { concurrency, mayStart: upTo(500) }))).toBe('stopped');
      expect(record.images).toBeLessThanOrEqual(500);
      results.push(assembled(record));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(results[0].pending.length).toBeGreaterThan(0);
  });

  it('goes on from its JSON as if it had never been stopped', async () => {
    const whole = new AnalysisRecord();
    await runAnalysis(prepared(whole));
    let record = new AnalysisRecord();
    for (const limit of [40, 250, 700, Infinity]) {
      await runAnalysis(prepared(record, { concurrency: 2, mayStart: upTo(limit) }));
      record = AnalysisRecord.from(JSON.parse(JSON.stringify(assembled(record))));
    }
    expect(assembled(record)).toEqual(assembled(whole));
  });

  it('keeps what was measured when a job fails, and says why', async () => {
    const record = new AnalysisRecord();
    let count = 0;
    const evaluate = async (job: AnalysisJob): Promise<AnalysisOutcome> =>
      ++count === 4 ? { status: 'failed', error: { kind: 'InputError', message: 'unlucky' } } : measure(job);
    await expect(runAnalysis(prepared(record, { evaluate }))).rejects.toMatchObject({
      kind: 'InputError',
      message: 'unlucky',
    });
    expect(record.images).toBe(24);
  });

  it('shows a little of map, blocks, segments, layers, sizes and spread before it refines the map', async () => {
    const record = new AnalysisRecord();
    const first = ['map', 'block', 'segment', 'layer', 'magnitude'];
    const others = plan.cells.filter(({ target }) => first.includes(target.dimension)).length;
    await runAnalysis(prepared(record, { mayStart: upTo(8 * others + 4 * plan.spread.length) }));
    const { cells, spread } = assembled(record);
    expect(cells.filter(({ images }) => images > 0).map(({ dimension }) => dimension)).toEqual(
      cells.map(({ dimension }) => dimension).filter((dimension) => first.includes(dimension)),
    );
    expect(cells.every(({ images }) => images <= 8)).toBe(true);
    expect(spread.every(({ images }) => images === 4)).toBe(true);
  });
});
