import type { Accelerator } from '../accelerator/accelerator.js';
import { checkpointGeometry } from '../accelerator/checkpoint-geometry.js';
import type { Cost } from '../accelerator/cost.js';
import type { CostModel } from '../accelerator/cost-model.js';
import type { Job } from '../core/job.js';
import { Ledger } from '../core/ledger.js';
import type { SiteHook } from '../core/site.js';
import { mean, standardError } from '../core/statistics.js';
import type { Metrics, Outcome } from '../core/trial.js';
import { accumulatorWords, type Workload } from '../core/workload.js';
import { measureQuality, QUALITY_METRICS, type QualityScores } from '../quality/quality-metrics.js';
import type { FaultModelName } from '../reliability/fault-models/fault-models.js';
import { createSiteHook } from '../reliability/site-hook.js';
import { type DetailBatch, describeBatch, evaluationDetail } from './evaluation-detail.js';
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
  readonly audit: boolean;
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
    const reason = costModel.violation(job.policy);
    if (reason !== null) return { status: 'infeasible', reason };
    const ledger = Ledger.of(workload);
    const scores = Object.fromEntries(Object.keys(QUALITY_METRICS).map((name) => [name, [] as number[]]));
    const details: DetailBatch[] = [];
    for (let first = 0; first < job.images; first += pipeline.batchImages) {
      const batch = await this.runBatch(job, first, cancelled);
      ledger.merge(batch.ledger);
      for (const [name, values] of Object.entries(batch.scores)) scores[name].push(...values);
      if (first < (job.detailImages ?? 0)) details.push(batch.detail);
    }
    const outcome = summarise(costModel.cost(job.policy, ledger), scores, ledger);
    if (!job.detailImages) return outcome;
    return { ...outcome, detail: evaluationDetail(details, job.detailImages, workload, ledger) };
  }

  dispose(): Promise<void> {
    return this.parts.pipeline.release();
  }

  private async runBatch(job: Job, first: number, cancelled: () => boolean) {
    const { pipeline, workload, accelerator, faultModel, faultyGemms, classLabels, audit } = this.parts;
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
    });
    const faulty = await pipeline.run(job.seed, first, onFirstImages(hook, count), cancelled);
    const all = measureQuality(golden, faulty, golden.labels);
    const scores = Object.fromEntries(
      Object.entries(all).map(([name, values]) => [name, values.slice(0, count)]),
    ) as unknown as QualityScores;
    const detail = describeBatch(first, golden, faulty, scores, classLabels);
    return { ledger, scores, detail };
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

function summarise(cost: Cost, scores: Readonly<Record<string, readonly number[]>>, ledger: Ledger) {
  const entries = Object.entries(scores);
  const metrics: Metrics = {
    energyJ: cost.energyJ,
    latencyS: cost.latencyS,
    ...Object.fromEntries(entries.map(([name, values]) => [name, mean(values)])),
  };
  const standardErrors = Object.fromEntries(
    entries
      .map(([name, values]) => [name, standardError(values)] as const)
      .filter(([, error]) => error !== null),
  ) as Metrics;
  return { status: 'scored' as const, metrics, standardErrors, diagnostics: diagnosticsOf(cost, ledger) };
}

/** Energy by component and the ledger's totals, per image. */
function diagnosticsOf(cost: Cost, ledger: Ledger): Metrics {
  const energies = Object.entries(cost.energyByComponentJ).map(([name, energyJ]) => [
    `energyJ.${name}`,
    energyJ,
  ]);
  const counts = Object.entries(ledger.totals()).map(([name, count]) => [name, count / ledger.images]);
  const { arrayS, vectorS, stallS, transitionS, transitions, dramBytes, nominalFraction, utilisation } = cost;
  return {
    ...Object.fromEntries([...energies, ...counts]),
    arrayS,
    vectorS,
    stallS,
    transitionS,
    transitions,
    dramBytes,
    nominalFraction,
    utilisation,
  };
}
