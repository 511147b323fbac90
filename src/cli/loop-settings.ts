import type { StudyOptions } from '../study/study-options.js';
import type { StudyContext } from './study-context.js';

/** What a study's loop takes from its configuration and what that refers to. */
export const loopSettings = ({ config, policySpace, knowledge, decode }: StudyContext) =>
  ({
    ...config.study,
    images: [config.study.images].flat(),
    objectives: config.objectives,
    constraints: config.constraints,
    space: policySpace.space,
    knowledge,
    decode,
  }) satisfies Partial<StudyOptions>;
