import { describe, expect, it } from 'vitest';
import type { MetricDescription } from '../../src/network/metric-description.js';
import { metricProblems } from '../../src/network/metric-problems.js';

describe('metricProblems', () => {
  const plain: MetricDescription = { file: 'a.onnx', input: 'image', features: ['f'] };
  const problems = (metric: MetricDescription, further: MetricDescription[] = [], channels = 1) =>
    metricProblems({ metric, furtherMetrics: further }, channels);

  it('finds none in one network, or in several that give different things', () => {
    expect(problems({ ...plain, logits: 'l', pooled: 'p', referenceStatistics: 'r.json' })).toEqual([]);
    const scored = { ...plain, scores: { clipScore: 's' } };
    expect(
      problems({ ...plain, logits: 'l' }, [scored, { ...plain, pooled: 'p', scores: { imageReward: 's' } }]),
    ).toEqual([]);
  });

  it('places outputs that are given twice', () => {
    const both = { ...plain, logits: 'l', scores: { clipScore: 's' } };
    expect(problems(both, [both]).map(({ path }) => path.join('.'))).toEqual([
      'furtherMetrics.0.logits',
      'furtherMetrics.0.scores.clipScore',
    ]);
  });

  it('places channels and per-channel values that do not fit, and a reference for nothing', () => {
    const places = (metric: Partial<MetricDescription>, channels: number) =>
      problems({ ...plain, ...metric }, [], channels).map(({ path }) => path.join('.'));
    expect(places({ preprocess: { channels: 3, mean: [0, 0, 0], std: [1, 1, 1] } }, 1)).toEqual([]);
    expect(places({ preprocess: { channels: 1 } }, 3)).toEqual(['metric.preprocess.channels']);
    expect(places({ preprocess: { mean: [0], std: [1, 1] } }, 3)).toEqual([
      'metric.preprocess.mean',
      'metric.preprocess.std',
    ]);
    expect(places({ referenceStatistics: 'r.json' }, 1)).toEqual(['metric.referenceStatistics']);
  });
});
