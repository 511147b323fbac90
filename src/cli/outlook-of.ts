import type { Trial } from '../core/trial.js';
import type { SuggestRequest } from '../search/search-algorithm.js';
import type { SearchOutlook } from '../search/search-outlook.js';
import { studyOutlook } from '../study/study-outlook.js';
import type { StudyContext } from './study-context.js';

/** What models of a study's trials are fitted with. */
export const searchOf = ({
  config,
  policySpace,
  knowledge,
}: StudyContext): Pick<SuggestRequest, 'space' | 'seed' | 'knowledge'> => ({
  space: policySpace.space,
  seed: config.study.seed,
  knowledge,
});

/** What the trials of a study say together. It fits a model, which takes seconds for a thousand trials. */
export const outlookOf = (context: StudyContext, trials: readonly Trial[]): SearchOutlook | null =>
  studyOutlook(trials, context.config, searchOf(context));
