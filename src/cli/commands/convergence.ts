import writeFileAtomic from 'write-file-atomic';
import { canonicalJson } from '../../core/canonical-json.js';
import { inputError } from '../../core/errors.js';
import type { Trial } from '../../core/trial.js';
import { type StudyTrace, tracesFigure } from '../../report/traces-figure.js';
import { believedTraces } from '../../study/believed-traces.js';
import { referenceVector } from '../../study/front.js';
import { hypervolumeTrace } from '../../study/running-front.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { type StudyConfig, storedStudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { hypervolumeShare, worstValues } from '../../study/study-goals.js';
import { RUNS_DIRECTORY } from '../environment.js';
import { inStudy } from '../locate.js';
import { searchOf } from '../outlook-of.js';
import { plainTable } from '../plain-table.js';
import { openStudyContext } from '../study-context.js';

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
  const [{ config }] = studies;
  const believed = await believedShares(studies);
  const traces = studies.map(
    ({ trace }, i): StudyTrace => ({ ...trace, ...(believed && { believed: believed[i] }) }),
  );
  if (options.svg) await writeFileAtomic(options.svg, tracesFigure(config.title, traces));
  if (options.json) console.log(JSON.stringify(traces, null, 2));
  else {
    console.log(convergenceText(config, traces));
    if (options.svg) console.log(`Figure  ${options.svg}`);
  }
}

interface ReadStudy {
  readonly trials: readonly Trial[];
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
    const hypervolumes = hypervolumeTrace(trials, config, referenceOf(config)).map((volume) =>
      hypervolumeShare(volume, config.objectives),
    );
    return { config, trials, trace: { study, algorithm: config.search.algorithm, hypervolumes } };
  } finally {
    store.close();
  }
}

const referenceOf = ({ objectives }: StudyConfig) => referenceVector(objectives, worstValues(objectives));

/** Traces by what one model of all trials believes, as shares; null where there is none. */
async function believedShares(studies: readonly ReadStudy[]): Promise<number[][] | null> {
  const [{ config, trace }] = studies;
  const context = await openStudyContext(config, inStudy(trace.study));
  const traces = believedTraces(
    studies.map(({ trials }) => trials),
    config,
    searchOf(context),
    referenceOf(config),
  );
  return (
    traces?.map((volumes) => volumes.map((volume) => hypervolumeShare(volume, config.objectives))) ?? null
  );
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

/** How the two ways to measure a front are called. */
const KINDS = { believed: 'posterior means', measured: 'as measured' } as const;
type Kind = keyof typeof KINDS;

const sharesOf = ({ hypervolumes, believed }: StudyTrace, kind: Kind) =>
  kind === 'measured' ? hypervolumes : (believed ?? []);

function convergenceText({ objectives }: StudyConfig, traces: readonly StudyTrace[]): string {
  const kinds: Kind[] = traces[0].believed ? ['believed', 'measured'] : ['measured'];
  const longest = Math.max(...traces.map(({ hypervolumes }) => hypervolumes.length));
  const budgets = BUDGETS.filter((budget) => budget <= longest);
  const table = plainTable(
    ['scores', 'study', 'algorithm', ...budgets.map((budget) => `at ${budget}`), 'trials', 'last'],
    ['scores', 'study', 'algorithm'],
  );
  for (const kind of kinds) {
    for (const trace of traces) {
      const values = sharesOf(trace, kind);
      const shares = budgets.map((budget) => percent(values[budget - 1]));
      table.push([
        KINDS[kind],
        trace.study,
        trace.algorithm,
        ...shares,
        values.length,
        percent(values.at(-1)),
      ]);
    }
  }
  const box = objectives.map(({ metric, worst }) => `${metric} ${worst}`).join(', ');
  return [
    `Hypervolume of the front as a share of the box up to ${box} (SI units)`,
    table.toString(),
    ...firstReached(traces, kinds[0]),
  ].join('\n');
}

const percent = (share: number | undefined) => (share === undefined ? '' : `${(100 * share).toFixed(2)}%`);

/** When each study reached where the others ended. */
const firstReached = (traces: readonly StudyTrace[], kind: Kind): string[] =>
  traces.flatMap((own) =>
    traces
      .filter((other) => other !== own)
      .map((other) => {
        const theirs = sharesOf(other, kind);
        const aim = theirs[theirs.length - 1];
        const at = sharesOf(own, kind).findIndex((share) => share >= aim);
        const reached = at < 0 ? 'never reached' : `reached at trial ${at + 1}`;
        return `${own.study} ${reached} the ${percent(aim)} (${KINDS[kind]}) that ${other.study} has after ${theirs.length}.`;
      }),
  );
