import { describe, expect, it } from 'vitest';
import type { Accelerator } from '../../src/accelerator/accelerator.js';
import { operatingPointViolation, policyViolation } from '../../src/accelerator/policy-violation.js';
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
    expect(violation(0.5, 1e9)).toMatch(
      /0.500V@1.00GHz: error curve 'line' ends at stress 1.8000, got 2.0000/,
    );
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
    expect(policyViolation(wide, policy)).toContain("error curve 'line' covers 0.5 V to 1 V");
  });
});

describe('operating points that are listed alone', () => {
  const listed: Accelerator = {
    ...accelerator,
    operatingPoints: {
      legal: 'listed',
      undervolted: [{ voltageV: 0.9, frequencyHz: 1e9 }],
      overclocked: [{ voltageV: 1, frequencyHz: 1.2e9 }],
      pairs: [{ voltageV: 0.8, frequencyHz: 8e8 }],
    },
  };
  const reason = (voltageV: number, frequencyHz: number) =>
    operatingPointViolation(listed, { voltageV, frequencyHz });

  it('are the nominal one and those of the lists', () => {
    const legal = [
      [1, 1e9],
      [0.9, 1e9],
      [1, 1.2e9],
      [0.8, 8e8],
    ];
    for (const [voltageV, frequencyHz] of legal) expect(reason(voltageV, frequencyHz)).toBeNull();
    expect(reason(0.9, 1.2e9)).toBe(
      'operating point 0.900V@1.20GHz: not one of the operating points that accelerator round-numbers lists; ' +
        'choose one of those, or add it there',
    );
    expect(reason(0.3, 1e9)).toContain('voltage outside');
  });
});

describe('a linear regulator', () => {
  it('makes no voltage above its rail', () => {
    const ldo = { ...accelerator.domains.core, regulator: 'ldo' as const, railVoltageV: 0.95 };
    const fed: Accelerator = { ...accelerator, domains: { ...accelerator.domains, core: ldo } };
    expect(operatingPointViolation(fed, { voltageV: 0.95, frequencyHz: 1e9 })).toBeNull();
    expect(operatingPointViolation(fed, { voltageV: 0.96, frequencyHz: 1e9 })).toBe(
      'operating point 0.960V@1.00GHz: domain core of accelerator round-numbers would need 0.96 V from a rail of ' +
        '0.95 V; lower the voltage',
    );
  });
});
