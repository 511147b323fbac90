import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/core/trial.js';
import { StudyReader } from '../../src/study/study-reader.js';

const trial = (number: number): Trial => ({
  number,
  assignment: { x: number },
  policyId: `p${number}`,
  outcome: { status: 'infeasible', reason: 'made up' },
});

/** A store in memory that counts the trials which it gives out. */
function storeOf(numbers: number[]) {
  const store = {
    given: 0,
    trials(from = 0) {
      const found = numbers.filter((number) => number >= from).sort((a, b) => a - b);
      store.given += found.length;
      return found.map(trial);
    },
    confirmations: () => [],
  };
  return store;
}

describe('StudyReader', () => {
  it('shows what the store has, in whatever order trials finish and whenever it is asked', () => {
    const orders = fc
      .uniqueArray(fc.nat(30), { minLength: 1, maxLength: 30 })
      .chain((numbers) =>
        fc.record({ numbers: fc.constant(numbers), looks: fc.infiniteStream(fc.boolean()) }),
      );
    fc.assert(
      fc.property(orders, ({ numbers, looks }) => {
        const stored: number[] = [];
        const store = storeOf(stored);
        const reader = new StudyReader(store);
        for (const number of numbers) {
          stored.push(number);
          if (looks.next().value) expect(reader.trials()).toEqual(store.trials());
        }
        expect(reader.trials()).toEqual(store.trials());
      }),
    );
  });

  it('reads each trial once, but for those behind a missing one', () => {
    const stored = Array.from({ length: 1000 }, (_, i) => i);
    const store = storeOf(stored);
    const reader = new StudyReader(store);
    reader.trials();
    stored.push(1001, 1002);
    reader.trials();
    stored.push(1000);
    expect(reader.trials()).toHaveLength(1003);
    expect(reader.trials()).toHaveLength(1003);
    expect(store.given).toBe(1000 + 2 + 3);
  });
});
