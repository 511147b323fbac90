import { describe, expect, it } from 'vitest';
import { workersText } from '../../src/cli/cluster-workers.js';

describe('workersText', () => {
  it('says how many evaluations run at a time', () => {
    expect(workersText({ workers: 1, slots: 1 }, 9)).toBe('1 worker, 1 evaluation at a time');
    expect(workersText({ workers: 2, slots: 9 }, 9)).toBe('2 workers, 9 evaluations at a time');
  });

  it('says so when the lag leaves some idle', () => {
    expect(workersText({ workers: 3, slots: 12 }, 9)).toBe(
      '3 workers, 12 evaluations at a time, of which study.lag 8 leaves 3 idle',
    );
  });
});
