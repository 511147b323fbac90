import { describe, expect, it } from 'vitest';
import { headline } from '../../src/report/headline.js';
import type { FrontMember, ReportData } from '../../src/report/report-data.js';
import { syntheticReport } from './synthetic-report.js';

const base = syntheticReport({ trials: 40 });

/** A study with a front of policies given as [trial, energy share, latency share, distance, standard error]. */
function studyOf(...policies: readonly (readonly [number, number, number, number, number])[]): ReportData {
  const { energyJ, latencyS } = base.nominal.metrics;
  const front: FrontMember[] = policies.map(([trialNumber, energy, latency, distance, error]) => ({
    trialNumber,
    believed: null,
    confirmed: {
      images: 64,
      metrics: { energyJ: energy * energyJ, latencyS: latency * latencyS, perceptualDistance: distance },
      standardErrors: { perceptualDistance: error },
    },
  }));
  return { ...base, front, knee: policies[0]?.[0] ?? null };
}

describe('headline', () => {
  it('names the largest saving and the largest speed-up whose means keep the bound', () => {
    const found = headline(
      studyOf([1, 0.5, 1, 0.2, 0.001], [2, 0.6, 1, 0.05, 0.001], [3, 0.9, 0.8, 0.01, 0.001]),
    );
    expect(found.bestSaving?.member.trialNumber).toBe(2);
    expect(found.bestSaving?.energySaving).toBeCloseTo(0.4);
    expect(found.fastest?.member.trialNumber).toBe(3);
    expect(found.fastest?.speedUp).toBeCloseTo(1.25);
  });

  it('says how surely the bound is kept', () => {
    const study = studyOf([1, 1, 1, 0.05, 0.001], [2, 1, 1, 0.058, 0.002], [3, 1, 1, 0.061, 0.002]);
    expect(headline(study).policies.map(({ bounds }) => bounds)).toEqual(['met', 'on average', 'exceeded']);
    const unconfirmed = { ...base, front: [{ trialNumber: 1, believed: null, confirmed: null }] };
    expect(headline(unconfirmed).policies[0].bounds).toBe('unconfirmed');
    expect(headline(unconfirmed).bestSaving).toBeNull();
  });

  it('says what a study hopes for before anything is confirmed', () => {
    const scored = base.trials.filter(({ outcome }) => outcome.status === 'scored').slice(0, 3);
    const front = scored.map(({ number }) => ({ trialNumber: number, believed: null, confirmed: null }));
    const { bestSaving, hoped } = headline({ ...base, front, finishedAt: null });
    const energyOf = (number: number) => {
      const outcome = base.trials.find((trial) => trial.number === number)?.outcome;
      return outcome?.status === 'scored' ? outcome.metrics.energyJ : Number.NaN;
    };
    const least = Math.min(...scored.map(({ number }) => energyOf(number)));
    expect(bestSaving).toBeNull();
    expect(energyOf(hoped.saving?.member.trialNumber ?? -1)).toBe(least);
  });

  it('names nothing when no policy keeps the bound, or there is none', () => {
    expect(headline(studyOf([1, 0.5, 1, 0.2, 0.001]))).toMatchObject({ bestSaving: null, fastest: null });
    expect(headline(studyOf())).toMatchObject({ bestSaving: null, fastest: null, policies: [] });
  });

  it('asks for more where more policies were confirmed, since the best of many is lucky', () => {
    const bounds = (policies: number) =>
      headline(studyOf(...Array.from({ length: policies }, (_, i) => [i + 1, 1, 1, 0.0575, 0.001] as const)))
        .policies[0].bounds;
    expect(bounds(1)).toBe('met');
    expect(bounds(12)).toBe('on average');
  });

  it('names the knee when there are no bounds', () => {
    const study = { ...studyOf([1, 0.8, 1, 0.1, 0.001], [2, 0.2, 1, 1.9, 0.001]), constraints: [] };
    expect(headline(study).bestSaving?.member.trialNumber).toBe(1);
  });

  it('does not invent a saving where no energy was measured', () => {
    const study = studyOf([1, 0.8, 1, 0.01, 0.001]);
    const { energyJ: _, ...metrics } = study.nominal.metrics;
    const found = headline({ ...study, nominal: { ...study.nominal, metrics } });
    expect(found.bestSaving).toBeNull();
    expect(found.fastest?.member.trialNumber).toBe(1);
  });

  it('counts what became of the trials', () => {
    const { scored, infeasible, failed } = headline(base).counts;
    expect(scored + infeasible + failed).toBe(40);
    expect(infeasible).toBe(base.trials.filter(({ policyId }) => policyId === null).length);
  });
});
