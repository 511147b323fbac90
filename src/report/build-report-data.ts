import { type Accelerator, constantsOf } from '../accelerator/accelerator.js';
import type { Cost } from '../accelerator/cost.js';
import { storeError } from '../core/errors.js';
import { type Policy, policyId } from '../core/policy.js';
import type { Assignment, EvaluationDetail, Metrics, Outcome, Trial } from '../core/trial.js';
import type { SearchOutlook } from '../search/search-outlook.js';
import type { SearchSpace } from '../search/search-space.js';
import { boundUse } from '../study/bound-use.js';
import { confirmationSeed } from '../study/confirm.js';
import { referenceVector } from '../study/front.js';
import { kneeIndex } from '../study/knee.js';
import type { Manifest } from '../study/manifest.js';
import { parameterImportance } from '../study/parameter-importance.js';
import { hypervolumeTrace } from '../study/running-front.js';
import type { StudyConfig } from '../study/study-config.js';
import { hypervolumeShare, worstValues } from '../study/study-goals.js';
import { believedFront } from '../study/study-outlook.js';
import type { Confirmation as StoredConfirmation } from '../study/trial-store.js';
import { checkpointSteps } from './checkpoint-steps.js';
import { expectedNominal } from './expected-nominal.js';
import { formatGiven } from './format.js';
import { labelledMetric, otherMetrics } from './metric-labels.js';
import { believedValue, outlookShares } from './outlook-data.js';
import { pixelsDataUri } from './png.js';
import { prettyJson } from './pretty-json.js';
import type { ProductRow } from './product-rows.js';
import type {
  FaultyImage,
  GoldenImage,
  HardwareConstant,
  PolicyDetail,
  ReportBaseline,
  ReportData,
  ReportUnit,
} from './report-data.js';
import { reportNotes } from './report-notes.js';

/** A study as it stands. */
export interface ReportInput {
  readonly manifest: Manifest;
  readonly config: StudyConfig;
  readonly accelerator: Accelerator;
  readonly nominalPolicy: Policy;
  readonly nominalCost: Cost;
  /** How the network's products run on the accelerator. */
  readonly products: readonly ProductRow[];
  readonly space: SearchSpace;
  readonly trials: readonly Trial[];
  /** What the trials together say; null where no model can be fitted. */
  readonly outlook: SearchOutlook | null;
  readonly confirmations: readonly StoredConfirmation[];
  readonly decode: (assignment: Assignment) => Policy | { readonly infeasible: string };
  /** ISO 8601; null while the study is not finished. */
  readonly finishedAt: string | null;
}

type Scored = Extract<Outcome, { status: 'scored' }>;

/** What one confirmation showed. */
interface Confirmed {
  readonly images: number;
  readonly outcome: Scored;
}

/**
 * Everything a report shows of a study.
 *
 * @throws StoreError when the nominal policy of a finished study has not been confirmed
 */
export function buildReportData(input: ReportInput): ReportData {
  const { manifest, config, accelerator, trials } = input;
  const confirmed = confirmedPolicies(input);
  const nominal =
    confirmed.get(policyId(input.nominalPolicy))?.outcome ??
    (input.finishedAt === null ? expectedNominal(input) : null);
  if (!nominal) {
    throw storeError(
      `study ${manifest.name}: the nominal policy has no confirmation yet; finish it by 'leeway resume ${manifest.name}'`,
    );
  }
  const worst = worstValues(config.objectives);
  const reference = referenceVector(config.objectives, worst);
  const front = believedFront(trials, config, input.outlook);
  const objectiveNames = config.objectives.map(({ metric }) => metric);
  const knee =
    front[
      kneeIndex(
        front.map(({ objectives }) => objectives),
        reference,
      )
    ];
  return {
    format: 'leeway-report/1',
    study: manifest.name,
    title: config.title,
    question: config.question,
    createdAt: manifest.createdAt,
    finishedAt: input.finishedAt,
    manifest: {
      versions: { leeway: manifest.leewayVersion, ...manifest.versions },
      hashes: { configuration: manifest.configHash, ...manifest.inputHashes },
      seed: config.study.seed,
      config: prettyJson(config),
      command: manifest.command,
    },
    objectives: config.objectives.map(({ metric, direction }) => ({ ...labelledMetric(metric), direction })),
    otherMetrics: otherMetrics(nominal.metrics, objectiveNames),
    constraints: config.constraints,
    nominal: baseline(accelerator, nominal),
    trials: trials.map(withoutImageScores),
    front: front.map(({ trial }) => ({
      trialNumber: trial.number,
      believed: believedValue(trial.number, input),
      confirmed: summary(confirmed.get(trial.policyId ?? '')),
    })),
    knee: knee?.trial.number ?? null,
    hypervolume: {
      referencePoint: worst,
      values: hypervolumeTrace(trials, config, reference).map((volume) =>
        hypervolumeShare(volume, config.objectives),
      ),
      outlook: outlookShares(input),
    },
    boundUse: boundUse(trials, front, config),
    importance: parameterImportance(
      input.space,
      input.finishedAt === null ? thinned(trials) : trials,
      config.objectives,
      config.study.seed,
    ),
    details: front.flatMap(({ trial }) => policyDetail(trial, input, confirmed.get(trial.policyId ?? ''))),
    goldenImages: goldenImages(nominal.detail),
    accelerator: {
      name: accelerator.name,
      constants: hardwareConstants(accelerator),
      products: input.products,
    },
    notes: reportNotes(config, accelerator),
  };
}

