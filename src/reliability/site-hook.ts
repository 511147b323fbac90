import type { ErrorCurve } from '../core/error-curve.js';
import { bugError } from '../core/errors.js';
import { Ledger } from '../core/ledger.js';
import { checkpointsRead, type Policy } from '../core/policy.js';
import { requireFit } from '../core/policy-fit.js';
import { RandomStream } from '../core/random-stream.js';
import type { Accumulators, Site, SiteHook } from '../core/site.js';
import { accumulatorWords, type Workload } from '../core/workload.js';
import { CheckpointMemory } from './checkpoint/checkpoint-memory.js';
import { CheckpointTraffic } from './checkpoint/checkpoint-traffic.js';
import { planRefreshes, requireCheckpoint } from './checkpoint/refresh-plan.js';
import type { FaultModel } from './fault-models/fault-model.js';
import { FAULT_MODELS, type FaultModelName } from './fault-models/fault-models.js';
import { FaultyImage } from './faulty-image.js';
import { schemeOf } from './protection/protection-schemes.js';
import type { ProtectionGeometry } from './protection-geometry.js';
import { wordErrorRate } from './word-error-rate.js';

export interface SiteHookOptions {
  readonly workload: Workload;
  readonly policy: Policy;
  readonly curve: ErrorCurve;
  readonly faultModel: FaultModelName;
  /** Indices of the matrix products where faults strike and checksums stand. */
  readonly gemms: ReadonlySet<number>;
  /** Seed and trial of the fault streams: unsigned 32-bit integers. */
  readonly seed: number;
  readonly trial: number;
  /** Image numbers of the batch, in its order; each names the image's fault streams. */
  readonly images: readonly number[];
  readonly geometry: ProtectionGeometry;
  /** Take checksum syndromes from sums over whole tiles: the same results, far slower; for tests. */
  readonly audit?: boolean;
  /** Let checksum accumulators err as often as output words, and in the same way; otherwise they never err. */
  readonly checksumFaults?: boolean;
}

/**
 * Faults and protection of one run of a policy over one batch. The hook is called for every site in execution
 * order, step by step; the ledger counts what happened and is complete after the last call. An image's result
 * does not depend on the other images of the batch.
 *
 * @throws InputError when the policy does not fit the workload, or the curve does not cover one of its points
 */
export function createSiteHook(options: SiteHookOptions): { hook: SiteHook; ledger: Ledger } {
  requireFit(options.policy, options.workload);
  requireCheckpoint(options.policy);
  const run = new FaultyRun(options);
  return { hook: (site, accumulators) => run.visit(site, accumulators), ledger: run.ledger };
}

/** The state of one run: its checkpoint, its counts and the working memory that the sites share. */
class FaultyRun {
  readonly ledger: Ledger;
  /** One per operating point of the policy. */
  private readonly wordErrorRates: readonly number[];
  /** One per protection of the policy. */
  private readonly protectors;
  private readonly refreshes;
  private readonly checkpoint: CheckpointMemory;
  private readonly traffic: CheckpointTraffic | null;
  private readonly image: FaultyImage;
  private readonly faultModel: FaultModel;
  private readonly stream: RandomStream;

  constructor(private readonly options: SiteHookOptions) {
    const { workload, policy, curve, geometry, audit = false, checksumFaults = false } = options;
    const { tileSize } = geometry;
    this.ledger = Ledger.of(workload);
    this.ledger.images = options.images.length;
    this.wordErrorRates = policy.operatingPoints.map((point) => wordErrorRate(curve, point));
    this.protectors = policy.protections.map((entry) => {
      const { create, actsWithoutFaults } = schemeOf(entry);
      return { protect: create(entry, tileSize), always: actsWithoutFaults || checksumFaults };
    });
    this.refreshes = planRefreshes(policy, this.wordErrorRates);
    this.traffic = policy.checkpoint && new CheckpointTraffic(policy.checkpoint.layout, geometry);
    this.checkpoint = new CheckpointMemory(policy.protections.some((p) => checkpointsRead(p) === 2) ? 2 : 1);
    const { checkpoint, traffic } = this;
    this.image = new FaultyImage({ tileSize, checkpoint, traffic, audit, checksumFaults });
    this.faultModel = FAULT_MODELS[options.faultModel];
    this.stream = new RandomStream(options.seed, 'fault');
  }

  visit(site: Site, accumulators: Accumulators): void {
    const { gemm, step } = site;
    if (!this.options.gemms.has(gemm.index)) return;
    this.requireBatch(site, accumulators);
    const cell = this.options.policy.cells[step][gemm.block];
    const rate = this.wordErrorRates[cell.point];
    if (rate > 0) this.strike(site, accumulators, rate, this.protectors[cell.protection]);
    if (this.refreshes[step][gemm.block]) this.refresh(site, accumulators);
  }

  private strike(
    site: Site,
    accumulators: Accumulators,
    rate: number,
    { protect, always }: (typeof this.protectors)[number],
  ): void {
    const { workload, images, trial } = this.options;
    const source = { model: this.faultModel, stream: this.stream, rate };
    for (let i = 0; i < images.length; i++) {
      this.stream.seek(site.step * workload.gemms.length + site.gemm.index, images[i], trial);
      const faults = this.image.strike(site, accumulators, i, source);
      if (faults > 0 || always) protect(this.image);
    }
    this.image.settle(this.ledger, site);
  }

  private refresh({ gemm, step }: Site, accumulators: Accumulators): void {
    this.checkpoint.refresh(gemm, accumulators, step);
    if (!this.traffic) return;
    const { bytes, rowActivations } = this.traffic.refresh(gemm);
    this.ledger.add('checkpointWriteBytes', step, gemm.index, bytes * accumulators.images);
    this.ledger.add('checkpointRowActivations', step, gemm.index, rowActivations * accumulators.images);
  }

  private requireBatch({ gemm }: Site, { data, images }: Accumulators): void {
    const expected = this.options.images.length;
    if (images === expected && data.length === expected * accumulatorWords(gemm)) return;
    throw bugError(
      `${gemm.name}: expected accumulators of ${expected} images with ${accumulatorWords(gemm)} words each, ` +
        `got ${images} images and ${data.length} words`,
    );
  }
}
