import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/core/policy.js';
import { controllerTables } from '../../../src/report/export/controller-tables.js';
import { EXPORT_FORMAT_NAMES, formatOf } from '../../../src/report/export/export-formats.js';
import { commentText, identifierPart, studyIdentifier } from '../../../src/report/export/generated-text.js';
import { ALL_PROTECTIONS, NASTY_POLICY } from './arbitrary-policies.js';

const CELL = { point: 0, protection: 0 };
const SMALL: Policy = {
  format: 'leeway-policy/1',
  blocks: ['a'],
  operatingPoints: [{ voltageV: 0.9, frequencyHz: 2e9 }],
  protections: [{ scheme: 'none' }],
  checkpoint: null,
  cells: [[CELL]],
};

const point = (voltageV: number, frequencyHz: number) => {
  const { points, roundings } = controllerTables({ ...SMALL, operatingPoints: [{ voltageV, frequencyHz }] });
  return { ...points[0], roundings: roundings.length };
};

describe('controllerTables', () => {
  it('keeps whole millivolts and kilohertz exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }), (mv, khz) => {
        expect(point(mv / 1000, khz * 1000)).toEqual({ voltageMv: mv, frequencyKhz: khz, roundings: 0 });
      }),
    );
  });

  it('never asks for more stress than the policy', () => {
    const voltage = fc.double({ min: 0.001, max: 60, noNaN: true });
    const frequency = fc.double({ min: 1e3, max: 4e12, noNaN: true });
    fc.assert(
      fc.property(voltage, frequency, (voltageV, frequencyHz) => {
        const { voltageMv, frequencyKhz } = point(voltageV, frequencyHz);
        expect(voltageMv / 1e3).toBeGreaterThanOrEqual(voltageV * (1 - 1e-11));
        expect(voltageMv / 1e3).toBeLessThan(voltageV + 0.001001);
        expect(frequencyKhz * 1e3).toBeLessThanOrEqual(frequencyHz * (1 + 1e-11));
        expect(frequencyKhz * 1e3).toBeGreaterThan(frequencyHz - 1001);
      }),
    );
  });

  it('gives every protection its numbers', () => {
    const { protections, roundings } = controllerTables({ ...NASTY_POLICY, protections: ALL_PROTECTIONS });
    const rows = protections.map((p) => [p.scheme, p.thresholdBit, p.restore, p.repair, p.ratioPpm, p.count]);
    expect(rows).toEqual([
      [0, 0, 0, 0, 0, 0],
      [1, 31, 0, 0, 0, 0],
      [1, 0, 1, 0, 0, 0],
      [1, 0, 2, 0, 12_500, 0],
      [1, 0, 3, 0, 1, 0],
      [1, 7, 0, 0, 0, 0],
      [2, 0, 0, 0, 1_000_000, 0],
      [2, 0, 0, 0, 950_000, 0],
      [3, 0, 0, 0, 0, 0],
      [4, 0, 0, 0, 0, 0],
      [5, 0, 0, 0, 0, 1024],
      [6, 0, 0, 0, 0, 0],
      [7, 0, 0, 0, 0, 0],
      [8, 0, 0, 0, 0, 0],
      [9, 12, 0, 0, 0, 1],
      [9, 12, 0, 0, 0, 4],
      [10, 20, 0, 0, 0, 3],
      [11, 0, 0, 0, 1_500_000, 0],
      [11, 0, 0, 1, 2_000_000, 0],
      [12, 0, 0, 0, 0, 0],
      [13, 0, 0, 0, 0, 0],
    ]);
    expect(roundings).toEqual(['thresholdShare of protection 4 in ppm: 0.001 became 1']);
  });

  it.each<[string, Partial<Policy>, string]>([
    [
      'points',
      { operatingPoints: Array(257).fill(SMALL.operatingPoints[0]) },
      'at most 256 operating points',
    ],
    ['protections', { protections: Array(257).fill({ scheme: 'none' }) }, 'at most 256 protections'],
    ['volts', { operatingPoints: [{ voltageV: 66, frequencyHz: 1e9 }] }, 'in mV: expected at most 65535'],
    [
      'words',
      { protections: [{ scheme: 'green-tpu', boostedWords: 2 ** 33 }] },
      'boostedWords of protection 0',
    ],
  ])('refuses more %s than fit', (_, change, message) => {
    expect(() => controllerTables({ ...SMALL, ...change })).toThrow(message);
  });
});

describe('identifiers', () => {
  it.each([
    ['dit-fashion', 'leeway_dit_fashion'],
    ['3D_UNet.v2', 'leeway_3d_unet_v2'],
    ['--', 'leeway_study'],
    ['_int_', 'leeway_int'],
  ])('of study %s begin with %s', (study, identifier) => {
    expect(studyIdentifier(study)).toBe(identifier);
  });

  it('are letters, digits and single underscores', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(identifierPart(name)).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
      }),
    );
  });
});

describe('commentText', () => {
  it('never ends or begins a comment, a line or a trigraph', () => {
    const piece = fc.constantFrom('*', '/', '?', '\\', '\n', '\r', '\u2028', 'é', 'a');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = commentText(pieces.join(''));
        expect(text).toMatch(/^[ -~]*$/);
        expect(text).not.toMatch(/\*\/|\/\*|\?\?|\\$/);
      }),
    );
  });
});

describe('formatOf', () => {
  it.each([
    ['a.json', 'json'],
    ['a.YML', 'yaml'],
    ['runs.v2/a.h', 'c'],
    ['a.svh', 'sv'],
    ['a.hex', 'mem'],
    ['a.md', 'md'],
    ['a.csv', 'csv'],
    ['a.txt', 'json'],
    ['', 'json'],
    ['-', 'json'],
  ])('takes %s for %s', (path, format) => {
    expect(formatOf(path)).toBe(format);
  });

  it('reaches every format', () => {
    expect(new Set(EXPORT_FORMAT_NAMES.map((name) => formatOf(`a.${name}`)))).toEqual(
      new Set(EXPORT_FORMAT_NAMES),
    );
  });
});
