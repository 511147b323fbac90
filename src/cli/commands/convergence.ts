import writeFileAtomic from 'write-file-atomic';
import { canonicalJson } from '../../core/canonical-json.js';
import { inputError } from '../../core/errors.js';
import { type StudyTrace, tracesFigure } from '../../report/traces-figure.js';
import { referenceVector } from '../../study/front.js';
import { hypervolumeTrace } from '../../study/running-front.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { type StudyConfig, storedStudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { hypervolumeShare, worstValues } from '../../study/study-goals.js';
import { RUNS_DIRECTORY } from '../environment.js';
import { plainTable } from '../plain-table.js';

export interface ConvergenceOptions {
  readonly svg?: string;
  readonly json?: true;
}

/** Trials at which the table shows traces, as far as a study has them. */
const BUDGETS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/**
 * `leeway convergence`: how fast studies that asked the same question came to their fronts.
 *
 * @throws InputError when a study is missing, has no trials, or asked something else than the first
 */
export async function convergence(names: readonly string[], options: ConvergenceOptions): Promise<void> {
  const studies = await Promise.all(names.map(readStudy));
  for (const study of studies) requireSameQuestion(study, studies[0]);
  const traces = studies.map(({ trace }) => trace);
  const [{ config }] = studies;
  if (options.svg) await writeFileAtomic(options.svg, tracesFigure(config.title, traces));
  if (options.json) console.log(JSON.stringify(traces, null, 2));
  else {
    console.log(convergenceText(config, traces));
    if (options.svg) console.log(`Figure  ${options.svg}`);
  }
}

interface ReadStudy {
  readonly config: StudyConfig;
  readonly trace: StudyTrace;
}

async function readStudy(study: string): Promise<ReadStudy> {
  const directory = openStudyDirectory(RUNS_DIRECTORY, study);
  const config = storedStudyConfig(directory.manifest);
  const store = await openTrialStore(directory.storePath);
  try {
    const trials = store.trials();
    if (trials.length === 0) throw inputError(`study ${study}: expected trials, got none yet; run it first`);
    const reference = referenceVector(config.objectives, worstValues(config.objectives));
    const hypervolumes = hypervolumeTrace(trials, config, reference).map((volume) =>
      hypervolumeShare(volume, config.objectives),
    );
    return { config, trace: { study, algorithm: config.search.algorithm, hypervolumes } };
  } finally {
    store.close();
  }
}

/** What hypervolumes depend on; search, seed, trials and confirmation are what may differ. */
const questionOf = ({ title, question, search, study, confirmation, ...rest }: StudyConfig) =>
  canonicalJson({ ...rest, images: study.images });

function requireSameQuestion({ config, trace }: ReadStudy, first: ReadStudy): void {
  if (questionOf(config) === questionOf(first.config)) return;
  throw inputError(
    `study ${trace.study}: expected the network, accelerator, policies, objectives and images of ${first.trace.study}, ` +
      'got others, so that hypervolumes would not compare; name studies of one search space file',
  );
}

function convergenceText({ objectives }: StudyConfig, traces: readonly StudyTrace[]): string {
  const longest = Math.max(...traces.map(({ hypervolumes }) => hypervolumes.length));
  const budgets = BUDGETS.filter((budget) => budget <= longest);
  const table = plainTable(
    ['study', 'algorithm', ...budgets.map((budget) => `at ${budget}`), 'trials', 'last'],
    ['study', 'algorithm'],
  );
  for (const { study, algorithm, hypervolumes } of traces) {
    const shares = budgets.map((budget) => percent(hypervolumes[budget - 1]));
    table.push([study, algorithm, ...shares, hypervolumes.length, percent(hypervolumes.at(-1))]);
  }
  const box = objectives.map(({ metric, worst }) => `${metric} ${worst}`).join(', ');
  return `Hypervolume of the front as a share of the box up to ${box} (SI units)\n${table}${firstReached(traces)}`;
}

const percent = (share: number | undefined) => (share === undefined ? '' : `${(100 * share).toFixed(2)}%`);

/** When each study reached where the others ended. */
function firstReached(traces: readonly StudyTrace[]): string {
  const lines = traces.flatMap((own) =>
    traces
      .filter((other) => other !== own)
      .map((other) => {
        const aim = other.hypervolumes[other.hypervolumes.length - 1];
        const at = own.hypervolumes.findIndex((share) => share >= aim);
        const reached = at < 0 ? 'never reached' : `reached at trial ${at + 1}`;
        return `${own.study} ${reached} the ${percent(aim)} that ${other.study} has after ${other.hypervolumes.length}.`;
      }),
  );
  return lines.length > 0 ? `\n${lines.join('\n')}` : '';
}
