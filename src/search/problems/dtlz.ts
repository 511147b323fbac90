import { realProblem, unitBounds } from './real-problem.js';
import type { TestProblem } from './test-problem.js';

/*
 * Three objectives, of K. Deb, L. Thiele, M. Laumanns, E. Zitzler, "Scalable test problems for evolutionary
 * multiobjective optimization", in: Evolutionary Multiobjective Optimization, Springer, 2005.
 */

/** 12 numbers; the front is an eighth of the unit sphere. */
export const dtlz2: TestProblem = realProblem(unitBounds(12), [1.1, 1.1, 1.1], (x) => {
  const g = x.slice(2).reduce((total, xi) => total + (xi - 0.5) ** 2, 0);
  const a = (x[0] * Math.PI) / 2;
  const b = (x[1] * Math.PI) / 2;
  return [(1 + g) * Math.cos(a) * Math.cos(b), (1 + g) * Math.cos(a) * Math.sin(b), (1 + g) * Math.sin(a)];
});

/** 22 numbers; front in four pieces. */
export const dtlz7: TestProblem = realProblem(unitBounds(22), [15, 15, 15], (x) => {
  const tail = x.slice(2);
  const g = 1 + (9 * tail.reduce((total, xi) => total + xi, 0)) / tail.length;
  const pieces = x.slice(0, 2).map((xi) => (xi / (1 + g)) * (1 + Math.sin(3 * Math.PI * xi)));
  return [x[0], x[1], (1 + g) * (3 - pieces[0] - pieces[1])];
});
