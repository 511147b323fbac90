import { describe, expect, it } from 'vitest';
import { tracesFigure } from '../../src/report/traces-figure.js';

const trace = (study: string, algorithm: string, hypervolumes: readonly number[]) => ({
  study,
  algorithm,
  hypervolumes,
});

describe('tracesFigure', () => {
  it('draws one stepped line a study, named with its algorithm', () => {
    const one = tracesFigure('Blocks', [trace('a', 'leeway', [0.1, 0.4])]);
    const two = tracesFigure('Blocks', [
      trace('a', 'leeway', [0.1, 0.4]),
      trace('b', 'nsga2', [0.1, 0.2, 0.3]),
    ]);
    expect(two).toContain('<svg');
    for (const text of ['Blocks', 'a (leeway)', 'b (nsga2)', 'trials', 'hypervolume [%]'])
      expect(two).toContain(text);
    const lines = (svg: string, colour: string) => svg.split(`stroke="${colour}"`).length - 1;
    expect(lines(one, '#e69f00')).toBe(0);
    expect(lines(two, '#e69f00')).toBeGreaterThan(0);
  });
});
