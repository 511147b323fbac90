import { describe, expect, it } from 'vitest';
import type { Metrics, Trial } from '../../../src/core/trial.js';
import { pickTrial } from '../../../src/report/export/pick-trial.js';
import { parsePick } from '../../../src/report/export/policy-pick.js';
import type { ReportData } from '../../../src/report/report-data.js';
import { syntheticReport } from '../synthetic-report.js';

const base = syntheticReport({ trials: 4 });

interface Member {
  readonly searched: Metrics;
  readonly confirmed?: Metrics;
}

const scores = (energyMj: number, distance: number, psnrDb = 40): Metrics => ({
  energyJ: energyMj * 1e-3,
  latencyS: 1 / energyMj,
  perceptualDistance: distance,
  psnrDb,
});

/** A study whose trials are all on the front; trial 0 is its knee, distances may not exceed 0.06. */
function study(...members: readonly Member[]): ReportData {
  const trials = members.map(({ searched }, number): Trial => {
    const outcome = { status: 'scored', metrics: searched, standardErrors: {}, diagnostics: {} } as const;
    return { number, assignment: {}, policyId: String(number), outcome };
  });
  const front = members.map(({ confirmed }, trialNumber) => ({
    ...base.front[0],
    trialNumber,
    confirmed: confirmed ? { images: 24, metrics: confirmed, standardErrors: {} } : null,
  }));
  return { ...base, trials, front, knee: members.length > 0 ? 0 : null };
}

const FRONT = study(
  { searched: scores(4, 0.01), confirmed: scores(4, 0.02) },
  // The search thought that this one keeps the bound.
  { searched: scores(1, 0.05), confirmed: scores(1, 0.09) },
  { searched: scores(2, 0.04), confirmed: scores(2, 0.05) },
  { searched: scores(1.5, 0.03, 45) },
  { searched: scores(6, 0), confirmed: { ...scores(6, 0), fid: 3 } },
  { searched: scores(5, 0), confirmed: scores(5, 0) },
);

const pick = (text: string, data = FRONT) => pickTrial(data, parsePick(text));

describe('pickTrial', () => {
  it.each([
    ['knee', 0],
    ['id:3', 3],
    // Trial 1 exceeds the bound on fresh seeds, and trial 3 has not been seen on any.
    ['min-energy', 2],
    ['min:energyJ', 2],
    ['min-latency', 4],
    // Trials 4 and 5 are equal: less energy.
    ['best-quality', 5],
    ['perceptualDistance<=0.02,min:energyJ', 0],
    ['perceptualDistance<0.02,min:energyJ', 5],
    ['perceptualDistance<0.02,max:energyJ', 4],
    ['energyJ>=0.004,energyJ<5e-3,min:latencyS', 0],
    ['energyJ>0.004,min:energyJ', 5],
    // Nothing confirmed has it.
    ['psnrDb>44,min:energyJ', 3],
    // Only confirmations have it.
    ['min:fid', 4],
    // The only one, although it exceeds the study's own bound.
    ['perceptualDistance>0.06,min:energyJ', 1],
  ])('picks for %s trial %i', (text, trial) => {
    expect(pick(text).trialNumber).toBe(trial);
  });

  it('says why, and what unconfirmed scores promise', () => {
    expect(pick('perceptualDistance<=0.05,min:energyJ').reason).toBe(
      'least energyJ (2.00 mJ) of 4 confirmed front policies with perceptualDistance <= 0.05; ' +
        'trial 3, not confirmed, was scored 1.50 mJ by the search',
    );
    expect(pick('best-quality').reason).toBe('least perceptualDistance (0) of 4 confirmed front policies');
    expect(pick('psnrDb>44,max:psnrDb').reason).toBe(
      'most psnrDb (45.0 dB) of 1 unconfirmed front policy with psnrDb > 44',
    );
    expect(pick('knee').reason).toBe("the knee of the study's front");
  });

  it('says how far the front reaches when nothing keeps the bounds', () => {
    expect(() => pick('energyJ<=0.0005,psnrDb>=50,min:energyJ')).toThrow(
      'expected front policies with energyJ<=0.0005,psnrDb>=50, got none of 6; each alone, the front reaches energyJ 0.001, psnrDb 45',
    );
  });

  it('names the place of a metric that the study does not have, and those that it has', () => {
    expect(() => pick('energyJ<=1, energyMJ<=1,min:energyJ')).toThrow(
      /position 13: expected a metric of the study \(energyJ, latencyS, .*fid\), got 'energyMJ'/,
    );
    expect(() => pick('max:psnr')).toThrow('position 5: expected a metric of the study');
  });

  it('refuses a trial that there is not, and an empty front', () => {
    expect(() => pick('id:6')).toThrow('expected a trial from 0 to 5, got trial 6; give --pick id:N');
    expect(() => pick('knee', study())).toThrow('expected a front to pick from');
    expect(() => pick('min-energy', study())).toThrow('expected a front to pick from');
  });

  it('knows no quality without an objective of it', () => {
    const costs = FRONT.objectives.filter(({ metric }) => metric.endsWith('J') || metric.endsWith('S'));
    expect(() => pick('best-quality', { ...FRONT, objectives: costs })).toThrow(
      'expected an objective of quality',
    );
  });
});
