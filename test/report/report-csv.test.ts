import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/core/trial.js';
import { frontCsv, trialsCsv } from '../../src/report/report-csv.js';
import { syntheticReport } from './synthetic-report.js';

const data = syntheticReport({ trials: 60 });

/** Reads CSV with quoted fields; independent of the library that wrote it. */
function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows[rows.length - 1].push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\n') rows.push([]);
  }
  const [header, ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

const header = (text: string) => text.slice(0, text.indexOf('\n')).split(',');

describe('trialsCsv', () => {
  it('has a stable order of columns with SI units in their names', () => {
    expect(header(trialsCsv(data))).toEqual([
      'trial',
      'status',
      'policyId',
      'onFront',
      'energyJ',
      'latencyS',
      'perceptualDistance',
      'classAccuracy',
      'psnrDb',
      'energyJ.standardError',
      'perceptualDistance.standardError',
      'classAccuracy.standardError',
      'psnrDb.standardError',
      'param.abft.thresholdBit',
      'param.checkpoint.layout',
      'param.checkpoint.offloadInterval',
      'param.frequency[1]',
      'param.nominalSteps',
      'param.voltage[0]',
      'param.voltage[1]',
      'message',
    ]);
    const reversed = { ...data, trials: [...data.trials].reverse() };
    expect(header(trialsCsv(reversed))).toEqual(header(trialsCsv(data)));
  });

  it('keeps every number exactly', () => {
    const rows = parseCsv(trialsCsv(data));
    expect(rows).toHaveLength(60);
    data.trials.forEach(({ number, outcome, assignment }, i) => {
      expect(Number(rows[i].trial)).toBe(number);
      expect(rows[i].status).toBe(outcome.status);
      expect(Number(rows[i]['param.voltage[0]'])).toBe(assignment['voltage[0]']);
      if (outcome.status !== 'scored') return;
      expect(Number(rows[i].energyJ)).toBe(outcome.metrics.energyJ);
      expect(Number(rows[i]['psnrDb.standardError'])).toBe(outcome.standardErrors.psnrDb);
    });
    expect(rows.filter(({ onFront }) => onFront === 'true')).toHaveLength(data.front.length);
  });

  it('quotes messages of any shape and orders parameters by their numbers', () => {
    const message = 'a, "b"\nc';
    const trial: Trial = {
      number: 0,
      assignment: { 'point[10,1]': 'x', 'point[2,1]': 'y', deep: true },
      policyId: null,
      outcome: { status: 'infeasible', reason: message },
    };
    const text = trialsCsv({ ...data, front: [], trials: [trial] });
    expect(parseCsv(text)).toEqual([
      {
        trial: '0',
        status: 'infeasible',
        policyId: '',
        onFront: 'false',
        'param.deep': 'true',
        'param.point[2,1]': 'y',
        'param.point[10,1]': 'x',
        message,
      },
    ]);
    expect(text.indexOf('point[2,1]')).toBeLessThan(text.indexOf('point[10,1]'));
  });

  it('has a header even without trials', () => {
    expect(trialsCsv({ ...data, trials: [] })).toBe('trial,status,policyId,onFront,message\n');
  });
});

describe('frontCsv', () => {
  it('puts the confirmed scores beside the searched ones', () => {
    const rows = parseCsv(frontCsv(data));
    expect(rows.map(({ trial }) => Number(trial))).toEqual(data.front.map(({ trialNumber }) => trialNumber));
    data.front.forEach(({ confirmed }, i) => {
      expect(Number(rows[i]['confirmed.images'])).toBe(confirmed?.images);
      expect(Number(rows[i]['confirmed.energyJ'])).toBe(confirmed?.metrics.energyJ);
      expect(Number(rows[i]['confirmed.energyJ.standardError'])).toBe(confirmed?.standardErrors.energyJ);
      expect(rows[i].energyJ).not.toBe('');
    });
    expect(rows.filter(({ knee }) => knee === 'true').map(({ trial }) => Number(trial))).toEqual([data.knee]);
  });

  it('gives what is believed of a member, with its interval', () => {
    const believed = { metric: 'perceptualDistance', mean: 0.02, low: 0.01, high: 0.04 };
    const front = data.front.map((member, i) => (i === 0 ? { ...member, believed } : member));
    const [row, other] = parseCsv(frontCsv({ ...data, front }));
    expect(row['believed.perceptualDistance']).toBe('0.02');
    expect(row['believed.perceptualDistance.low']).toBe('0.01');
    expect(row['believed.perceptualDistance.high']).toBe('0.04');
    expect(other['believed.perceptualDistance']).toBe('');
  });

  it('leaves the confirmed columns of an unconfirmed member empty', () => {
    const front = data.front.map((member, i) => (i === 0 ? { ...member, confirmed: null } : member));
    const [row] = parseCsv(frontCsv({ ...data, front }));
    expect(row['confirmed.images']).toBe('');
    expect(row['confirmed.energyJ']).toBe('');
  });
});
