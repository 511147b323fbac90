import { describe, expect, it } from 'vitest';
import { minimiseInBox } from '../../../src/search/numerics/box-lbfgs.js';

/** Rosenbrock's function of any number of variables; its minimum is at 1 in all. */
function rosenbrock(x: Float64Array, gradient: Float64Array): number {
  let value = 0;
  gradient.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const t = x[i + 1] - x[i] ** 2;
    value += 100 * t * t + (1 - x[i]) ** 2;
    gradient[i] -= 400 * t * x[i] + 2 * (1 - x[i]);
    gradient[i + 1] += 200 * t;
  }
  return value;
}

const box = (low: number, high: number, n: number) => ({
  low: new Float64Array(n).fill(low),
  high: new Float64Array(n).fill(high),
});

describe('minimiseInBox', () => {
  it('finds a minimum inside', () => {
    const start = Float64Array.of(-1.2, 1, -0.5, 2, 0);
    const { x, value } = minimiseInBox(rosenbrock, start, box(-5, 5, 5), 500, 0);
    expect(value).toBeLessThan(1e-12);
    for (const xi of x) expect(xi).toBeCloseTo(1, 5);
  });

  it('finds the constrained minimum on the box', () => {
    // With x <= 0.5 the best y is x^2: (0.5, 0.25), value 0.25.
    const { x, value } = minimiseInBox(rosenbrock, Float64Array.of(-1, -1), box(-1, 0.5, 2), 500, 0);
    expect(x[0]).toBe(0.5);
    expect(x[1]).toBeCloseTo(0.25, 6);
    expect(value).toBeCloseTo(0.25, 10);
  });

  it('never leaves the box nor ends above its start, and stays where nothing improves', () => {
    const rising = (x: Float64Array, gradient: Float64Array) => {
      gradient.fill(1);
      return x[0] + x[1];
    };
    expect(minimiseInBox(rising, Float64Array.of(0.3, 0.9), box(0, 1, 2), 50, 0)).toMatchObject({
      x: Float64Array.of(0, 0),
      value: 0,
    });
    const infinite = () => Infinity;
    expect([...minimiseInBox(infinite, Float64Array.of(0.5), box(0, 1, 1), 5, 0).x]).toEqual([0.5]);
  });
});
