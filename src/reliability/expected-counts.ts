import type { ErrorCurve } from '../core/error-curve.js';
import { inputError } from '../core/errors.js';
import type { LedgerCounter, SiteCounts } from '../core/ledger.js';
import { checkpointsRead, type Policy, type Protection } from '../core/policy.js';
import { requireFit } from '../core/policy-fit.js';
import type { Gemm, Workload } from '../core/workload.js';
import { refreshTraffic, type Traffic } from './checkpoint/checkpoint-traffic.js';
import { planRefreshes, requireCheckpoint } from './checkpoint/refresh-plan.js';
import { type TouchProfile, touchProfiles } from './checkpoint/touch-profile.js';
import { type ExpectedRepair, expectedRepair, isRepairCounter } from './expected-repair.js';
import { FLIPPED_BITS } from './fault-models/drift-bit-flip.js';
import type { ProtectionGeometry } from './protection-geometry.js';
import { wordErrorRate } from './word-error-rate.js';

export interface ExpectedCountsOptions {
  readonly workload: Workload;
  readonly policy: Policy;
  readonly curve: ErrorCurve;
  /** Indices of the matrix products where faults strike and checksums stand. */
  readonly gemms: ReadonlySet<number>;
  readonly geometry: ProtectionGeometry;
}

/**
 * What the ledger of a run is expected to count for one image under the fault model `drift-bit-flip`: for workloads
 * whose weights nobody has, and to compare runs with. Only `workload`, never a value of a tensor, enters.
 *
 * Left out is that checksums see sums: errors of one line may cancel, and small ones may add up to an alarm. Cancelling
 * prevails, so the words restored are overestimated, the more the higher the rate: by less than 1% at a word error rate
 * of 3e-3, 2% at 1e-2, 5% at 3e-2 (32 x 32 tiles, measured in test/reliability/expected-counts.test.ts).
 *
 * @returns counts whose `at` takes constant time; what equal products at equal points share is computed once, when
 * first asked for
 * @throws InputError when the policy does not fit the workload, restores without a checkpoint plan, has an operating
 * point that the curve does not cover, or protects some cell in a way that only a run can count: of the schemes, `none`
 * and `rollback-abft` with a threshold bit and stale values are known
 */
export function expectedCounts(options: ExpectedCountsOptions): SiteCounts {
  requireFit(options.policy, options.workload);
  requireCheckpoint(options.policy);
  options.policy.protections.forEach(flaggedShare);
  return new ExpectedCounts(options);
}

/** Products of one shape. */
interface Shape {
  readonly gemm: Pick<Gemm, 'rows' | 'cols' | 'count'>;
  readonly profiles: readonly TouchProfile[];
  readonly refresh: Readonly<Traffic>;
  /** What is expected of them in each kind of cell; filled when asked for. */
  readonly repairs: (ExpectedRepair | undefined)[];
}

class ExpectedCounts implements SiteCounts {
  readonly images = 1;
  /** By product; undefined where no fault strikes. */
  private readonly shapes: readonly (Shape | undefined)[];
  private readonly wordErrorRates: readonly number[];
  private readonly blocks: number;
  private readonly blockOf: readonly number[];
  /** Of each cell, `steps x blocks`: `point x protections + protection`. */
  private readonly kinds: Int32Array;
  /** Of each cell: whether its block's checkpoint is written, and whether it holds anything when the step begins. */
  private readonly refreshed: Uint8Array;
  private readonly filled: Uint8Array;

  constructor(private readonly options: ExpectedCountsOptions) {
    const { policy, curve, workload, gemms } = options;
    const known = new Map<string, Shape>();
    this.shapes = workload.gemms.map((gemm) =>
      gemms.has(gemm.index) ? this.shapeOf(gemm, known) : undefined,
    );
    this.wordErrorRates = policy.operatingPoints.map((point) => wordErrorRate(curve, point));
    this.blocks = policy.blocks.length;
    this.blockOf = workload.gemms.map(({ block }) => block);
    const cells = policy.cells.length * this.blocks;
    this.kinds = new Int32Array(cells);
    this.refreshed = new Uint8Array(cells);
    this.filled = new Uint8Array(cells);
    this.fillCells();
  }

