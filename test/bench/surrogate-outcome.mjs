import { readFileSync } from 'node:fs';

/** Trials of search-spaces/dit-fashion.yaml as they were run once; the file says where. */
export const recorded = JSON.parse(readFileSync(new URL('./recorded-trials.json', import.meta.url), 'utf8'));

const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 };

/**
 * An outcome as large as a recorded one, in no time: energy falls with the square of the voltage, time with the clock,
 * and damage rises steeply with both.
 *
 * @param {{ policy: import('../../dist/core/policy.js').Policy }} job
 */
export function surrogateOutcome({ policy: { cells, operatingPoints } }) {
  const points = cells.flat().map(({ point }) => operatingPoints[point]);
  const mean = (of) => points.reduce((sum, point, i) => sum + of(point, i), 0) / points.length;
  const { metrics, standardErrors } = recorded.outcome;
  const stress = ({ voltageV, frequencyHz }) =>
    NOMINAL.voltageV - voltageV + (frequencyHz / NOMINAL.frequencyHz - 1) / 5;
  const perceptualDistance = 1e-5 * mean((point, i) => (1 + (i % 7)) * Math.exp(40 * stress(point)));
  return {
    ...recorded.outcome,
    metrics: {
      ...metrics,
      energyJ: 8e-3 * mean(({ voltageV }) => (voltageV / NOMINAL.voltageV) ** 2),
      latencyS: 9e-3 * mean(({ frequencyHz }) => NOMINAL.frequencyHz / frequencyHz),
      perceptualDistance,
    },
    standardErrors: { ...standardErrors, perceptualDistance: perceptualDistance / 5 },
  };
}
