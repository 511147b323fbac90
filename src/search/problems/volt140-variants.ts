import type { Assignment } from '../../core/trial.js';
import { decodeAssignment } from '../search-space.js';
import { structuredSpace } from '../structured/design.js';
import { startingDesigns } from '../structured/starting-designs.js';
import { mulberryNormals } from './mulberry32.js';
import type { TestProblem } from './test-problem.js';
import {
  additiveDamage,
  type Damage,
  VOLT140_BLOCKS,
  VOLT140_DAMAGE,
  VOLT140_SEGMENTS,
  VOLT140_VOLTAGES_V,
  volt140,
  volt140Variant,
} from './volt140.js';

/*
 * volt140 where damage does not add up as a model of independent cells with one level curve has it. Costs, noise and
 * reference point are volt140's.
 */

const cellDamage = (level: number) => 10 ** (9.5 - 15 * VOLT140_VOLTAGES_V[level]);

/** Neighbours: the next block in the same segment, the next segment of the same block. */
const PAIRS = VOLT140_DAMAGE.flatMap((_, s): [number, number][] => [
  ...(s + VOLT140_SEGMENTS < VOLT140_DAMAGE.length ? [[s, s + VOLT140_SEGMENTS] as [number, number]] : []),
  ...(s % VOLT140_SEGMENTS < VOLT140_SEGMENTS - 1 ? [[s, s + 1] as [number, number]] : []),
]);

const pairNormals = mulberryNormals(20240608);
const pairWeights = PAIRS.map(() => Math.exp(1.5 * pairNormals()));
const pairSum = pairWeights.reduce((a, b) => a + b, 0);

/** Share of the damage that pairs of neighbours do together. */
const PAIR_SHARE = 0.7;

/**
 * Most damage needs two neighbours: a pair does the geometric mean of its cells' damages, times a weight of its own,
 * heavy-tailed and independent of the cells'. Uniform levels do the same damage as in volt140.
 */
export const interactingDamage: Damage = (levels) => {
  const alone = levels.reduce((sum, level, s) => sum + VOLT140_DAMAGE[s] * cellDamage(level), 0);
  const together = PAIRS.reduce(
    (sum, [a, b], p) => sum + pairWeights[p] * Math.sqrt(cellDamage(levels[a]) * cellDamage(levels[b])),
    0,
  );
  return (1 - PAIR_SHARE) * alone + (PAIR_SHARE * together) / pairSum;
};

/** Where the level curves of all blocks cross. */
const PIVOT_V = 0.75;

const slopeNormals = mulberryNormals(20240609);
/** Decades per volt, 15 in volt140. */
const BLOCK_SLOPES = Array.from({ length: VOLT140_BLOCKS }, () =>
  Math.min(26, Math.max(6, 15 * Math.exp(0.5 * slopeNormals()))),
);

/** Each block has its own steepness, from 6 to 26 decades per volt. */
export const blockCurvesDamage: Damage = (levels) =>
  levels.reduce((sum, level, s) => {
    const slope = BLOCK_SLOPES[Math.floor(s / VOLT140_SEGMENTS)];
    return (
      sum + VOLT140_DAMAGE[s] * 10 ** (9.5 - 15 * PIVOT_V + slope * (PIVOT_V - VOLT140_VOLTAGES_V[level]))
    );
  }, 0);

/**
 * Distance from the fault-free images without protection, less its floor of 0.084, at word error rates of 1e-2, 1e-4,
 * 1e-5, 1e-6, 1e-7, 1e-8 and 1e-9: read from the figure of the ablation of DRIFT (arXiv 2604.09073), +-0.003. The value
 * of the highest voltage is assumed.
 */
const CLIFF = [0.73, 0.624, 0.574, 0.547, 0.2, 0.022, 0.002, 0.0005];

/** A plateau at high voltages, a cliff of one and a half decades, and a plateau below; the same greatest damage. */
export const cliffDamage: Damage = (levels) =>
  levels.reduce((sum, level, s) => sum + VOLT140_DAMAGE[s] * (CLIFF[level] / CLIFF[0]) * cellDamage(0), 0);

const { space, cells } = volt140;

/** The designs that `leeway` begins with, for every algorithm to begin with. */
const STARTS: readonly Assignment[] = startingDesigns(structuredSpace(space, cells)).map((positions) =>
  decodeAssignment(space, positions),
);

/** The variants by name, and volt140 itself; the designs that `leeway` begins with are their anchors. */
export const VOLT140_VARIANTS = {
  'volt140-additive': volt140Variant(additiveDamage, STARTS),
  'volt140-interactions': volt140Variant(interactingDamage, STARTS),
  'volt140-block-curves': volt140Variant(blockCurvesDamage, STARTS),
  'volt140-cliff': volt140Variant(cliffDamage, STARTS),
} as const satisfies Readonly<Record<string, TestProblem>>;
