import { describe, expect, it } from 'vitest';
import { type DamageFit, fitDamage } from '../../../src/search/structured/damage-fit.js';
import { unwhiten } from '../../../src/search/structured/damage-layout.js';
import type { DamageObservation } from '../../../src/search/structured/damage-likelihood.js';
import { damageMode } from '../../../src/search/structured/damage-mode.js';
import { DamagePrediction } from '../../../src/search/structured/damage-prediction.js';
import { cellPart } from '../../../src/search/structured/design.js';
import { cellSpace, streamOf } from './cell-space.js';

const LEVELS = 4;
const { structured } = cellSpace(6, 3, LEVELS);
const { grid } = structured;
const normals = streamOf(1);
const WEIGHTS = grid.cells.map(() => Math.exp(1.2 * normals.normal()));
const NO_SETTINGS = new Float64Array(0);
const FLOOR = 0.01;

/** Additive damage with one exponential level curve, in closed form. */
const trueLogLoss = (levels: Uint8Array) =>
  Math.log(FLOOR + levels.reduce((sum, level, s) => sum + WEIGHTS[s] * 0.02 * Math.exp(1.3 * level), 0));

function observations(count: number, noise: number, seed: number): DamageObservation[] {
  const stream = streamOf(seed);
  return Array.from({ length: count }, () => {
    const levels = Uint8Array.from(grid.cells, () => stream.integer(LEVELS));
    const logLoss = trueLogLoss(levels) + noise * stream.normal();
    return { ...cellPart(structured, levels), settings: NO_SETTINGS, logLoss, standardError: 0 };
  });
}

const priors = { centres: grid.cells.map(() => 0), scales: grid.cells.map(() => 1.6) };
const fitOf = (data: readonly DamageObservation[]) =>
  fitDamage({ grid, settingScales: [], priors, observations: data }, streamOf(2));

const predictionOf = ({ likelihood: { layout }, mode }: DamageFit) =>
  new DamagePrediction(grid, layout, unwhiten(layout, mode));

const rms = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('fitDamage', () => {
  it('recovers a known additive model: losses of new designs, cell weights and noise', () => {
    const fit = fitOf(observations(250, 0.05, 3));
    const prediction = predictionOf(fit);
    const errors = observations(100, 0, 4).map(
      (o) => prediction.logLoss(prediction.logDamage(o)) - o.logLoss,
    );
    expect(rms(errors)).toBeLessThan(0.04);
    expect(fit.noise).toBeGreaterThan(0.03);
    expect(fit.noise).toBeLessThan(0.07);
    const logs = WEIGHTS.map(
      (w, s) => Math.log(prediction.tables.cellDamage[s * LEVELS + LEVELS - 1]) - Math.log(w),
    );
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    expect(rms(logs.map((value) => value - mean))).toBeLessThan(0.25);
  });

  it('knows what it does not know: errors of few observations agree with the posterior', () => {
    const fit = fitOf(observations(25, 0.05, 5));
    const prediction = predictionOf(fit);
    const scores = observations(100, 0, 6).map((o) => {
      const row = fit.likelihood.derivatives(fit.mode, o, NO_SETTINGS);
      const deviation = Math.sqrt(fit.posterior.variance(row));
      return (prediction.logLoss(prediction.logDamage(o)) - o.logLoss) / deviation;
    });
    expect(rms(scores)).toBeGreaterThan(0.4);
    expect(rms(scores)).toBeLessThan(1.8);
  });

  it('never lets damage fall from a level to the next', () => {
    const { cellDamage } = predictionOf(fitOf(observations(10, 1, 7))).tables;
    cellDamage.forEach((damage, i) => {
      if (i % LEVELS > 0) expect(damage).toBeGreaterThan(cellDamage[i - 1]);
    });
  });
});

describe('derivatives', () => {
  it('agree with differences', () => {
    const { likelihood, mode } = fitOf(observations(20, 0.1, 8));
    const point = mode.map((z, i) => z + 0.1 * Math.sin(i));
    const { rows } = likelihood.linearise(point);
    for (const i of point.keys()) {
      const at = (shift: number) => likelihood.linearise(point.with(i, point[i] + shift)).residuals;
      const [above, below] = [at(1e-5), at(-1e-5)];
      for (const n of above.keys()) {
        expect((below[n] - above[n]) / 2e-5).toBeCloseTo(rows[n * point.length + i], 5);
      }
    }
  });
});

describe('damageMode', () => {
  /** What a fit leaves of the log posterior density, as it ends with an iteration that gains less than 0.002 a result. */
  const LEFT = 60 * 0.002;
  const { likelihood, mode } = fitOf(observations(60, 0.1, 9));

  it('is a minimum: no single parameter gains by moving', () => {
    const value = likelihood.value(mode);
    for (const i of mode.keys()) {
      for (const shift of [-0.05, 0.05]) {
        expect(likelihood.value(mode.with(i, mode[i] + shift))).toBeGreaterThan(value - LEFT);
      }
    }
  });

  it('is the same from wherever it starts', () => {
    const stream = streamOf(10);
    const start = mode.map((z) => z + 0.5 * stream.normal());
    const again = damageMode(likelihood, start);
    expect(Math.abs(likelihood.value(again.mode) - likelihood.value(mode))).toBeLessThan(2 * LEFT);
  });
});

describe('a fit that begins with an earlier one', () => {
  it('has the answer that it would have without', () => {
    const data = observations(120, 0.1, 11);
    const earlier = fitOf(data.slice(0, 100));
    const fresh = fitOf(data);
    const continued = fitDamage(
      { grid, settingScales: [], priors, observations: data },
      streamOf(2),
      earlier,
    );
    const differences = observations(50, 0, 12).map((o) => {
      const [a, b] = [fresh, continued].map((fit) =>
        predictionOf(fit).logLoss(predictionOf(fit).logDamage(o)),
      );
      return a - b;
    });
    expect(continued.flexibility).toEqual(earlier.flexibility);
    expect(rms(differences)).toBeLessThan(0.02);
  });
});
