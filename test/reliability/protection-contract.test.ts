import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/canonical-json.js';
import { CHECKPOINT_LAYOUTS, type Protection } from '../../src/core/policy.js';
import { accumulatorWords, type Workload } from '../../src/core/workload.js';
import { FAULT_MODELS, type FaultModelName } from '../../src/reliability/fault-models/fault-models.js';
import { schemeOf } from '../../src/reliability/protection/protection-schemes.js';
import { createSiteHook, type SiteHookOptions } from '../../src/reliability/site-hook.js';
import { accumulatorsOf, GEOMETRY, gemmOf, optionsOf, policyOf, ROLLBACK, workloadOf } from './setups.js';

/** One entry per scheme; `satisfies` fails to compile when one is missing. */
const PROTECTIONS = {
  none: { scheme: 'none' },
  'rollback-abft': ROLLBACK,
} satisfies { [S in Protection['scheme']]: Protection };

// Edge tiles, several matrices and shapes below one tile.
const WORKLOAD: Workload = workloadOf(
  [
    gemmOf(70, 50, { index: 0 }),
    gemmOf(40, 33, { index: 1, count: 2, layer: 'qk', weights: 'dynamic' }),
    gemmOf(3, 200, { index: 2 }),
  ],
  4,
);
const SITES = Array.from({ length: WORKLOAD.steps }, (_, step) =>
  WORKLOAD.gemms.map((gemm) => ({ step, gemm })),
).flat();

/** Correct accumulators by image number and site. */
const CLEAN = [0, 1, 2, 3].map((image) =>
  SITES.map(({ gemm }, site) => accumulatorsOf(gemm, 1, 100 * image + site)),
);

/** Runs all sites; `results` holds one array per site, with the words of all images. */
function run(options: SiteHookOptions) {
  const { hook, ledger } = createSiteHook(options);
  const results = SITES.map(({ step, gemm }, site) => {
    const data = concatenate(options.images.map((image) => CLEAN[image][site].data));
    hook({ gemm, step }, { ...CLEAN[0][site], images: options.images.length, data });
    return data;
  });
  return { results, ledger };
}

function concatenate(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const hashes = (results: readonly Int32Array[]) =>
  results.map(({ buffer }) => contentHash(new Uint8Array(buffer)));

const cases = Object.values(PROTECTIONS).flatMap((protection) =>
  (Object.keys(FAULT_MODELS) as FaultModelName[]).flatMap((faultModel) =>
    (schemeOf(protection).readsCheckpoint ? CHECKPOINT_LAYOUTS : [null]).map((layout) => ({
      name: `${protection.scheme} under ${faultModel}, checkpoint ${layout}`,
      protection,
      faultModel,
      checkpoint: layout && { offloadInterval: 2, layout },
    })),
  ),
);

describe.each(cases)('contract of $name', ({ protection, faultModel, checkpoint }) => {
  const policy = policyOf(WORKLOAD, protection, checkpoint);
  const optionsAt = (rate: number, more: Partial<SiteHookOptions> = {}) =>
    optionsOf(WORKLOAD, policy, rate, { faultModel, ...more });

  it('changes nothing and counts nothing without errors', () => {
    const { results, ledger } = run(optionsAt(0, { images: [1] }));
    expect(hashes(results)).toEqual(hashes(CLEAN[1].map(({ data }) => data)));
    expect(Object.values(ledger.totals()).every((count) => count === 0)).toBe(true);
  });

  it('gives the same result every time, another in another trial or under another seed', () => {
    const first = run(optionsAt(0.02));
    const again = run(optionsAt(0.02));
    expect(hashes(again.results)).toEqual(hashes(first.results));
    expect(again.ledger).toEqual(first.ledger);
    for (const other of [{ trial: 1 }, { seed: 2 }]) {
      expect(hashes(run(optionsAt(0.02, other)).results)).not.toEqual(hashes(first.results));
    }
  });

  it('gives an image the same result alone as in any batch, and counts that add up', () => {
    const images = [2, 0, 3];
    const batch = run(optionsAt(0.02, { images }));
    const [first, ...others] = images.map((image) => run(optionsAt(0.02, { images: [image] })));
    const joined = SITES.map((_, site) =>
      concatenate([first, ...others].map(({ results }) => results[site])),
    );
    expect(hashes(batch.results)).toEqual(hashes(joined));
    for (const { ledger } of others) first.ledger.merge(ledger);
    expect(batch.ledger).toEqual(first.ledger);
  });

  it('does the same with checksums that sum whole tiles', () => {
    for (const rate of [1e-3, 0.02, 0.3]) {
      const audited = run(optionsAt(rate, { images: [1, 3], audit: true }));
      const fast = run(optionsAt(rate, { images: [1, 3] }));
      expect(hashes(audited.results)).toEqual(hashes(fast.results));
      expect(audited.ledger).toEqual(fast.ledger);
    }
  });

  it('keeps its counts consistent with what became of the words', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.2, noNaN: true }), fc.nat(1000), (rate, trial) => {
        const { results, ledger } = run(optionsAt(rate, { trial }));
        SITES.forEach(({ step, gemm }, site) => {
          const clean = CLEAN[0][site].data;
          const changed = results[site].filter((value, word) => value !== clean[word]).length;
          const faulty = ledger.at('faultyWords', step, gemm.index);
          const restored = ledger.at('restoredWords', step, gemm.index);
          const restoredFaulty = ledger.at('restoredFaultyWords', step, gemm.index);
          const tiles = ledger.at('restoredTiles', step, gemm.index);
          expect(faulty).toBeLessThanOrEqual(accumulatorWords(gemm));
          expect(restoredFaulty).toBeLessThanOrEqual(Math.min(faulty, restored));
          // A fault that is not restored stays; a restored word may differ from the correct one or not.
          expect(changed).toBeGreaterThanOrEqual(faulty - restoredFaulty);
          expect(changed).toBeLessThanOrEqual(faulty - restoredFaulty + restored);
          expect(tiles).toBeLessThanOrEqual(restored);
          expect(restored).toBeLessThanOrEqual(tiles * GEOMETRY.tileSize ** 2);
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('none', () => {
  it('leaves every fault in, and neither writes nor reads a checkpoint', () => {
    const { results, ledger } = run(optionsOf(WORKLOAD, policyOf(WORKLOAD, PROTECTIONS.none), 0.02));
    const changed = results.reduce(
      (sum, data, site) => sum + data.filter((value, word) => value !== CLEAN[0][site].data[word]).length,
      0,
    );
    const { faultyWords, ...others } = ledger.totals();
    expect(faultyWords).toBeGreaterThan(100);
    expect(changed).toBe(faultyWords);
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
  });
});