  kindOf(step: number, block: number): number {
    const cell = step * this.blocks + block;
    return this.kinds[cell] * 4 + this.refreshed[cell] * 2 + this.filled[cell];
  }

  at(counter: LedgerCounter, step: number, gemm: number): number {
    const shape = this.shapes[gemm];
    if (shape === undefined) return 0;
    const cell = step * this.blocks + this.blockOf[gemm];
    switch (counter) {
      case 'checkpointWriteBytes':
        return this.refreshed[cell] ? shape.refresh.bytes : 0;
      case 'checkpointRowActivations':
        return this.refreshed[cell] ? shape.refresh.rowActivations : 0;
      case 'rollbackReadBytes':
        return this.filled[cell] ? this.repair(shape, this.kinds[cell]).rollbackReadBytes : 0;
      case 'rollbackRowActivations':
        return this.filled[cell] ? this.repair(shape, this.kinds[cell]).rollbackRowActivations : 0;
      default:
        return isRepairCounter(counter) ? this.repair(shape, this.kinds[cell])[counter] : 0;
    }
  }

  private fillCells(): void {
    const { policy } = this.options;
    const { blocks, kinds, refreshed, filled } = this;
    const plan = planRefreshes(policy, this.wordErrorRates);
    for (let step = 0, cell = 0; step < plan.length; step++) {
      for (let block = 0; block < blocks; block++, cell++) {
        const { point, protection } = policy.cells[step][block];
        kinds[cell] = point * policy.protections.length + protection;
        refreshed[cell] = plan[step][block] ? 1 : 0;
        if (step > 0) filled[cell] = filled[cell - blocks] | refreshed[cell - blocks];
      }
    }
  }

  private shapeOf(gemm: Gemm, known: Map<string, Shape>): Shape {
    const { policy, geometry } = this.options;
    const { rows, cols, count } = gemm;
    const key = `${count} x ${rows} x ${cols}`;
    let shape = known.get(key);
    if (shape === undefined) {
      const profiles = policy.checkpoint ? touchProfiles(policy.checkpoint.layout, gemm, geometry) : [];
      const refresh = refreshTraffic(profiles, count, geometry);
      shape = { gemm: { rows, cols, count }, profiles, refresh, repairs: [] };
      known.set(key, shape);
    }
    return shape;
  }

  private repair({ gemm, profiles, repairs }: Shape, kind: number): ExpectedRepair {
    const known = repairs[kind];
    if (known !== undefined) return known;
    const { policy, geometry } = this.options;
    const any = this.wordErrorRates[Math.floor(kind / policy.protections.length)];
    const large = any * flaggedShare(policy.protections[kind % policy.protections.length]);
    const repair = expectedRepair(gemm, { any, large }, profiles, geometry);
    repairs[kind] = repair;
    return repair;
  }
}

/**
 * Share of the faults whose magnitude a protection flags: a flip of bit b adds or subtracts 2^b.
 *
 * @throws InputError for protections whose counts no closed form is known for
 */
function flaggedShare(protection: Protection): number {
  if (protection.scheme === 'none') return 0;
  if (protection.scheme === 'rollback-abft' && checkpointsRead(protection) === 1) {
    const { thresholdBit } = protection;
    if (thresholdBit !== undefined) return (FLIPPED_BITS - thresholdBit) / FLIPPED_BITS;
  }
  throw inputError(
    `protection ${JSON.stringify(protection)}: what it repairs can be counted in a run, but not expected without one; ` +
      "expected 'none', or 'rollback-abft' with thresholdBit and restore: stale; use one of these, or run the policy " +
      'on a network',
  );
}
