import type { Assignment } from '../../src/core/trial.js';
import { createSearchSpace, type SearchSpace } from '../../src/search/search-space.js';

/**
 * volt140: a synthetic problem with the shape of Leeway's: 140 segments (28 blocks x 5 timestep segments) with eight
 * voltages each, a detection threshold tau and a checkpoint interval k; energy, log10 quality loss and latency are
 * minimised. The constants are drawn from a fixed generator, so that figures measured with other optimisers apply.
 * Here tau takes 13 log-spaced levels in [1e-3, 1]; for those it could have any value in between.
 */
const BLOCKS = 28;
const SEGMENTS = 5;
const VOLTAGES_V = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
const SEGMENT_ENERGY = [1.4, 1.2, 1.0, 0.8, 0.6];
const TAUS = Array.from({ length: 13 }, (_, i) => 10 ** (-i / 4));

export const VOLT140_REFERENCE = [1.2, 1.0, 1.6];

const segments = Array.from({ length: BLOCKS * SEGMENTS }, (_, s) => s);
const normals = normalStream(20240607);
const damage = normalised(segments.map(() => Math.exp(1.5 * normals())));
const energy = normalised(
  segments.map(
    (s) =>
      (1 + 0.25 * Math.sin((2 * Math.PI * Math.floor(s / SEGMENTS)) / BLOCKS)) * SEGMENT_ENERGY[s % SEGMENTS],
  ),
);

/** Noise-free objectives: energy, log10 of the quality loss, latency. */
export function volt140(levels: readonly number[], tau: number, k: number): [number, number, number] {
  const [loss, ...exact] = objectives(levels, tau, k);
  return [exact[0], log10Loss(loss), exact[1]];
}

/** Objectives with the definition's noise on the loss: `exp(0.1 normal)`. */
export function noisyVolt140(levels: readonly number[], tau: number, k: number, normal: number): number[] {
  const [loss, f1, f3] = objectives(levels, tau, k);
  return [f1, log10Loss(loss * Math.exp(0.1 * normal)), f3];
}

const log10Loss = (loss: number) => Math.log10(Math.min(10, Math.max(1e-4, loss)));

function objectives(levels: readonly number[], tau: number, k: number): [number, number, number] {
  const D = levels.reduce((sum, level, s) => sum + damage[s] * 10 ** (9.5 - 15 * VOLTAGES_V[level]), 0);
  const E = levels.reduce((sum, level, s) => sum + energy[s] * (VOLTAGES_V[level] / 0.9) ** 2, 0);
  const falseAlarms = 1 / (1 + tau / 0.004);
  const r = 1 / Math.sqrt(k);
  const mitigated = (0.9 * r) / (1 + tau / 0.05);
  return [
    1e-4 + D * (1 - mitigated),
    E * (1 + 0.03 / k + 0.1 * falseAlarms * r),
    1 + 0.06 / k + 0.25 * falseAlarms * r + (0.2 * mitigated * D) / (D + 0.1),
  ];
}

const segmentName = (s: number) => `level[${s}]`;

/** Levels run from 0.90 V down, the safest first. */
export function volt140Space(withAnchors: boolean): SearchSpace {
  const levels = [7, 6, 5, 4, 3, 2, 1, 0];
  const uniform = (level: number): Assignment =>
    Object.fromEntries([...segments.map((s) => [segmentName(s), level]), ['tau', 0.1], ['k', 2]]);
  return createSearchSpace(
    [
      ...segments.map((s) => ({ name: segmentName(s), kind: 'ordinal' as const, values: levels })),
      { name: 'tau', kind: 'ordinal', values: TAUS },
      { name: 'k', kind: 'ordinal', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    ],
    withAnchors ? levels.map(uniform) : [],
  );
}

/** The arguments of {@link volt140} that an assignment stands for. */
export function volt140Arguments(assignment: Assignment): [number[], number, number] {
  return [
    segments.map((s) => Number(assignment[segmentName(s)])),
    Number(assignment.tau),
    Number(assignment.k),
  ];
}

/** Standard normal numbers from mulberry32 by Box-Muller, the sine branch unused. */
export function normalStream(seed: number): () => number {
  const uniform = mulberry32(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
