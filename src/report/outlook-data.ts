import type { SearchOutlook } from '../search/search-outlook.js';
import type { Belief } from '../study/front.js';
import type { StudyConfig } from '../study/study-config.js';
import { hypervolumeShare } from '../study/study-goals.js';
import { beliefOf } from '../study/study-outlook.js';
import type { HypervolumeTrace } from './report-data.js';

interface Believed {
  readonly config: StudyConfig;
  readonly outlook: SearchOutlook | null;
}

/** What the model says of a trial on the front, in the metric's own direction. */
export function believedValue(number: number, { outlook, config }: Believed): Belief | null {
  const believed = outlook?.front.find((member) => member.number === number);
  return believed ? beliefOf(believed, config) : null;
}

/** Hypervolumes of the outlook as shares of the objectives' box. */
export function outlookShares({ outlook, config }: Believed): HypervolumeTrace['outlook'] {
  if (!outlook) return null;
  const share = (volume: number) => hypervolumeShare(volume, config.objectives);
  return { attained: share(outlook.attained), attainable: share(outlook.attainable) };
}
