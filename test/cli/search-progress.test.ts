import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SearchProgress } from '../../src/cli/search-progress.js';
import type { Trial } from '../../src/core/trial.js';
import { readStudyConfig } from '../../src/study/study-config.js';

const ROOT = resolve(import.meta.dirname, '../..');
const config = readStudyConfig(resolve(ROOT, 'search-spaces/dit-fashion.yaml'), ROOT);

const trial = (number: number): Trial => ({
  number,
  assignment: {},
  policyId: null,
  outcome: { status: 'infeasible', reason: 'made up' },
});

/** Ten of 64 trials in a minute. */
function progress(searchLeftS?: () => number) {
  const clock = { ms: 0 };
  const made = new SearchProgress(config, [], () => clock.ms, searchLeftS);
  for (let number = 0; number < 10; number++) made.add(trial(number));
  clock.ms = 60_000;
  return made;
}

describe('SearchProgress', () => {
  it('tells how long the rest of the trials will take', () => {
    expect(progress().line).toBe('10/64 trials | 10/min | 5 min 24 s left | front 0 | hypervolume 0.00%');
  });

  it('tells when a budget ends the search, where that comes first', () => {
    expect(progress(() => 120).line).toContain('| 2 min 0 s left |');
    expect(progress(() => 900).line).toContain('| 5 min 24 s left |');
    expect(progress(() => -3).line).toContain('| 0 s left |');
  });

  it('fills its bar by whatever comes first', () => {
    const filled = (left: number) =>
      progress(() => left)
        .view([])
        .split('█').length - 1;
    expect(filled(60)).toBe(24);
    expect(filled(6000)).toBe(Math.round((48 * 10) / 64));
    expect(filled(0)).toBe(48);
  });
});
