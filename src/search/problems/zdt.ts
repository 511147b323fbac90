import { realProblem, unitBounds } from './real-problem.js';
import type { TestProblem } from './test-problem.js';

/*
 * Two objectives, of E. Zitzler, K. Deb, L. Thiele, "Comparison of multiobjective evolutionary algorithms: empirical
 * results", Evolutionary Computation 8(2), 2000. Every front has g = 1.
 */

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** 1 + 9 x the mean of all numbers but the first. */
const meanDistance = (x: readonly number[]) => 1 + (9 * sum(x.slice(1))) / (x.length - 1);

/** 30 numbers; convex front. */
export const zdt1: TestProblem = realProblem(unitBounds(30), [11, 11], (x) => {
  const g = meanDistance(x);
  return [x[0], g * (1 - Math.sqrt(x[0] / g))];
});

/** 30 numbers; concave front. */
export const zdt2: TestProblem = realProblem(unitBounds(30), [11, 11], (x) => {
  const g = meanDistance(x);
  return [x[0], g * (1 - (x[0] / g) ** 2)];
});

/** 30 numbers; front in five pieces. */
export const zdt3: TestProblem = realProblem(unitBounds(30), [11, 11], (x) => {
  const g = meanDistance(x);
  const ratio = x[0] / g;
  return [x[0], g * (1 - Math.sqrt(ratio) - ratio * Math.sin(10 * Math.PI * x[0]))];
});

/** 10 numbers, all but the first in [-5, 5]; 21^9 local fronts. */
export const zdt4: TestProblem = realProblem(
  unitBounds(10).map((bounds, i) => (i === 0 ? bounds : [-5, 5])),
  [1.1, 200],
  (x) => {
    const waves = x.slice(1).map((xi) => xi ** 2 - 10 * Math.cos(4 * Math.PI * xi));
    const g = 1 + 10 * (x.length - 1) + sum(waves);
    return [x[0], g * (1 - Math.sqrt(x[0] / g))];
  },
);

/** 10 numbers; concave front, unevenly dense and biased against it. */
export const zdt6: TestProblem = realProblem(unitBounds(10), [1.1, 11], (x) => {
  const f1 = 1 - Math.exp(-4 * x[0]) * Math.sin(6 * Math.PI * x[0]) ** 6;
  const g = 1 + 9 * (sum(x.slice(1)) / (x.length - 1)) ** 0.25;
  return [f1, g * (1 - (f1 / g) ** 2)];
});
