import type { AnalysisSettings, SensitivityDimension, SensitivityTarget } from '../../core/sensitivity.js';
import type { AnalysisPlan } from './analysis-plan.js';
import type { AnalysisRecord } from './analysis-record.js';
import { distanceEstimate } from './estimates.js';

/** Places that a round advances by one batch at most: enough to keep many workers busy, few enough to decide often. */
const ROUND = 32;

/** A reference below this counts as this, so that places that do nothing do not ask for images for ever. */
const LEAST_REFERENCE = 0.01;

/** Fewer images show too little of a tail for an interval to be trusted, however narrow it looks. */
const LEAST_IMAGES: Readonly<Record<'first' | 'map' | 'other', number>> = { first: 8, map: 16, other: 8 };

type Dimensions = readonly SensitivityDimension[];

const MAP: Dimensions = ['map'];
const OVERVIEW: Dimensions = ['block', 'segment', 'layer', 'magnitude'];
const DETAIL: Dimensions = ['bit', 'blockPair', 'segmentPair'];
const SITES: Dimensions = ['site'];

/** What a decision about the next images is made from. */
export interface Standing {
  readonly plan: AnalysisPlan;
  readonly record: AnalysisRecord;
  readonly settings: Pick<AnalysisSettings, 'tolerance'>;
}

/**
 * The ids of the places and spread sources to advance next, in their order; none when everything is narrow enough.
 * First the map, the overview of blocks, segments, layers and sizes, and the spread get a few images, so that a short
 * analysis shows a little of them all; then the map's widest intervals, relative to what is asked, get more until all
 * are narrow enough; then bits, pairs and the many single layers, and what is left goes to the widest intervals
 * anywhere. Depends on what was measured alone, so that it is the same whenever it is asked, for any number of workers.
 */
export function nextRound(standing: Standing): string[] {
  const { plan, record } = standing;
  const targets = plan.cells.map(({ target }) => target);
  const below = (dimensions: Dimensions, images: number) =>
    targets
      .filter(({ dimension, id }) => dimensions.includes(dimension) && imagesOf(record, id) < images)
      .map(({ id }) => id);
  const phases = [
    () => below(MAP, LEAST_IMAGES.first),
    () => below(OVERVIEW, LEAST_IMAGES.other),
    () => plan.spread.map(({ id }) => id).filter((id) => record.traceOf(id).images === 0),
    () => below(MAP, LEAST_IMAGES.map),
    () => widest(standing, MAP),
    () => below(DETAIL, LEAST_IMAGES.other),
    () => below(SITES, LEAST_IMAGES.other),
    () => widest(standing, [...OVERVIEW, ...DETAIL, ...SITES]),
  ];
  for (const phase of phases) {
    const round = phase();
    if (round.length > 0) return round.slice(0, ROUND);
  }
  return [];
}

const imagesOf = (record: AnalysisRecord, id: string) => record.samplesOf(id).distances.length;

/** Targets whose intervals are too wide, the widest relative to its tolerance first. */
function widest(standing: Standing, dimensions: Dimensions): string[] {
  return dimensions
    .flatMap((dimension) => relativeWidths(standing, dimension))
    .filter(({ ratio }) => ratio >= 1)
    .sort((a, b) => b.ratio - a.ratio)
    .map(({ id }) => id);
}

/**
 * The width of each interval of a dimension relative to the one tolerated: a share of the range of the map's means, and
 * elsewhere, where places may all do the same, of the largest mean. Infinite where no interval is known.
 */
export function relativeWidths(
  { plan, record, settings }: Standing,
  dimension: SensitivityDimension,
): { readonly id: string; readonly ratio: number }[] {
  const targets = plan.cells.map(({ target }) => target).filter((target) => target.dimension === dimension);
  const estimates = targets.map(({ id }) => distanceEstimate(record.samplesOf(id).distances));
  const means = estimates.flatMap((estimate) => (estimate ? [estimate.mean] : []));
  const most = Math.max(0, ...means);
  const reference = dimension === 'map' ? most - Math.min(...means) : most;
  const tolerated = settings.tolerance * Math.max(reference, LEAST_REFERENCE);
  return targets.map(({ id }: SensitivityTarget, i) => {
    const estimate = estimates[i];
    return { id, ratio: estimate ? (estimate.high - estimate.low) / tolerated : Infinity };
  });
}
