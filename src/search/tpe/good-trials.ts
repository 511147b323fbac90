import { hypervolumeGain } from '../../core/hypervolume.js';
import type { Front } from '../evolution/ranked-trials.js';
import { scaleToExtent } from '../scale-to-extent.js';
import type { ScoredTrial } from '../scored-trials.js';

/**
 * Where the reference point lies beyond the worst of a front, in units of the front's extent: so near that points which
 * are good in one objective alone make up little, and do not fill the places of the good.
 */
const REFERENCE_MARGIN = 0.01;

/**
 * The best trials: whole fronts, and of the last one those that together make up much hypervolume (as Y. Ozaki et al.,
 * "Multiobjective tree-structured Parzen estimator", JAIR 73, 2022, section 4.1).
 *
 * @param count how many, at most as many as there are
 */
export function goodTrials(fronts: readonly Front[], count: number): Set<ScoredTrial> {
  const good = new Set<ScoredTrial>();
  for (const { feasible, trials } of fronts) {
    const room = count - good.size;
    const points = trials.map(({ score }) => score.objectives);
    const chosen = feasible && trials.length > room ? diverseSubset(points, room) : trials.keys();
    for (const i of [...chosen].slice(0, room)) good.add(trials[i]);
    if (good.size >= count) break;
  }
  return good;
}

/**
 * Points of a front, each the one that adds the most hypervolume to those chosen before (a greedy subset is within 37 %
 * of the best one: A. P. Guerreiro, C. M. Fonseca, L. Paquete, Evolutionary Computation 24(3), 2016). Gains only fall
 * while points are chosen, so that only those are computed again that might still be the largest. Of equal gains the
 * first point's counts. Objectives are scaled to the front's extent.
 *
 * @returns indices in the order of choice
 */
function diverseSubset(points: readonly (readonly number[])[], count: number): number[] {
  const scaled = scaleToExtent(points);
  const reference = points[0].map(() => 1 + REFERENCE_MARGIN);
  const chosen: number[] = [];
  const gains = scaled.map((point) => hypervolumeGain(point, [], reference));
  const computedFor = points.map(() => 0);
  while (chosen.length < count) {
    const best = gains.indexOf(Math.max(...gains));
    if (computedFor[best] === chosen.length) {
      chosen.push(best);
      gains[best] = -1;
      continue;
    }
    gains[best] = hypervolumeGain(
      scaled[best],
      chosen.map((i) => scaled[i]),
      reference,
    );
    computedFor[best] = chosen.length;
  }
  return chosen;
}
