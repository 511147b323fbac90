import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { GaussianProcess } from '../../../src/search/gp/gaussian-process.js';
import {
  fitHyperparameters,
  negativeLogPosterior,
  negativeLogPosteriorValue,
} from '../../../src/search/gp/hyperparameter-fit.js';

const observations = {
  x: Float64Array.of(0.1, 0.2, 0.5, 0.9, 0.8, 0.3, 0.35, 0.6),
  y: Float64Array.of(0.3, -0.7, 1.1, 0.2),
};
const hyperparameters = { inverseLengths: Float64Array.of(2, 0.5), signal: 1.3, noise: 0.01 };

/** Central differences. */
const slope = (f: (x: Float64Array) => number, at: Float64Array, i: number) => {
  const h = 1e-5;
  const moved = (sign: number) => f(at.map((value, k) => (k === i ? value + sign * h : value)));
  return (moved(1) - moved(-1)) / (2 * h);
};

describe('GaussianProcess', () => {
  const process = new GaussianProcess(observations, hyperparameters);
  const point = Float64Array.of(0.45, 0.5);

  it('predicts what NumPy computes from the same formulas', () => {
    const { mean, deviation } = process.predict(point);
    expect(mean).toBeCloseTo(0.05982675714283303, 8);
    expect(deviation).toBeCloseTo(0.18762249813146234, 8);
  });

  it('has the gradients that differences show', () => {
    const gradients = { mean: new Float64Array(2), deviation: new Float64Array(2) };
    process.predict(point, gradients);
    for (const i of [0, 1]) {
      expect(gradients.mean[i]).toBeCloseTo(
        slope((x) => process.predict(x).mean, point, i),
        7,
      );
      expect(gradients.deviation[i]).toBeCloseTo(
        slope((x) => process.predict(x).deviation, point, i),
        7,
      );
    }
  });

  it('passes through observations without noise, and knows what is noise', () => {
    const exact = new GaussianProcess(observations, { ...hyperparameters, noise: 0 });
    expect(exact.predict(Float64Array.of(0.5, 0.9)).mean).toBeCloseTo(-0.7, 6);
    process.smoothed().forEach((mean, i) => {
      const at = observations.x.slice(2 * i, 2 * i + 2);
      expect(mean).toBeCloseTo(process.predict(at).mean, 7);
    });
  });

  it('survives the same point twice', () => {
    const twice = { x: Float64Array.of(0.5, 0.5), y: Float64Array.of(1, -1) };
    const model = new GaussianProcess(twice, { inverseLengths: Float64Array.of(1), signal: 1, noise: 0 });
    expect(model.predict(Float64Array.of(0.5)).mean).toBeCloseTo(0, 6);
  });
});

describe('negativeLogPosterior', () => {
  const flat = { mean: 0, deviation: 1e9 };
  const logs = Float64Array.of(Math.log(0.5), Math.log(2), Math.log(1.3), Math.log(0.01));
  const at = (x: Float64Array, priors = Array(4).fill(flat)) =>
    negativeLogPosterior(observations, priors, x, new Float64Array(4));

  it('has the value of NumPy (without the constant) and the gradient that differences show', () => {
    expect(at(logs)).toBeCloseTo(4.239894379159138, 6);
    const priors = [0.1, -0.2, 0.3, -4].map((mean) => ({ mean, deviation: 0.7 }));
    const gradient = new Float64Array(4);
    negativeLogPosterior(observations, priors, logs, gradient);
    expect(negativeLogPosteriorValue(observations, priors, logs)).toBeCloseTo(at(logs, priors), 9);
    gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(
        slope((x) => at(x, priors), logs, i),
        5,
      );
    });
  });
});

describe('fitHyperparameters', () => {
  it('sees a wave along one of ten dimensions that looks like noise from the middle of the prior', () => {
    const stream = new RandomStream(2, 'search');
    const x = Float64Array.from({ length: 400 }, () => stream.uniform());
    const y = Float64Array.from({ length: 40 }, (_, i) => 1.4 * Math.sin(20 * x[10 * i + 4]));
    const { inverseLengths, noise } = fitHyperparameters({ x, y });
    expect(noise).toBeLessThan(0.01);
    expect(inverseLengths[4]).toBe(Math.max(...inverseLengths));
  });

  it('finds out which dimensions matter, and how noisy a function is', () => {
    const stream = new RandomStream(1, 'search');
    const x = Float64Array.from({ length: 120 }, () => stream.uniform());
    const values = (noise: number) =>
      Float64Array.from({ length: 40 }, (_, i) => 1.4 * Math.sin(6 * x[3 * i]) + noise * stream.normal());
    const clean = fitHyperparameters({ x, y: values(0) });
    expect(clean.inverseLengths[0]).toBeGreaterThan(5 * Math.max(...clean.inverseLengths.slice(1)));
    expect(clean.noise).toBeLessThan(1e-3);
    const noisy = fitHyperparameters({ x, y: values(0.5) });
    expect(noisy.noise).toBeGreaterThan(0.05);
    expect(noisy.noise).toBeLessThan(1);
  });
});
