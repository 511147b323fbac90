import type { SearchOutlook } from '../search/search-outlook.js';
import type { StudyConfig } from '../study/study-config.js';
import { hypervolumeShare } from '../study/study-goals.js';
import type { BelievedValue, HypervolumeTrace } from './report-data.js';

interface Believed {
  readonly config: StudyConfig;
  readonly outlook: SearchOutlook | null;
}

/** What the model says of a trial on the front, in the metric's own direction. */
export function believedValue(number: number, { outlook, config }: Believed): BelievedValue | null {
  const believed = outlook?.front.find((member) => member.number === number);
  if (!believed) return null;
  const { metric, direction } = config.objectives[believed.damageObjective];
  const sign = direction === 'minimise' ? 1 : -1;
  const [low, high] = believed.interval.map((value) => sign * value).sort((a, b) => a - b);
  return { metric, mean: sign * believed.objectives[believed.damageObjective], low, high };
}

/** Hypervolumes of the outlook as shares of the objectives' box. */
export function outlookShares({ outlook, config }: Believed): HypervolumeTrace['outlook'] {
  if (!outlook) return null;
  const share = (volume: number) => hypervolumeShare(volume, config.objectives);
  return { attained: share(outlook.attained), attainable: share(outlook.attainable) };
}