/** Trials that the importance of parameters is told from while a study runs, when it is told again and again. */
const LIVE_TRIALS = 300;

/** At most so many trials, evenly spread. */
function thinned(trials: readonly Trial[]): readonly Trial[] {
  const every = Math.ceil(trials.length / LIVE_TRIALS);
  return trials.filter((_, i) => i % every === 0);
}

/** Scores image by image serve races, and would be most of the page. */
function withoutImageScores(trial: Trial): Trial {
  if (trial.outcome.status !== 'scored') return trial;
  const { imageScores, ...outcome } = trial.outcome;
  return { ...trial, outcome };
}

/** Confirmations under the study's own settings, by policy. */
function confirmedPolicies({ config, confirmations }: ReportInput): Map<string, Confirmed> {
  const seed = confirmationSeed(config.study.seed);
  return new Map(
    confirmations.flatMap((confirmation) => {
      const { policyId: id, images, outcome } = confirmation;
      const current = confirmation.seed === seed && images === config.confirmation.images;
      return current && outcome.status === 'scored' ? [[id, { images, outcome }] as const] : [];
    }),
  );
}

const summary = (confirmed: Confirmed | undefined) =>
  confirmed
    ? {
        images: confirmed.images,
        metrics: confirmed.outcome.metrics,
        standardErrors: confirmed.outcome.standardErrors,
      }
    : null;

function baseline({ core }: Accelerator, { metrics, diagnostics }: Scored): ReportBaseline {
  return { operatingPoint: core.nominal, metrics, energyByComponentJ: energyByComponent(diagnostics) };
}

const ENERGY_PREFIX = 'energyJ.';

const energyByComponent = (diagnostics: Metrics): Record<string, number> =>
  Object.fromEntries(
    Object.entries(diagnostics)
      .filter(([name]) => name.startsWith(ENERGY_PREFIX))
      .map(([name, energyJ]) => [name.slice(ENERGY_PREFIX.length), energyJ]),
  );

/** The detail of a front member: of its confirmation where there is one, else of its trial, which has no images. */
function policyDetail(
  trial: Trial,
  { decode }: ReportInput,
  confirmed: Confirmed | undefined,
): PolicyDetail[] {
  const policy = decode(trial.assignment);
  const outcome = confirmed?.outcome ?? trial.outcome;
  if ('infeasible' in policy || outcome.status !== 'scored') return [];
  const { detail, diagnostics, metrics } = outcome;
  return [
    {
      trialNumber: trial.number,
      policy,
      checkpointSteps: checkpointSteps(policy),
      faultyWords: detail?.faultyWords ?? null,
      restoredWords: detail?.restoredWords ?? null,
      energyByComponentJ: energyByComponent(diagnostics),
      latencyS: metrics.latencyS,
      images: faultyImages(detail),
    },
  ];
}

function goldenImages(detail: EvaluationDetail | undefined): GoldenImage[] {
  if (!detail) return [];
  return detail.images.map(({ image, label, golden }) => ({
    image,
    label,
    uri: pixelsDataUri(golden, detail),
  }));
}

function faultyImages(detail: EvaluationDetail | undefined): FaultyImage[] {
  if (!detail) return [];
  return detail.images.map(({ image, faulty, golden, perceptualDistance, psnrDb }) => ({
    image,
    uri: pixelsDataUri(faulty, detail),
    perceptualDistance,
    psnrDb: faulty === golden && perceptualDistance === 0 ? null : psnrDb,
    recognisedAs: null,
  }));
}

function hardwareConstants(accelerator: Accelerator): HardwareConstant[] {
  return constantsOf(accelerator).map(({ name, value, unit, source, assumed }) => ({
    name,
    value: typeof value === 'object' ? rangeText(value, unit ?? '') : value,
    unit: typeof value === 'object' ? '' : (unit ?? ''),
    source,
    assumed,
  }));
}

/** A list of values by its ends: the table has no room for all of them. */
const rangeText = (values: readonly number[], unit: ReportUnit) =>
  `${formatGiven(values[0], unit)} to ${formatGiven(values[values.length - 1], unit)}, ${values.length} values`;
