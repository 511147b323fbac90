import type { SensitivityAnalysis } from '../core/sensitivity.js';
import { type PolicyStructure, pointParameter } from './policy-structure.js';
import type { Cell, CellPrior } from './search-knowledge.js';
import type { StepSegment } from './step-segments.js';

/** Half the width of a 95% interval in standard errors. */
const HALF_WIDTH = 1.96;
/** Natural-log error of a map as a prior (assumed): it is measured at one error rate, one place at a time. */
const TRANSFER_ERROR = 0.5;

/** The cells of a space of policies, in the order of execution. */
export const policyCells = ({ segments, groups }: PolicyStructure): Cell[] =>
  segments.flatMap((segment) =>
    groups.map((group) => ({
      parameter: pointParameter(segment, group),
      block: group.name,
      segment: segment.name,
    })),
  );

/**
 * What a sensitivity map says of the cells of a space of policies, by parameter name: the distances of the blocks and
 * steps that a cell holds, summed; of a segment that it shares with others, its share of the steps. A distance that
 * does not stand out of its standard error counts as that. Cells that the map does not cover in full are left out.
 */
export function sensitivityPriors(
  structure: PolicyStructure,
  analysis: Pick<SensitivityAnalysis, 'blocks' | 'cells' | 'settings'>,
): Map<string, CellPrior> {
  const priors = new Map<string, CellPrior>();
  for (const segment of structure.segments) {
    for (const group of structure.groups) {
      const blocks = group.blocks.map((block) => analysis.blocks.indexOf(structure.blocks[block]));
      const prior = cellPrior(blocks, segment, analysis);
      if (prior) priors.set(pointParameter(segment, group), prior);
    }
  }
  return priors;
}

function cellPrior(
  blocks: readonly number[],
  segment: StepSegment,
  { cells, settings }: Pick<SensitivityAnalysis, 'cells' | 'settings'>,
): CellPrior | null {
  let [damage, variance, covered] = [0, 0, 0];
  for (const { dimension, distance, blocks: struck, segments } of cells) {
    if (dimension !== 'map' || distance === null || !blocks.includes(struck[0])) continue;
    const part = settings.segments[segments[0]];
    const overlap = Math.min(part.last, segment.last) - Math.max(part.first, segment.first) + 1;
    if (overlap <= 0) continue;
    const share = overlap / (part.last - part.first + 1);
    damage += share * distance.mean;
    variance += (share * (distance.high - distance.low)) ** 2 / (2 * HALF_WIDTH) ** 2;
    covered += overlap;
  }
  if (covered < blocks.length * (segment.last - segment.first + 1)) return null;
  const error = Math.sqrt(variance);
  const least = Math.max(damage, error);
  if (least <= 0) return null;
  return { logDamage: Math.log(least), standardError: Math.hypot(error / least, TRANSFER_ERROR) };
}
