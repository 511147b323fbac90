import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox4x32 } from '../../src/core/philox.js';
import { RandomStream, STREAM_PURPOSES, type StreamPurpose } from '../../src/core/random-stream.js';

const draws = (stream: RandomStream, count: number) => Array.from({ length: count }, () => stream.uint32());
const word = fc.integer({ min: 0, max: 0xffffffff });
const PURPOSES = Object.keys(STREAM_PURPOSES) as StreamPurpose[];

/** Sum over bins of (observed - expected)^2 / expected. */
const chiSquare = (observed: readonly number[], expected: number) =>
  observed.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

describe('RandomStream', () => {
  it('reads Philox blocks at key (seed, purpose) and counter (draw, site, image, trial)', () => {
    const stream = new RandomStream(11, 'fault', { site: 7, image: 5, trial: 3 });
    const blocks = [0, 1].flatMap((draw) => {
      const out = new Uint32Array(4);
      philox4x32(draw, 7, 5, 3, 11, STREAM_PURPOSES.fault, out);
      return [...out];
    });
    expect(draws(stream, 8)).toEqual(blocks);
  });

  it('starts again after seek, whatever was drawn before', () => {
    fc.assert(
      fc.property(word, word, word, word, fc.nat(9), (seed, site, image, trial, before) => {
        const moved = new RandomStream(seed, 'noise');
        draws(moved, before);
        moved.seek(site, image, trial);
        const fresh = new RandomStream(seed, 'noise', { site, image, trial });
        expect(draws(moved, 6)).toEqual(draws(fresh, 6));
      }),
    );
  });

  it('differs in every coordinate, the seed and the purpose', () => {
    const firsts = [
      ...PURPOSES.map((purpose) => new RandomStream(1, purpose)),
      new RandomStream(2, 'noise'),
      new RandomStream(1, 'noise', { site: 1 }),
      new RandomStream(1, 'noise', { image: 1 }),
      new RandomStream(1, 'noise', { trial: 1 }),
    ].map((stream) => draws(stream, 2).join());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('has uniform numbers inside (0, 1)', () => {
    const stream = new RandomStream(1, 'search');
    const bins = new Array<number>(100).fill(0);
    const values = Array.from({ length: 200_000 }, () => stream.uniform());
    expect(values.every((value) => value > 0 && value < 1)).toBe(true);
    for (const value of values) bins[Math.floor(value * 100)]++;
    // 99 degrees of freedom: 148.2 is exceeded with probability 0.001.
    expect(chiSquare(bins, 2000)).toBeLessThan(148.2);
  });

  it('has uniform integers below a bound', () => {
    const stream = new RandomStream(2, 'search');
    const bins = new Array<number>(31).fill(0);
    for (let i = 0; i < 62_000; i++) bins[stream.integer(31)]++;
    // 30 degrees of freedom: 59.7 is exceeded with probability 0.001.
    expect(chiSquare(bins, 2000)).toBeLessThan(59.7);
  });

  it('has normal numbers with the moments and the tail of a standard normal', () => {
    const stream = new RandomStream(3, 'noise');
    const values = Array.from({ length: 200_000 }, () => stream.normal());
    const moment = (power: number) => values.reduce((sum, v) => sum + v ** power, 0) / values.length;
    // Bounds are four standard errors of each estimate.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / 200_000));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 200_000));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / 200_000));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / 200_000));
    const beyond = values.filter((v) => Math.abs(v) > 1.959964).length / values.length;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 200_000));
  });

  it('permutes: every number once, every order about equally often', () => {
    fc.assert(
      fc.property(word, fc.nat(40), (seed, length) => {
        const order = new RandomStream(seed, 'bootstrap').permutation(length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
    );
    const stream = new RandomStream(4, 'bootstrap');
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = stream.permutation(4).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    // 23 degrees of freedom: 49.7 is exceeded with probability 0.001.
    expect(chiSquare([...orders.values()], 1000)).toBeLessThan(49.7);
  });
});
