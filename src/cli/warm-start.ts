import { requireFit } from '../core/policy-fit.js';
import { parsePolicy } from '../core/policy-schema.js';
import type { Assignment } from '../core/trial.js';
import { readTextFile } from '../core/yaml-config.js';
import { encodePolicy } from '../search/encode-policy.js';
import { openTrialStore } from '../study/sqlite-trial-store.js';
import { openStudyDirectory } from '../study/study-directory.js';
import { startingAssignments } from '../study/warm-start.js';
import { RUNS_DIRECTORY } from './environment.js';
import type { StudyContext } from './study-context.js';

/** The context of a study that begins with what `--warm-start` names; the same context without it. */
export async function warmStarted(context: StudyContext, source: string | undefined): Promise<StudyContext> {
  if (source === undefined) return context;
  const startWith = await startingPoints(source, context);
  return { ...context, config: { ...context.config, study: { ...context.config.study, startWith } } };
}

/**
 * What `--warm-start` names as the first assignments of a new study: the best trials of a study, or the policy of a
 * file.
 *
 * @param source name of a study under runs/, or path of a policy file (.json)
 * @throws InputError when it is neither, or does not fit
 */
async function startingPoints(source: string, context: StudyContext): Promise<Assignment[]> {
  const { config, policySpace, workload } = context;
  if (source.endsWith('.json')) {
    const policy = parsePolicy(readTextFile(source, 'policy'), source);
    requireFit(policy, workload, source);
    return [encodePolicy(policySpace, policy)];
  }
  const { storePath } = openStudyDirectory(RUNS_DIRECTORY, source);
  const store = await openTrialStore(storePath);
  try {
    return startingAssignments(source, store.trials(), config, policySpace.space);
  } finally {
    store.close();
  }
}
