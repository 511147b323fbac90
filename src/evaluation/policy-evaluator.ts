import type { Accelerator } from '../accelerator/accelerator.js';
import { checkpointGeometry } from '../accelerator/checkpoint-geometry.js';
import type { Cost } from '../accelerator/cost.js';
import type { CostModel } from '../accelerator/cost-model.js';
import { inputError } from '../core/errors.js';
import type { Job } from '../core/job.js';
import { detectionQuality, Ledger, type LedgerTotals } from '../core/ledger.js';
import type { Policy } from '../core/policy.js';
import { isOut, type Race } from '../core/race.js';
import type { SiteHook } from '../core/site.js';
import type { Metrics, Outcome } from '../core/trial.js';
import { accumulatorWords, type Workload } from '../core/workload.js';
import type { ReferenceStatistics } from '../quality/reference-statistics.js';
import type { FaultModelName } from '../reliability/fault-models/fault-models.js';
import { needsOperands } from '../reliability/protection/protection-schemes.js';
import { createSiteHook } from '../reliability/site-hook.js';
import { type DetailBatch, describeBatch, evaluationDetail } from './evaluation-detail.js';
import { EvaluationScores } from './evaluation-scores.js';
import type { Evaluator } from './evaluator.js';
import { GoldenRuns } from './golden-runs.js';
import type { ImagePipeline } from './image-pipeline.js';

export interface PolicyEvaluatorParts {
  readonly pipeline: ImagePipeline;
  readonly workload: Workload;
  readonly accelerator: Accelerator;
  readonly costModel: CostModel;
  readonly faultModel: FaultModelName;
  /** Products that faults strike and checksums guard. */
  readonly faultyGemms: ReadonlySet<number>;
  readonly classLabels: readonly string[];
  /** Real images' features to measure sets against, where the network comes with them. */
  readonly reference?: ReferenceStatistics;
  readonly audit: boolean;
  readonly checksumFaults: boolean;
  /** Whether the pipeline's network shows operands to the hook. */
  readonly exposesOperands: boolean;
}

/** Executes policies on a simulated accelerator and scores cost and quality. */
export class PolicyEvaluator implements Evaluator {
  private readonly golden: GoldenRuns;

  constructor(private readonly parts: PolicyEvaluatorParts) {
    this.golden = new GoldenRuns((seed, firstImage, cancelled) =>
      parts.pipeline.run(seed, firstImage, undefined, cancelled),
    );
  }

  async evaluate(job: Job, cancelled: () => boolean = () => false): Promise<Outcome> {
    const { workload, costModel, pipeline } = this.parts;
    this.requireOperands(job.policy);
    const reason = costModel.violation(job.policy);
    if (reason !== null) return { status: 'infeasible', reason };
    const ledger = Ledger.of(workload);
    const scores = new EvaluationScores();
    const details: DetailBatch[] = [];
    for (let first = 0; first < job.images; first += pipeline.batchImages) {
      const batch = await this.runBatch(job, first, scores, cancelled);
      ledger.merge(batch.ledger);
      if (first < (job.detailImages ?? 0)) details.push(batch.detail);
      if (this.isLost(job, first, ledger, scores)) break;
    }
    const cost = costModel.cost(job.policy, ledger);
    const kept = job.imageScores ? scores.byImage() : job.race && scoresRaced(job.race, scores);
    return {
      ...summarise(cost, scores, ledger, this.parts.reference),
      ...(kept && { imageScores: kept }),
      ...(job.detailImages && { detail: evaluationDetail(details, job.detailImages, workload, ledger) }),
    };
  }

  dispose(): Promise<void> {
    return this.parts.pipeline.release();
  }

  private requireOperands(policy: Policy): void {
    if (this.parts.exposesOperands || !needsOperands(policy)) return;
    throw inputError(
      "policy: expected no scheme that drops products ('te-drop', 'effort'), as the evaluation does not keep operands " +
        'at hand; set exposeOperands in its specification',
    );
  }

