import { describe, expect, it } from 'vitest';
import { GaussianProcess, likeliest } from '../../../src/search/structured/gaussian-process.js';

const at = (...x: number[]) => Float64Array.from(x);

describe('GaussianProcess', () => {
  it('has the posterior mean and evidence of one observation in closed form', () => {
    const kernel = { size: 2, lengths: [0.5], noise: 0.6 };
    const process = new GaussianProcess([at(1)], at(3), [0.8], kernel);
    // Variance of the observation: 2^2 + 0.6^2 + 0.8^2 = 5.
    expect(process.predict(at(1.5))).toBeCloseTo((4 * Math.exp(-0.5) * 3) / 5, 12);
    expect(process.logEvidence).toBeCloseTo(-0.5 * (9 / 5) - 0.5 * Math.log(5), 12);
  });

  it('interpolates a smooth function of two inputs', () => {
    const f = (x: number, y: number) => Math.sin(2 * x) + y * y;
    const inputs = Array.from({ length: 49 }, (_, i) => at((i % 7) / 6, Math.floor(i / 7) / 6));
    const targets = Float64Array.from(inputs, ([x, y]) => f(x, y));
    const kernel = { size: 2, lengths: [0.7, 0.7], noise: 1e-3 };
    const process = new GaussianProcess(
      inputs,
      targets,
      inputs.map(() => 0),
      kernel,
    );
    expect(process.predict(at(0.41, 0.77))).toBeCloseTo(f(0.41, 0.77), 2);
  });

  it('prefers the kernel under which the observations are likelier', () => {
    const inputs = [at(0), at(0.1), at(0.2), at(0.3)];
    const targets = at(0, 1, -1, 1);
    const noises = [0, 0, 0, 0];
    const smooth = new GaussianProcess(inputs, targets, noises, { size: 1, lengths: [1], noise: 0.01 });
    const noisy = new GaussianProcess(inputs, targets, noises, { size: 0, lengths: [1], noise: 1 });
    expect(likeliest([smooth, noisy])).toBe(noisy);
    expect(noisy.predict(at(0.1))).toBe(0);
  });
});
