import type { AnalysisSettings } from '../../core/sensitivity.js';
import type { Gemm, Workload } from '../../core/workload.js';

/** What a plan is made from. */
export interface PlanInput {
  readonly workload: Workload;
  /** Products that errors may strike. */
  readonly struck: ReadonlySet<number>;
  readonly settings: Pick<AnalysisSettings, 'segments' | 'wordErrorRate'>;
}

/** The struck part of a network, by block and segment. */
export interface Scope {
  readonly workload: Workload;
  readonly gemms: readonly Gemm[];
  readonly segments: AnalysisSettings['segments'];
  /** Indices of blocks in which a product is struck, in execution order. */
  readonly blocks: readonly number[];
  readonly everySegment: readonly number[];
  /** The word error rate of a place that spans so many cells of the map. */
  readonly rateOver: (mapCells: number) => number;
}

export function scopeOf({ workload, struck, settings }: PlanInput): Scope {
  const { segments, wordErrorRate } = settings;
  const gemms = workload.gemms.filter(({ index }) => struck.has(index));
  return {
    workload,
    gemms,
    segments,
    blocks: [...new Set(gemms.map(({ block }) => block))].sort((a, b) => a - b),
    everySegment: segments.map((_, i) => i),
    // Two digits, because the rate is printed beside every figure.
    rateOver: (mapCells) => Number((wordErrorRate / mapCells).toPrecision(2)),
  };
}
