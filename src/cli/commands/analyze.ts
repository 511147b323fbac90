import { join } from 'node:path';
import { contentHash } from '../../core/canonical-json.js';
import { inputError } from '../../core/errors.js';
import type { SensitivityAnalysis } from '../../core/sensitivity.js';
import { planAnalysis } from '../../evaluation/analysis/analysis-plan.js';
import type { AnalysisHeader } from '../../evaluation/analysis/assemble-analysis.js';
import { selectGemms } from '../../reliability/site-sets.js';
import { readAnalysis } from '../../report/analysis/analysis-files.js';
import { formatRate } from '../../report/analysis/findings.js';
import { budgetOf } from '../analysis-budget.js';
import { runAnalysisSession } from '../analysis-session.js';
import { type AnalysisSubject, openAnalysisSubject, type SubjectOptions } from '../analysis-subject.js';
import { analysisText } from '../analysis-text.js';
import type { Environment } from '../environment.js';
import { INTERRUPTED, listenForInterrupt } from '../interrupt.js';
import { createProgress } from '../progress.js';

export interface AnalyzeOptions extends SubjectOptions {
  /** Seconds to spend, over all runs. */
  readonly budget?: number;
  /** Images to spend, over all runs. */
  readonly images?: number;
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Folder of all analyses, below the working directory. */
const ANALYSES_DIRECTORY = 'analyses';

/** `leeway analyze`: measures what errors at one place at a time do, from where an earlier run of it stopped. */
export async function analyze(
  path: string,
  options: AnalyzeOptions,
  environment: Environment,
): Promise<void> {
  const now = () => environment.now().getTime();
  const startedAt = now();
  const progress = createProgress(process.stderr, now, options.quiet);
  const subject = await openAnalysisSubject(path, options, environment.workingDirectory, progress);
  const { settings, workload } = subject;
  const plan = planAnalysis({ workload, struck: selectGemms(settings.sites, workload), settings });
  const directory = join(ANALYSES_DIRECTORY, subject.name);
  const header = headerOf(path, subject, options, environment);
  const earlier = compatible(readAnalysis(directory), header, directory);
  progress.note(
    `Analysis ${subject.name}: ${plan.cells.length} places, ${settings.steps} steps each, ` +
      `map of ${settings.segments.length} step segments at a word error rate of ${formatRate(settings.wordErrorRate)}` +
      (earlier ? `; going on from ${earlier.images} images` : ''),
  );
  const interrupt = listenForInterrupt();
  try {
    const { analysis, files } = await runAnalysisSession({
      header: earlier ? { ...header, createdAt: earlier.createdAt } : header,
      plan,
      subject,
      earlier,
      directory,
      budget: budgetOf(options),
      workers: options.workers ?? environment.cores,
      progress,
      interrupt,
      holder: environment.holder,
      startedAt,
      now,
    });
    console.log(options.json ? JSON.stringify(analysis, null, 2) : analysisText(analysis, files));
    if (analysis.state === 'interrupted') process.exitCode = INTERRUPTED;
  } finally {
    interrupt.dispose();
  }
}

function headerOf(
  path: string,
  { name, network, workload, settings, inputHashes }: AnalysisSubject,
  options: AnalyzeOptions,
  { leewayVersion, versions, now }: Environment,
): AnalysisHeader {
  return {
    name,
    network: network.description.name,
    command: commandLine(path, name, options),
    key: contentHash({ leewayVersion, settings, inputHashes }),
    leewayVersion,
    createdAt: now().toISOString(),
    versions,
    inputHashes,
    settings,
    blocks: workload.blocks,
    state: 'interrupted',
    elapsedS: 0,
  };
}

/** The command that runs the same analysis; the number of workers is left out, as it changes nothing. */
function commandLine(path: string, name: string, options: AnalyzeOptions): string {
  const given: Readonly<Record<string, string | number | undefined>> = {
    '--name': name,
    '--budget': options.budget === undefined ? undefined : `${options.budget}s`,
    '--images': options.images,
    '--word-error-rate': options.wordErrorRate,
    '--segments': options.segments,
    '--sites': options.sites,
    '--bound': options.bound,
    '--tolerance': options.tolerance,
    '--seed': options.seed,
  };
  const settings = Object.entries(given).flatMap(([option, value]) =>
    value === undefined ? [] : [`${option} ${value}`],
  );
  return ['npx leeway analyze', path, ...settings].join(' ');
}

/** The analysis to go on from: one of other settings or inputs is kept from being mixed or overwritten. */
function compatible(
  earlier: SensitivityAnalysis | null,
  { key, inputHashes }: AnalysisHeader,
  directory: string,
): SensitivityAnalysis | null {
  if (!earlier || earlier.key === key) return earlier;
  const changed = Object.keys(inputHashes).filter((name) => earlier.inputHashes[name] !== inputHashes[name]);
  throw inputError(
    `${directory}: holds an analysis with other ${changed.length > 0 ? `inputs (${changed.join(', ')})` : 'settings'}, ` +
      `made by: ${earlier.command}; choose another --name, or remove the folder`,
  );
}
