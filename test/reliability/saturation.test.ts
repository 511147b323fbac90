import { describe, expect, it } from 'vitest';
import { createSiteHook } from '../../src/reliability/site-hook.js';
import { accumulatorsOf, copyOf, gemmOf, optionsOf, policyOf, workloadOf } from './setups.js';

describe('saturation behind the accumulators', () => {
  const gemm = gemmOf(64, 96);
  const workload = workloadOf([gemm]);
  const policy = policyOf(workload, { scheme: 'none' });

  it('keeps every damaged word within the full scale of the INT8 output, and touches no other', () => {
    const clean = {
      ...accumulatorsOf(gemm, 1),
      scale: Float32Array.from({ length: 96 }, (_, n) => 1e-3 * (1 + n)),
    };
    const faulty = copyOf(clean);
    const { hook, ledger } = createSiteHook(optionsOf(workload, policy, 0.05));
    hook({ gemm, step: 0 }, faulty);
    const changed = [...faulty.data.keys()].filter((i) => faulty.data[i] !== clean.data[i]);
    expect(changed.length).toBeGreaterThan(200);
    expect(changed.length).toBeLessThanOrEqual(ledger.total('faultyWords'));
    const fullScale = (word: number) => Math.floor(clean.outputRange / clean.scale[word % 96]);
    expect(changed.every((word) => Math.abs(faulty.data[word]) <= fullScale(word))).toBe(true);
    // Uniform bits of 0..30: most of them are beyond full scale, so many words sit exactly on it.
    const saturated = changed.filter((word) => Math.abs(faulty.data[word]) === fullScale(word));
    expect(saturated.length).toBeGreaterThan(changed.length / 4);
  });

  it('leaves small errors as they are', () => {
    const wide = { ...accumulatorsOf(gemm, 1), outputRange: 1e7 };
    const faulty = copyOf(wide);
    createSiteHook(optionsOf(workload, policy, 0.05)).hook({ gemm, step: 0 }, faulty);
    const deltas = [...faulty.data.keys()]
      .map((i) => Math.abs(faulty.data[i] - wide.data[i]))
      .filter((d) => d > 0);
    expect(deltas.every((delta) => Number.isInteger(Math.log2(delta)))).toBe(true);
  });
});
