import type { ComparedPolicy } from '../headline.js';
import { type StudyView, scoredTrials, shownScores } from './study-view.js';

/** Every scored trial as the table shows it: front policies as confirmed, others as the search saw them. */
export const comparedTrials = (view: StudyView): ComparedPolicy[] =>
  scoredTrials(view).map((trial) => view.policies.get(trial) ?? unconfirmed(view, trial));

function unconfirmed(view: StudyView, trialNumber: number): ComparedPolicy {
  const metrics = shownScores(view, trialNumber);
  const nominal = view.data.nominal.metrics;
  return {
    member: { trialNumber, believed: null, confirmed: null },
    metrics,
    halfWidths: {},
    energySaving: 1 - metrics.energyJ / nominal.energyJ,
    speedUp: nominal.latencyS / metrics.latencyS,
    bounds: 'unconfirmed',
  };
}
