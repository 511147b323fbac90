import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/canonical-json.js';
import {
  CHECKPOINT_LAYOUTS,
  checkpointsRead,
  type Protection,
  type ProtectionSchemeName,
} from '../../src/core/policy.js';
import { protectionSchema } from '../../src/core/protection-schema.js';
import type { Operands } from '../../src/core/site.js';
import { accumulatorWords, type Gemm, type Workload } from '../../src/core/workload.js';
import { FAULT_MODELS, type FaultModelName } from '../../src/reliability/fault-models/fault-models.js';
import { needsOperands } from '../../src/reliability/protection/protection-schemes.js';
import { createSiteHook, type SiteHookOptions } from '../../src/reliability/site-hook.js';
import { accumulatorsOf, GEOMETRY, gemmOf, optionsOf, policyOf, ROLLBACK, workloadOf } from './setups.js';

/** Variants of each scheme; `satisfies` fails to compile when a scheme is missing. */
const PROTECTIONS = {
  none: [{ scheme: 'none' }],
  'rollback-abft': [
    ROLLBACK,
    { scheme: 'rollback-abft', thresholdBit: 12, restore: 'extrapolate' },
    { scheme: 'rollback-abft', thresholdShare: 0.05, restore: 'zero' },
    { scheme: 'rollback-abft', thresholdBit: 10, restore: 'recompute' },
  ],
  razor: [{ scheme: 'razor' }, { scheme: 'razor', coverage: 0.8 }],
  'te-drop': [{ scheme: 'te-drop' }],
  effort: [{ scheme: 'effort' }],
  'green-tpu': [{ scheme: 'green-tpu', boostedWords: 20 }],
  dmr: [{ scheme: 'dmr' }],
  tmr: [{ scheme: 'tmr' }],
  abft: [{ scheme: 'abft' }],
  'approx-abft': [{ scheme: 'approx-abft', thresholdBit: 12, tileMultiple: 2 }],
  'statistical-abft': [{ scheme: 'statistical-abft', magnitudeBit: 14, frequency: 2 }],
  'range-check': [
    { scheme: 'range-check', factor: 2, repair: 'clear' },
    { scheme: 'range-check', factor: 2, repair: 'recompute' },
  ],
  'drift-zero-large': [{ scheme: 'drift-zero-large' }],
  'drift-zero-crossings': [{ scheme: 'drift-zero-crossings' }],
} satisfies { [S in ProtectionSchemeName]: Protection[] };

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

/** Products that depend on the image and not on its place in the batch. */
const operandsOf = (gemm: Gemm, images: readonly number[]): Operands => ({
  product: (word, k) => {
    const words = accumulatorWords(gemm);
    return ((images[Math.floor(word / words)] * 17 + (word % words) * 31 + k * 7) % 401) - 200;
  },
});

