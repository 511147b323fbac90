import { inputError } from '../../core/errors.js';
import { type Policy, policyId } from '../../core/policy.js';
import { readTextFile } from '../../core/yaml-config.js';
import { EXPORT_FORMATS, type ExportFormat, formatOf } from '../../report/export/export-formats.js';
import { EXPORT_TEXTS } from '../../report/export/export-text.js';
import { type ExportedPolicy, exportedPolicy } from '../../report/export/exported-policy.js';
import { pickTrial } from '../../report/export/pick-trial.js';
import { parsePick } from '../../report/export/policy-pick.js';
import { parseCertificate } from '../../report/export/read-certificate.js';
import type { ReportData } from '../../report/report-data.js';
import { writeWholeFile } from '../../report/write-whole-file.js';
import type { Environment } from '../environment.js';
import type { StudyContext } from '../study-context.js';
import { readStudy, sayUnfinished } from './report.js';

export interface ExportOptions {
  readonly pick?: string;
  readonly trial?: number;
  readonly format?: ExportFormat;
  /** '-' is standard output. */
  readonly out?: string;
  readonly certificate?: string;
}

/** `leeway export`: writes a policy of a study, the knee of its front unless told otherwise, and says why that one. */
export async function exportStudyPolicy(
  name: string,
  options: ExportOptions,
  environment: Environment,
): Promise<void> {
  const pick = parsePick(options.pick ?? (options.trial === undefined ? 'knee' : `id:${options.trial}`));
  const format = options.format ?? formatOf(options.out ?? '');
  if (options.certificate !== undefined && format !== 'md') {
    throw inputError(`--certificate: expected it with --format md, got ${format}; only the card shows it`);
  }
  const { data, context } = await readStudy(name, environment);
  sayUnfinished(data);
  const picked = pickTrial(data, pick);
  const exported = exportedPolicy(data, policyOf(data, context, picked.trialNumber), picked);
  const text = EXPORT_TEXTS[format](exported, {
    certificate: certificateFor(exported.policy, options.certificate),
    constants: data.accelerator.constants,
    notes: data.notes,
  });
  const path = options.out ?? `${name}-trial-${picked.trialNumber}${EXPORT_FORMATS[format].endings[0]}`;
  if (path === '-') {
    process.stdout.write(text);
    process.stderr.write(`${summary(exported, '')}\n`);
    return;
  }
  await writeWholeFile(path, text);
  console.log(summary(exported, `  ${path}`));
}

function policyOf({ study, trials }: ReportData, context: StudyContext, number: number): Policy {
  const trial = trials.find((candidate) => candidate.number === number);
  const policy = trial ? context.decode(trial.assignment) : { infeasible: 'there is no such trial' };
  if (!('infeasible' in policy)) return policy;
  throw inputError(
    `study ${study}: trial ${number} is infeasible: ${policy.infeasible}; choose another --pick`,
  );
}

const certificateFor = (policy: Policy, path: string | undefined) =>
  path === undefined ? null : parseCertificate(readTextFile(path, 'certificate'), path, policyId(policy));

const BOUNDS = {
  met: null,
  'on average': 'its mean keeps the bounds of the study, its interval does not',
  exceeded: 'on fresh seeds it exceeds the bounds of the study',
  unconfirmed: 'it was never scored on fresh seeds',
} as const;

function summary({ provenance }: ExportedPolicy, where: string): string {
  const warning = BOUNDS[provenance.bounds];
  return [
    `Policy of trial ${provenance.trial}${where}`,
    `Picked as ${provenance.picked}${warning === null ? '' : `; mind that ${warning}`}`,
  ].join('\n');
}
