import { CLUSTER_TIMING } from '../../dist/execution/cluster/cluster-timing.js';
import { aligned } from './measure.mjs';
import { recorded } from './surrogate-outcome.mjs';
import { simulateWorkers } from './worker-simulation.mjs';

/** Mean times of a trial in s: as recorded on one worker, and of larger networks. */
const TRIAL_S = [2.3, 10, 60];
const WORKERS = [10, 30, 100, 300, 1000];
const MOST_WORKERS = 1000;

/** Below this share of busy workers a coordinator is taken to be saturated. */
const SATURATED = 0.95;

const { secondsPerTrial } = recorded;
const meanS = secondsPerTrial.reduce((sum, seconds) => sum + seconds, 0) / secondsPerTrial.length;

/** A study of so many workers; trials take as long as recorded ones, scaled to a mean. */
function simulate(trialS, workers, lag, costMs, handMs) {
  return simulateWorkers({
    workers,
    lag,
    trials: 6 * workers + 4 * lag,
    costS: costMs / 1000,
    handS: handMs / 1000,
    // A stride that has no factor in common with their number: neighbours are no neighbours of the record.
    trialS: (trial) => (trialS * secondsPerTrial[(trial * 17) % secondsPerTrial.length]) / meanS,
    idleS: CLUSTER_TIMING.idleMs.map((ms) => ms / 1000),
  });
}

/** Time of the coordinator per trial at a lag, in ms: on the line through the nearest two that were measured. */
function costAt(measured, lag) {
  if (measured.length === 1 || lag <= measured[0].lag) return measured[0].ms;
  const above = measured.findIndex((one, i) => i > 0 && one.lag >= lag);
  const [low, high] = above < 0 ? measured.slice(-2) : [measured[above - 1], measured[above]];
  return low.ms + ((high.ms - low.ms) * (lag - low.lag)) / (high.lag - low.lag);
}

/** The largest number of workers that a coordinator keeps busy, with a lag of twice as many. */
function mostWorkers(trialS, measured, handMs) {
  const keepsBusy = (workers) => {
    const lag = lagFor(workers);
    return simulate(trialS, workers, lag, costAt(measured, lag), handMs).utilisation >= SATURATED;
  };
  if (keepsBusy(MOST_WORKERS)) return `>= ${MOST_WORKERS}`;
  let [low, high] = [1, MOST_WORKERS];
  while (high - low > Math.max(1, low / 30)) {
    const middle = (low + high) >> 1;
    if (keepsBusy(middle)) low = middle;
    else high = middle;
  }
  return `${low}`;
}

const lagFor = (workers) => 2 * workers;

/** What follows from the coordinator's time per trial, as text. */
export function capacityText({ costs, handMs }) {
  const perTrial = Object.entries(costs).map(
    ([algorithm, measured]) =>
      `${algorithm}: ${measured.map(({ lag, ms }) => `${ms.toFixed(1)} ms (lag ${lag})`).join(', ')}`,
  );
  const rows = Object.entries(costs).flatMap(([algorithm, measured]) =>
    TRIAL_S.flatMap((trialS) => {
      const kept = mostWorkers(trialS, measured, handMs);
      return WORKERS.map((workers) => {
        const lag = lagFor(workers);
        const { perSecond, utilisation } = simulate(trialS, workers, lag, costAt(measured, lag), handMs);
        const offered = workers / trialS;
        const figures = [offered.toFixed(2), perSecond.toFixed(2), `${(100 * utilisation).toFixed(1)} %`];
        return [algorithm, `${trialS} s`, `${workers}`, `${lag}`, ...figures, kept];
      });
    }),
  );
  const lags = [1, 1.25, 1.5, 2, 3].map((factor) => {
    const { utilisation } = simulate(10, 100, 100 * factor, costAt(costs.random, 100), handMs);
    return [`${factor}`, `${(100 * utilisation).toFixed(1)} %`];
  });
  const head = [
    'search',
    'trial',
    'workers',
    'lag',
    'trials/s offered',
    'done',
    'workers busy',
    'most at 95 %',
  ];
  return [
    'Coordinator: measured time per trial (search, store, queue), then simulated workers with recorded trial times',
    ...perTrial,
    `worker: ${handMs.toFixed(1)} ms per job on the queue`,
    '',
    aligned([head, ...rows]),
    '',
    'Lag over workers (100 workers, trials of 10 s, random):',
    aligned([['lag / workers', 'workers busy'], ...lags]),
  ].join('\n');
}
