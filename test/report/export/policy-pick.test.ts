import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARISONS, NAMED_PICKS, parsePick } from '../../../src/report/export/policy-pick.js';

const space = fc.constantFrom('', ' ', '  ');
const metric = fc.constantFrom('energyJ', 'latencyS', 'perceptualDistance', 'psnrDb', 'min', 'a1.b_c');
const limit = fc.double({ noNaN: true, noDefaultInfinity: true });
const bound = fc.record({ metric, comparison: fc.constantFrom(...COMPARISONS), limit });
const goal = fc.record({ extreme: fc.constantFrom('min' as const, 'max' as const), metric });

describe('a pick', () => {
  it.each(NAMED_PICKS)('may be the name %s', (name) => {
    expect(parsePick(` ${name}`)).toEqual({ kind: 'named', name, text: ` ${name}` });
  });

  it('may be the number of a trial', () => {
    expect(parsePick('id:17')).toMatchObject({ kind: 'trial', number: 17 });
  });

  it('may be bounds and a goal, with any white space between', () => {
    fc.assert(
      fc.property(fc.array(bound), goal, space, (bounds, { extreme, metric }, s) => {
        const parts = bounds.map((b) => `${s}${b.metric}${s}${b.comparison}${s}${b.limit}${s}`);
        const text = [...parts, `${s}${extreme}${s}:${s}${metric}`].join(',');
        const pick = parsePick(text);
        if (pick.kind !== 'query') throw new Error(`expected a query, got ${pick.kind}`);
        expect(pick.bounds).toMatchObject(bounds.map((b) => ({ ...b, limit: Number(String(b.limit)) })));
        expect(pick.goal).toMatchObject({ extreme, metric });
        for (const { metric: name, position } of [...pick.bounds, pick.goal]) {
          expect(text.slice(position - 1).startsWith(name)).toBe(true);
        }
      }),
    );
  });

  it.each([
    [
      '',
      1,
      'expected knee, min-energy, min-latency, best-quality, id:<trial>, or min:<metric>',
      'got nothing',
    ],
    ['kneee', 1, 'expected knee, min-energy', "got 'kneee'"],
    ['id:', 4, 'expected the number of a trial, such as id:17', 'got nothing'],
    ['id:1.5', 4, 'expected the number of a trial', "got '1.5'"],
    ['id:-1', 4, 'expected the number of a trial', "got '-1'"],
    ['id:99999999999999999999', 4, 'expected the number of a trial', "got '99999999999999999999'"],
    ['perceptualDistance=<0.05,min:energyJ', 19, 'expected <= or >= or < or >', "got '=<0.05'"],
    ['psnrDb>= 30 dB ,min:energyJ', 10, 'expected a number in SI units without the unit', "got '30 dB'"],
    ['psnrDb>=,min:energyJ', 9, 'expected a number', 'got nothing'],
    ['psnrDb>=1e999,min:energyJ', 9, 'expected a number', "got '1e999'"],
    ['psnrDb>=0x10,min:energyJ', 9, 'expected a number', "got '0x10'"],
    [
      'psnrDb>=30',
      11,
      "expected a comma and min:<metric> or max:<metric> at the end, as in '",
      'got nothing',
    ],
    ['psnrDb>=30,', 12, 'expected min:<metric> or max:<metric> at the end', 'got nothing'],
    ['psnrDb>=30,,min:energyJ', 12, 'expected a bound such as', 'got nothing'],
    [',min:energyJ', 1, 'expected a bound such as', 'got nothing'],
    ['min:energyJ,psnrDb>=30', 1, "expected 'min:energyJ' at the end", 'put bounds before it'],
    ['min:', 5, 'expected a metric, such as energyJ', 'got nothing'],
    ['min: energyJ latencyS', 6, 'expected a metric', "got 'energyJ latencyS'"],
    ['least:energyJ', 1, 'expected knee', "got 'least:energyJ'"],
  ])('says where %j is wrong', (text, position, expected, got) => {
    const parse = () => parsePick(text);
    expect(parse).toThrow(`--pick '${text}': position ${position}: `);
    expect(parse).toThrow(expected);
    expect(parse).toThrow(got);
  });
});