/** Runs all sites; `results` holds one array per site, with the words of all images. */
function run(options: SiteHookOptions) {
  const { hook, ledger } = createSiteHook(options);
  const { images } = options;
  const results = SITES.map(({ step, gemm }, site) => {
    const data = concatenate(images.map((image) => CLEAN[image][site].data));
    const operands = operandsOf(gemm, images);
    hook({ gemm, step }, { ...CLEAN[0][site], images: images.length, data, operands });
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
const cleanHashes = (image: number) => hashes(CLEAN[image].map(({ data }) => data));

const cases = Object.values(PROTECTIONS)
  .flat()
  .flatMap((protection: Protection) =>
    (Object.keys(FAULT_MODELS) as FaultModelName[]).flatMap((faultModel) =>
      (checkpointsRead(protection) > 0 ? CHECKPOINT_LAYOUTS : [null]).map((layout) => ({
        name: `${JSON.stringify(protection)} under ${faultModel}, checkpoint ${layout}`,
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

  it('is a policy entry as it stands', () => {
    expect(protectionSchema.parse(protection)).toStrictEqual(protection);
  });

  it('changes nothing and counts nothing at a point without errors', () => {
    const { results, ledger } = run(optionsAt(0, { images: [1] }));
    expect(hashes(results)).toEqual(cleanHashes(1));
    expect(Object.values(ledger.totals()).every((count) => count === 0)).toBe(true);
  });

  it.each([{}, { audit: true }, { checksumFaults: true }])(
    'raises no alarm where errors are possible and none happens: %o',
    (more) => {
      const { results, ledger } = run(optionsAt(1e-15, { images: [2], ...more }));
      expect(hashes(results)).toEqual(cleanHashes(2));
      const { checkpointWriteBytes, checkpointRowActivations, ...repairs } = ledger.totals();
      expect(Object.values(repairs).every((count) => count === 0)).toBe(true);
      expect(checkpointWriteBytes > 0).toBe(checkpoint !== null);
    },
  );

  it.each([{}, { checksumFaults: true }])(
    'gives the same result every time, another in another trial or under another seed: %o',
    (more) => {
      const first = run(optionsAt(0.02, more));
      const again = run(optionsAt(0.02, more));
      expect(hashes(again.results)).toEqual(hashes(first.results));
      expect(again.ledger).toEqual(first.ledger);
      for (const other of [{ trial: 1 }, { seed: 2 }])
        expect(run(optionsAt(0.02, { ...more, ...other })).ledger).not.toEqual(first.ledger);
    },
  );

  it.each([{}, { checksumFaults: true }])(
    'gives an image the same result alone as in any batch, and counts that add up: %o',
    (more) => {
      const images = [2, 0, 3];
      const batch = run(optionsAt(0.02, { images, ...more }));
      const [first, ...others] = images.map((image) => run(optionsAt(0.02, { images: [image], ...more })));
      const joined = SITES.map((_, site) =>
        concatenate([first, ...others].map(({ results }) => results[site])),
      );
      expect(hashes(batch.results)).toEqual(hashes(joined));
      for (const { ledger } of others) first.ledger.merge(ledger);
      expect(batch.ledger).toEqual(first.ledger);
    },
  );

  it.each([
    { rate: 1e-3 },
    { rate: 0.02 },
    { rate: 0.3 },
    { rate: 1e-3, checksumFaults: true },
    { rate: 0.02, checksumFaults: true },
  ])('does the same with checksums that sum whole tiles: %o', ({ rate, ...more }) => {
    const audited = run(optionsAt(rate, { images: [1, 3], audit: true, ...more }));
    const fast = run(optionsAt(rate, { images: [1, 3], ...more }));
    expect(hashes(audited.results)).toEqual(hashes(fast.results));
    expect(audited.ledger).toEqual(fast.ledger);
  });

  it('keeps its counts consistent with what became of the words', () => {
    const rates = fc.double({ min: 1e-4, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(rates, fc.nat(1000), fc.boolean(), (rate, trial, checksumFaults) => {
        const { results, ledger } = run(optionsAt(rate, { trial, checksumFaults }));
        SITES.forEach(({ step, gemm }, site) => {
          const at = (counter: Parameters<typeof ledger.at>[0]) => ledger.at(counter, step, gemm.index);
          const clean = CLEAN[0][site].data;
          const changed = results[site].filter((value, word) => value !== clean[word]).length;
          const words = accumulatorWords(gemm);
          expect(at('faultyWords')).toBeLessThanOrEqual(words);
          expect(at('flaggedWords')).toBeLessThanOrEqual(words);
          expect(at('flaggedFaultyWords')).toBeLessThanOrEqual(
            Math.min(at('faultyWords'), at('flaggedWords')),
          );
          const written = at('restoredWords') + at('clearedWords') + at('correctedWords');
          // Only faults and what a protection writes can differ from the correct words.
          expect(changed).toBeLessThanOrEqual(at('faultyWords') + written);
          expect(at('restoredFaultyWords')).toBeLessThanOrEqual(
            Math.min(at('faultyWords'), at('restoredWords')),
          );
          expect(at('restoredTiles')).toBeLessThanOrEqual(at('restoredWords'));
          expect(at('restoredWords')).toBeLessThanOrEqual(at('restoredTiles') * GEOMETRY.tileSize ** 2);
          expect(at('droppedProducts') + at('stallCycles')).toBeLessThanOrEqual(at('faultyWords'));
          expect(at('recomputations')).toBe(at('recomputedTiles') > 0 ? 1 : 0);
          expect(at('recomputedMacs')).toBeLessThanOrEqual(
            at('recomputedTiles') * GEOMETRY.tileSize ** 2 * gemm.depth,
          );
          expect(at('boostedMacs')).toBeLessThanOrEqual(words * gemm.depth);
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('needsOperands', () => {
  it.each([...Object.values(PROTECTIONS).flat()])(
    'is said of the schemes that drop products: %o',
    (protection) => {
      const expected = protection.scheme === 'te-drop' || protection.scheme === 'effort';
      expect(needsOperands(policyOf(WORKLOAD, protection))).toBe(expected);
    },
  );

  it('asks for the cells and not for the list of protections', () => {
    const policy = policyOf(WORKLOAD, { scheme: 'none' });
    expect(needsOperands({ ...policy, protections: [...policy.protections, { scheme: 'te-drop' }] })).toBe(
      false,
    );
  });
});

describe('none', () => {
  it('leaves every fault in, and neither writes nor reads a checkpoint', () => {
    const { results, ledger } = run(optionsOf(WORKLOAD, policyOf(WORKLOAD, { scheme: 'none' }), 0.02));
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
