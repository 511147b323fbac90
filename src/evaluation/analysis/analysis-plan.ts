import type { SensitivityTarget } from '../../core/sensitivity.js';
import type { Injection, WordError } from './injection.js';
import { UNIFORM_FLIP } from './injection.js';
import { pairTargets } from './pair-targets.js';
import { type PlanInput, type Scope, scopeOf } from './scope.js';
import { planSpread, type SpreadSource } from './spread-sources.js';

/** A target and the experiment that measures it. */
export interface PlannedCell {
  readonly target: SensitivityTarget;
  readonly injection: Injection;
}

/** Everything that an analysis sets out to measure. */
export interface AnalysisPlan {
  readonly cells: readonly PlannedCell[];
  readonly spread: readonly SpreadSource[];
}

/** Sizes of errors, as shares of a site's full scale. */
export const ERROR_SHARES = [1 / 256, 1 / 64, 1 / 16, 1 / 4, 1, 4, 16] as const;

const BITS = 31;

/**
 * The targets of an analysis, the map first. A place that spans several cells of the map is struck at the map's rate
 * divided by their number, so that every place of a network with equal blocks is hit about as often as a cell of the
 * map, and the larger places do not saturate where the map is informative.
 */
export function planAnalysis(input: PlanInput): AnalysisPlan {
  const scope = scopeOf(input);
  const targets = [
    ...mapTargets(scope),
    ...blockTargets(scope),
    ...segmentTargets(scope),
    ...layerTargets(scope),
    ...magnitudeTargets(scope),
    ...bitTargets(scope),
    ...pairTargets(scope),
    ...siteTargets(scope),
  ];
  const cells = targets.map((target) => ({ target, injection: injectionOf(target, scope) }));
  return { cells, spread: planSpread(scope) };
}

const wholeNetwork = ({ blocks, everySegment, segments, rateOver }: Scope) => ({
  blocks,
  segments: everySegment,
  wordErrorRate: rateOver(blocks.length * segments.length),
});

const mapTargets = ({ workload, blocks, segments, rateOver }: Scope): SensitivityTarget[] =>
  blocks.flatMap((block) =>
    segments.map(({ name }, segment) => ({
      id: `map/${workload.blocks[block]}/${name}`,
      dimension: 'map' as const,
      label: `${workload.blocks[block]}, steps ${name}`,
      blocks: [block],
      segments: [segment],
      wordErrorRate: rateOver(1),
    })),
  );

const blockTargets = ({ workload, blocks, everySegment, rateOver }: Scope): SensitivityTarget[] =>
  blocks.map((block) => ({
    id: `block/${workload.blocks[block]}`,
    dimension: 'block',
    label: workload.blocks[block],
    blocks: [block],
    segments: everySegment,
    wordErrorRate: rateOver(everySegment.length),
  }));

const segmentTargets = ({ blocks, segments, rateOver }: Scope): SensitivityTarget[] =>
  segments.map(({ name }, segment) => ({
    id: `segment/${name}`,
    dimension: 'segment',
    label: `steps ${name}`,
    blocks,
    segments: [segment],
    wordErrorRate: rateOver(blocks.length),
  }));

const layerTargets = (scope: Scope): SensitivityTarget[] =>
  [...new Set(scope.gemms.map(({ layer }) => layer))].map((layer) => ({
    ...wholeNetwork(scope),
    id: `layer/${layer}`,
    dimension: 'layer',
    label: layer,
    layer,
  }));

function siteTargets({ workload, gemms, everySegment, rateOver }: Scope): SensitivityTarget[] {
  const kinds = new Map(gemms.map((gemm) => [`${workload.blocks[gemm.block]}/${gemm.layer}`, gemm]));
  return [...kinds].map(([name, { block, layer }]) => ({
    id: `site/${name}`,
    dimension: 'site',
    label: `${workload.blocks[block]} ${layer}`,
    blocks: [block],
    segments: everySegment,
    layer,
    wordErrorRate: rateOver(everySegment.length),
  }));
}

const bitTargets = (scope: Scope): SensitivityTarget[] =>
  Array.from({ length: BITS }, (_, bit) => ({
    ...wholeNetwork(scope),
    id: `bit/${bit}`,
    dimension: 'bit' as const,
    label: `bit ${bit}`,
    bit,
  }));

const magnitudeTargets = (scope: Scope): SensitivityTarget[] =>
  ERROR_SHARES.map((share) => ({
    ...wholeNetwork(scope),
    id: `magnitude/${share}`,
    dimension: 'magnitude' as const,
    label: share < 1 ? `1/${1 / share} of full scale` : `${share} x full scale`,
    share,
  }));

/** The products and steps that a target names, and what happens there. */
function injectionOf(target: SensitivityTarget, { gemms, segments }: Scope): Injection {
  const { blocks, layer, wordErrorRate } = target;
  const chosen = gemms
    .filter((gemm) => blocks.includes(gemm.block) && (layer === undefined || gemm.layer === layer))
    .map(({ index }) => index);
  const places = target.segments.map((segment) => ({
    gemms: chosen,
    firstStep: segments[segment].first,
    lastStep: segments[segment].last,
  }));
  return { places, wordErrorRate, error: errorOf(target) };
}

function errorOf({ bit, share }: SensitivityTarget): WordError {
  if (bit !== undefined) return { kind: 'flip', lowest: bit, highest: bit };
  return share === undefined ? UNIFORM_FLIP : { kind: 'magnitude', share };
}
