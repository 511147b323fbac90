import { inputError } from '../../core/errors.js';
import { exportPolicy } from '../../report/export-policy.js';
import type { Environment } from '../environment.js';
import { readStudy } from './report.js';

export interface ExportOptions {
  readonly trial?: number;
  readonly out?: string;
}

/** `leeway export`: writes a policy of a study, the knee of its front unless told otherwise. */
export async function exportStudyPolicy(
  name: string,
  options: ExportOptions,
  environment: Environment,
): Promise<void> {
  const { data, context } = await readStudy(name, environment);
  const number = options.trial ?? data.knee;
  const trial = data.trials.find((candidate) => candidate.number === number);
  if (!trial) {
    const got = number === null ? 'an empty front' : `trial ${number}`;
    throw inputError(
      `study ${name}: expected a trial from 0 to ${data.trials.length - 1}, got ${got}; give --trial`,
    );
  }
  const policy = context.decode(trial.assignment);
  if ('infeasible' in policy) {
    throw inputError(
      `study ${name}: trial ${trial.number} is infeasible: ${policy.infeasible}; choose another --trial`,
    );
  }
  const path = options.out ?? `${name}-trial-${trial.number}.json`;
  await exportPolicy(policy, path);
  console.log(`Policy of trial ${trial.number}  ${path}`);
}
