import { describe, expect, it } from 'vitest';
import { policyViolation } from '../../src/accelerator/policy-violation.js';
import { accelerator, gemm, uniform, workload } from './round-numbers.js';

const work = workload([gemm(0, 8, 8, 8)], 2);
const violation = (voltageV: number, frequencyHz: number) =>
  policyViolation(accelerator, uniform(work, { voltageV, frequencyHz }));

describe('policy violation', () => {
  it('is null within the ranges and up to the end of the error curve', () => {
    expect(violation(1, 1e9)).toBeNull();
    expect(violation(1, 5e8)).toBeNull();
    expect(violation(1, 1.8e9)).toBeNull();
  });

  it('names what is exceeded', () => {
    expect(violation(0.49, 1e9)).toContain('0.490V@1.00GHz: voltage outside of 0.5 to 1 V');
    expect(violation(1.01, 1e9)).toContain('voltage outside');
    expect(violation(1, 4e8)).toContain('frequency outside of 0.5 to 2 GHz');
    expect(violation(1, 2.1e9)).toContain('frequency outside');
    expect(violation(Number.NaN, 1e9)).toContain('voltage outside');
    expect(violation(0.5, 1e9)).toContain('stress 2.000 beyond 1.800, the end of error curve line');
  });

  it('is about the points that cells use', () => {
    const policy = uniform(work);
    const unused = { voltageV: 9, frequencyHz: 1e9 };
    const points = [...policy.operatingPoints, unused];
    expect(policyViolation(accelerator, { ...policy, operatingPoints: points })).toBeNull();
  });

  it('asks the delay table where the range reaches beyond it', () => {
    const wide = { ...accelerator, core: { ...accelerator.core, maxVoltageV: 1.2 } };
    const policy = uniform(work, { voltageV: 1.1, frequencyHz: 1e9 });
    expect(policyViolation(wide, policy)).toContain('voltage outside of the delay table of error curve line');
  });
});