  /** Whether the batch that began at `first` reached a look of the job's race and showed that it is lost. */
  private isLost({ race, policy }: Job, first: number, ledger: Ledger, scores: EvaluationScores): boolean {
    if (!race?.looks.some((look) => first < look && look <= ledger.images)) return false;
    const { energyJ, latencyS } = this.parts.costModel.cost(policy, ledger);
    const metrics = { energyJ, latencyS, ...scores.means() };
    return isOut({ metrics, imageScores: scores.byImage() }, race);
  }

  private async runBatch(job: Job, first: number, scores: EvaluationScores, cancelled: () => boolean) {
    const { pipeline, workload, accelerator, faultModel, faultyGemms, classLabels } = this.parts;
    const { audit, checksumFaults } = this.parts;
    const count = Math.min(pipeline.batchImages, job.images - first);
    const golden = await this.golden.get(job.seed, first, cancelled);
    const { hook, ledger } = createSiteHook({
      workload,
      policy: job.policy,
      curve: accelerator.errorCurve,
      faultModel,
      gemms: faultyGemms,
      seed: job.seed,
      trial: job.trialNumber,
      images: Array.from({ length: count }, (_, i) => first + i),
      geometry: checkpointGeometry(accelerator),
      audit,
      checksumFaults,
    });
    const faulty = await pipeline.run(job.seed, first, onFirstImages(hook, count), cancelled);
    const detail = describeBatch(first, golden, faulty, scores.add(golden, faulty, count), classLabels);
    return { ledger, detail };
  }
}

/** The hook for a batch that is padded behind its first `count` images: the padding stays fault-free and uncounted. */
function onFirstImages(hook: SiteHook, count: number): SiteHook {
  return (site, accumulators) => {
    if (accumulators.images === count) return hook(site, accumulators);
    const data = accumulators.data.subarray(0, count * accumulatorWords(site.gemm));
    hook(site, { ...accumulators, data, images: count });
  };
}

/** Each image's scores of what the race is about. */
function scoresRaced({ objectives, constraints }: Race, scores: EvaluationScores) {
  const raced = new Set([...objectives, ...constraints].map(({ metric }) => metric));
  return Object.fromEntries(Object.entries(scores.byImage()).filter(([metric]) => raced.has(metric)));
}

function summarise(cost: Cost, scores: EvaluationScores, ledger: Ledger, reference?: ReferenceStatistics) {
  return {
    status: 'scored' as const,
    metrics: { energyJ: cost.energyJ, latencyS: cost.latencyS, ...scores.metrics(reference) },
    standardErrors: scores.standardErrors(),
    diagnostics: diagnosticsOf(cost, ledger),
  };
}

/** Images run; energy by component and the ledger's totals, per image. */
function diagnosticsOf(cost: Cost, ledger: Ledger): Metrics {
  const energies = Object.entries(cost.energyByComponentJ).map(([name, energyJ]) => [
    `energyJ.${name}`,
    energyJ,
  ]);
  const counts = Object.entries(ledger.totals()).map(([name, count]) => [name, count / ledger.images]);
  const { arrayS, recomputeS, vectorS, stallS, transitionS } = cost;
  const { transitions, dramBytes, nominalFraction, utilisation } = cost;
  return {
    ...Object.fromEntries([...energies, ...counts]),
    images: ledger.images,
    ...detectionOf(ledger.totals()),
    arrayS,
    recomputeS,
    vectorS,
    stallS,
    transitionS,
    transitions,
    dramBytes,
    nominalFraction,
    utilisation,
  };
}

/** How well protections detected; without a share of nothing. */
function detectionOf(totals: LedgerTotals): Metrics {
  const { recall, precision } = detectionQuality(totals);
  return {
    ...(recall !== null && { detectionRecall: recall }),
    ...(precision !== null && { detectionPrecision: precision }),
  };
}
