import type { Trial } from '../../src/core/trial.js';
import type { ReportData } from '../../src/report/report-data.js';

/** A report with as many trials as asked for: copies of its own, each a little worse than the original. */
export function manyTrials(report: ReportData, count: number): ReportData {
  const copy = (number: number): Trial => {
    const original = report.trials[number % report.trials.length];
    if (original.outcome.status !== 'scored') return { ...original, number };
    const worse = 1 + 0.02 * Math.floor(number / report.trials.length) + (number % 97) / 5000;
    const { energyJ, latencyS, perceptualDistance, ...others } = original.outcome.metrics;
    const metrics = {
      ...others,
      energyJ: energyJ * worse,
      latencyS: latencyS * (1 + (number % 89) / 3000),
      perceptualDistance: perceptualDistance * worse + (number % 83) / 2000,
    };
    return { ...original, number, outcome: { ...original.outcome, metrics } };
  };
  const missing = Array.from({ length: count - report.trials.length }, (_, i) =>
    copy(report.trials.length + i),
  );
  const last = report.hypervolume.values.at(-1) ?? 0;
  return {
    ...report,
    trials: [...report.trials, ...missing],
    hypervolume: {
      ...report.hypervolume,
      values: [...report.hypervolume.values, ...missing.map(() => last)],
    },
  };
}
