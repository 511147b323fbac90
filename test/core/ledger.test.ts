import { describe, expect, it } from 'vitest';
import { detectionQuality, Ledger } from '../../src/core/ledger.js';

describe('detectionQuality', () => {
  const quality = (faultyWords: number, flaggedWords: number, flaggedFaultyWords: number) => {
    const ledger = new Ledger(1, 2);
    ledger.add('faultyWords', 0, 1, faultyWords);
    ledger.add('flaggedWords', 0, 0, flaggedWords);
    ledger.add('flaggedFaultyWords', 0, 0, flaggedFaultyWords);
    return detectionQuality(ledger.totals());
  };

  it('is the share of faulty words that were flagged, and of flagged words that were faulty', () => {
    expect(quality(10, 4, 3)).toEqual({ recall: 0.3, precision: 0.75 });
  });

  it('is unknown where there was nothing to find or nothing flagged', () => {
    expect(quality(0, 4, 0)).toEqual({ recall: null, precision: 0 });
    expect(quality(10, 0, 0)).toEqual({ recall: 0, precision: null });
    expect(quality(0, 0, 0)).toEqual({ recall: null, precision: null });
  });
});
