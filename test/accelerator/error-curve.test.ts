import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atReferenceFrequency, loadErrorCurve } from '../../src/accelerator/error-curve.js';
import { stressAt } from '../../src/core/error-curve.js';

const FOLDER = 'accelerators/error-curves';
const curve = (name: string) => loadErrorCurve(join(FOLDER, `${name}.yaml`));

describe('shipped error curves', () => {
  it.each(readdirSync(FOLDER))('%s rises in stress and in rate', (file) => {
    const { wordErrorRate, delay, referenceFrequencyHz, source } = loadErrorCurve(join(FOLDER, file));
    for (const table of [wordErrorRate, delay])
      for (let i = 1; i < table.length; i++) expect(table[i][0]).toBeGreaterThan(table[i - 1][0]);
    for (let i = 1; i < wordErrorRate.length; i++)
      expect(wordErrorRate[i][1]).toBeGreaterThan(wordErrorRate[i - 1][1]);
    expect(referenceFrequencyHz).toBe(2e9);
    expect(source).toContain('2604.09073');
  });

  it('turns voltages at the reference frequency into stress', () => {
    const fine = curve('drift-fine');
    expect(fine.wordErrorRate).toContainEqual([1.7687, 2.43e-3]);
    expect(fine.wordErrorRate.at(-1)).toEqual([2.1866, 4.59e-2]);
    expect(stressAt(fine, { voltageV: 0.9, frequencyHz: 2e9 })).toBe(1);
    expect(curve('drift-steep').wordErrorRate.at(-1)?.[0]).toBeCloseTo((2.1866 + 2.1341) / 2, 12);
    expect(curve('drift-active').wordErrorRate[0]).toEqual([1.1431, 9.6e-6]);
  });

  it('begins at the decoded contour of 1e-6, a stress of 1.13', () => {
    const [stress, rate] = curve('drift-fine').wordErrorRate[0];
    expect(rate).toBe(1e-6);
    expect(stress).toBeCloseTo(1.13, 2);
  });

  // Decoded from DRIFT's voltage-frequency figure, which is not the table that the curve comes from.
  it.each([
    [1.13, 1.6, 0.759],
    [1.13, 2.0, 0.845],
    [1.13, 2.5, 0.959],
    [1.13, 2.245, 0.9],
    [1.265, 1.6, 0.719],
    [1.265, 2.0, 0.8],
    [1.265, 2.5, 0.896],
    [1.265, 3.0, 0.996],
    [1.265, 2.52, 0.9],
    [1.685, 1.6, 0.615],
    [1.685, 2.0, 0.697],
    [1.685, 2.5, 0.776],
    [1.685, 3.0, 0.848],
    [1.685, 3.5, 0.92],
    [1.685, 3.37, 0.9],
  ])(
    'puts the contour of stress %f through %f GHz at %f V within one per cent',
    (expected, gigahertz, voltageV) => {
      const stress = stressAt(curve('drift-fine'), { voltageV, frequencyHz: gigahertz * 1e9 });
      expect(Math.abs((stress ?? 0) / expected - 1)).toBeLessThan(0.01);
    },
  );

  it('has no stress outside of its delay table', () => {
    const fine = curve('drift-fine');
    expect(stressAt(fine, { voltageV: 0.599, frequencyHz: 2e9 })).toBeNull();
    expect(stressAt(fine, { voltageV: 1.101, frequencyHz: 2e9 })).toBeNull();
    expect(stressAt(fine, { voltageV: Number.NaN, frequencyHz: 2e9 })).toBeNull();
    expect(stressAt(fine, { voltageV: 1.1, frequencyHz: 2e9 })).toBe(0.737);
  });
});

describe('a broken error curve', () => {
  const write = (rates: string, delays = '[[0.8 V, 1.2], [0.9 V, 1]]') => {
    const path = join(mkdtempSync(join(tmpdir(), 'leeway-')), 'curve.yaml');
    writeFileSync(
      path,
      `format: leeway-error-curve/1
name: test
source: test
referenceFrequency: { value: 2 GHz, source: test }
delay: { source: test, points: ${delays} }
wordErrorRate: { source: test, points: ${rates} }
`,
    );
    return path;
  };

  it('says where its rates fall with falling voltage', () => {
    const path = write('[[0.85 V, 1e-3], [0.8 V, 1e-4]]');
    expect(() => loadErrorCurve(path)).toThrow(
      `${path}:6:57: wordErrorRate.points.1: expected falling voltages`,
    );
  });

  it('says where its delays rise with the voltage', () => {
    const path = write('[[0.85 V, 1e-3]]', '[[0.8 V, 1], [0.9 V, 1.2]]');
    expect(() => loadErrorCurve(path)).toThrow(`${path}:5:45: delay.points.1: expected rising voltages`);
  });

  it('refuses a rate whose voltage has no delay', () => {
    expect(() => loadErrorCurve(write('[[0.7 V, 1e-3]]'))).toThrow(
      /:6:\d+: wordErrorRate.points.0: expected a voltage within the delay table, got 0.7 V/,
    );
  });

  it('refuses rates above one and voltages without unit', () => {
    expect(() => loadErrorCurve(write('[[0.8 V, 2]]'))).toThrow(/6:\d+: wordErrorRate.points.0.1/);
    expect(() => loadErrorCurve(write('[[0.8, 1e-3]]'))).toThrow("such as '0.9 V'");
  });
});

describe('another reference clock', () => {
  const moved = atReferenceFrequency(curve('drift-fine'), { value: 1.05e9, source: 'assumed: same slack' });

  it('has the same errors at the same multiple of it', () => {
    for (const multiple of [1, 1.3, 1.685]) {
      const stress = stressAt(moved, { voltageV: 0.8, frequencyHz: multiple * 1.05e9 });
      const original = stressAt(curve('drift-fine'), { voltageV: 0.8, frequencyHz: multiple * 2e9 });
      expect(stress).toBeCloseTo(original ?? 0, 12);
    }
    expect(moved.wordErrorRate).toEqual(curve('drift-fine').wordErrorRate);
  });

  it('says so in its name and source', () => {
    expect(moved.name).toBe('drift-fine at 1.05 GHz');
    expect(moved.source).toMatch(/Reference clock moved to 1.05 GHz: assumed: same slack$/);
  });
});
