import { describe, expect, it } from 'vitest';
import { classHits } from '../../src/quality/class-accuracy.js';

describe('classHits', () => {
  it('scores 1 where the label has the largest logit', () => {
    expect(classHits(Float32Array.of(0.1, 2, -1, 5, 4, 3), [1, 2])).toEqual([1, 0]);
  });

  it('takes the first of equal logits', () => {
    expect(classHits(Float32Array.of(3, 3, 1, 3, 3, 1), [0, 1])).toEqual([1, 0]);
  });

  it('never takes NaN for a recognised class', () => {
    expect(classHits(Float32Array.of(Number.NaN, 2, 3, 1), [1, 0])).toEqual([0, 1]);
    expect(classHits(Float32Array.of(Number.NaN, Number.NaN), [0])).toEqual([0]);
  });

  it('refuses logits that do not divide among the images', () => {
    expect(() => classHits(new Float32Array(5), [0, 1])).toThrow('logits for 2 images, got 5 values');
  });
});
