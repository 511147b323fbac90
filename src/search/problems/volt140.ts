import type { Assignment } from '../../core/trial.js';
import type { Parameter } from '../parameter.js';
import type { Cell } from '../search-knowledge.js';
import { createSearchSpace } from '../search-space.js';
import { mulberryNormals } from './mulberry32.js';
import type { TestProblem } from './test-problem.js';

/*
 * volt140: a synthetic problem with the shape of Leeway's own: 28 blocks x 5 timestep segments with one of eight
 * voltages each, a detection threshold tau and a checkpoint interval k. Energy, log10 of the quality loss (noisy) and
 * latency are minimised.
 */

export const VOLT140_BLOCKS = 28;
export const VOLT140_SEGMENTS = 5;
export const VOLT140_VOLTAGES_V: readonly number[] = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
export const VOLT140_REFERENCE: readonly number[] = [1.2, 1.0, 1.6];

const CELLS = Array.from({ length: VOLT140_BLOCKS * VOLT140_SEGMENTS }, (_, s) => s);
const SEGMENT_ENERGY = [1.4, 1.2, 1.0, 0.8, 0.6];
const NOISE = 0.1;

const damageNormals = mulberryNormals(20240607);

/** Share of each cell in the damage, cell s = 5 block + segment; heavy-tailed, sum 1. */
export const VOLT140_DAMAGE: readonly number[] = normalised(CELLS.map(() => Math.exp(1.5 * damageNormals())));

/** Share of each cell in the energy; sum 1. */
export const VOLT140_ENERGY: readonly number[] = normalised(
  CELLS.map((s) => {
    const wave = Math.sin((2 * Math.PI * Math.floor(s / VOLT140_SEGMENTS)) / VOLT140_BLOCKS);
    return (1 + 0.25 * wave) * SEGMENT_ENERGY[s % VOLT140_SEGMENTS];
  }),
);

/** What the assignments of {@link volt140} stand for. */
export interface Volt140Design {
  /** Index of the voltage of each cell, 0..7. */
  readonly levels: readonly number[];
  readonly tau: number;
  readonly k: number;
}

/** Damage done by levels, in [1e-4, 17.78]: the weighted sum over the cells of an exponential of their voltages. */
export type Damage = (levels: readonly number[]) => number;

export const additiveDamage: Damage = (levels) =>
  levels.reduce((sum, level, s) => sum + VOLT140_DAMAGE[s] * 10 ** (9.5 - 15 * VOLT140_VOLTAGES_V[level]), 0);

/**
 * Energy, log10 of the loss, and latency of a design.
 *
 * @param normal the standard normal number that the loss's noise is made of; 0 is none
 */
export function volt140Objectives(design: Volt140Design, normal = 0, damage = additiveDamage): number[] {
  const { levels, tau, k } = design;
  const D = damage(levels);
  const falseAlarms = falseAlarmRate(tau);
  const r = 1 / Math.sqrt(k);
  const mitigated = (0.9 * r) / (1 + tau / 0.05);
  const loss = (1e-4 + D * (1 - mitigated)) * Math.exp(NOISE * normal);
  return [
    volt140Energy(design),
    Math.log10(Math.min(10, Math.max(1e-4, loss))),
    1 + 0.06 / k + 0.25 * falseAlarms * r + (0.2 * mitigated * D) / (D + 0.1),
  ];
}

const falseAlarmRate = (tau: number) => 1 / (1 + tau / 0.004);

function volt140Energy({ levels, tau, k }: Volt140Design): number {
  const E = levels.reduce(
    (sum, level, s) => sum + VOLT140_ENERGY[s] * (VOLT140_VOLTAGES_V[level] / 0.9) ** 2,
    0,
  );
  return E * (1 + 0.03 / k + (0.1 * falseAlarmRate(tau)) / Math.sqrt(k));
}

const CELL_PARAMETERS = CELLS.map((s): Cell => {
  const [block, segment] = [`${Math.floor(s / VOLT140_SEGMENTS)}`, `${s % VOLT140_SEGMENTS}`];
  return { parameter: `level[${segment},${block}]`, block, segment };
});

const cellName = (s: number) => CELL_PARAMETERS[s].parameter;

/** From 0.90 V down, the safest first. */
const LEVELS = VOLT140_VOLTAGES_V.map((_, i) => i).reverse();

const PARAMETERS: readonly Parameter[] = [
  ...CELLS.map((s): Parameter => ({ name: cellName(s), kind: 'ordinal', values: LEVELS })),
  { name: 'tau', kind: 'real', low: 1e-3, high: 1, scale: 'log' },
  { name: 'k', kind: 'integer', low: 1, high: 10, scale: 'linear' },
];

/** The design that an assignment stands for. */
export const volt140Design = (assignment: Assignment): Volt140Design => ({
  levels: CELLS.map((s) => Number(assignment[cellName(s)])),
  tau: Number(assignment.tau),
  k: Number(assignment.k),
});

/** The assignment that has all cells at a level, 0 for 0.55 V. */
export const volt140Uniform = (level: number, tau: number, k: number): Assignment =>
  Object.fromEntries([...CELLS.map((s) => [cellName(s), level]), ['tau', tau], ['k', k]]);

/** A problem of volt140's space and costs with its own damage, and with designs to start from. */
export const volt140Variant = (damage: Damage, anchors: readonly Assignment[] = []): TestProblem => ({
  space: createSearchSpace(PARAMETERS, anchors),
  reference: VOLT140_REFERENCE,
  objectives: (assignment) => volt140Objectives(volt140Design(assignment), 0, damage),
  cells: CELL_PARAMETERS,
  // Latency is free of noise, but tells the damage: it is known only once a design is evaluated.
  exact: (assignment) => [volt140Energy(volt140Design(assignment)), null, null],
  observations: (seed) => {
    const normal = mulberryNormals(1000 + seed);
    return (assignment) => volt140Objectives(volt140Design(assignment), normal(), damage);
  },
});

/** The eight uniform levels with tau 0.1 and k 2, the starting designs of the published seeded runs. */
export const VOLT140_UNIFORM_DESIGNS: readonly Assignment[] = LEVELS.map((level) =>
  volt140Uniform(level, 0.1, 2),
);

export const volt140: TestProblem = volt140Variant(additiveDamage);

/** {@link volt140} with the eight uniform levels as anchors. */
export const volt140Seeded: TestProblem = volt140Variant(additiveDamage, VOLT140_UNIFORM_DESIGNS);

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
