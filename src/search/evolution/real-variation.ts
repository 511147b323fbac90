import type { RandomStream } from '../../core/random-stream.js';

/** Distribution index of the crossover: larger keeps children closer to their parents. */
const CROSSOVER_INDEX = 5;

/** Distribution index of the mutation: larger keeps mutants closer. */
const MUTATION_INDEX = 10;

/**
 * A child of two numbers in [0, 1], in [0, 1], near either parent equally often: simulated binary crossover in the
 * form that respects bounds (Deb and Agrawal, Complex Systems 9, 1995; bounded as in Deb's NSGA-II code).
 */
export function simulatedBinary(a: number, b: number, stream: RandomStream): number {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const u = stream.uniform();
  const nearLow = stream.uniform() < 0.5;
  const gap = high - low;
  if (!(gap > 0)) return low;
  const room = nearLow ? low : 1 - high;
  const alpha = 2 - (1 + (2 * room) / gap) ** -(CROSSOVER_INDEX + 1);
  const power = 1 / (CROSSOVER_INDEX + 1);
  const spread = u <= 1 / alpha ? (u * alpha) ** power : (1 / (2 - u * alpha)) ** power;
  const child = nearLow ? (low + high - spread * gap) / 2 : (low + high + spread * gap) / 2;
  return Math.min(1, Math.max(0, child));
}

/**
 * A number in [0, 1] near another: polynomial mutation in the form that respects bounds (Deb and Deb, "Analysing
 * mutation schemes for real-parameter genetic algorithms", IJAISC 4(1), 2014).
 */
export function polynomialMutation(x: number, stream: RandomStream): number {
  const u = stream.uniform();
  const power = 1 / (MUTATION_INDEX + 1);
  const delta =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - x) ** (MUTATION_INDEX + 1)) ** power - 1
      : 1 - (2 * (1 - u) + 2 * (u - 0.5) * x ** (MUTATION_INDEX + 1)) ** power;
  return Math.min(1, Math.max(0, x + delta));
}
