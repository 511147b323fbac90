import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { groupedCrossover } from '../../../src/search/evolution/grouped-crossover.js';
import { polynomialMutation, simulatedBinary } from '../../../src/search/evolution/real-variation.js';
import type { Parameter } from '../../../src/search/parameter.js';

const stream = (trial: number) => new RandomStream(9, 'search', { trial });

describe('groupedCrossover', () => {
  const cells = [0, 1, 2, 3].flatMap((row) => [0, 1, 2, 3, 4].map((column) => ({ row, column })));
  const parameters: Parameter[] = cells.map(({ row, column }) => ({
    name: `point[${row},${column}]`,
    kind: 'ordinal',
    values: [0, 1],
  }));
  const children = Array.from({ length: 600 }, (_, trial) =>
    groupedCrossover(Array(20).fill(0), Array(20).fill(1), parameters, stream(trial)),
  );
  const alike = (child: readonly number[], key: 'row' | 'column') =>
    cells.every((cell, i) => cells.every((other, j) => cell[key] !== other[key] || child[i] === child[j]));

  it('takes whole rows, whole columns, or single cells, a third of the time each', () => {
    const rows = children.filter((child) => alike(child, 'row')).length;
    const columns = children.filter((child) => alike(child, 'column')).length;
    // Standard deviation 11.5; children of one parent count for both.
    expect(Math.abs(rows - 200)).toBeLessThan(75);
    expect(Math.abs(columns - 200)).toBeLessThan(75);
    expect(
      children.filter((child) => !alike(child, 'row') && !alike(child, 'column')).length,
    ).toBeGreaterThan(150);
  });
});

describe('simulatedBinary', () => {
  const children = Array.from({ length: 4000 }, (_, trial) => simulatedBinary(0.3, 0.7, stream(trial)));

  it('stays within bounds, and near either parent equally often', () => {
    for (const child of children) expect(child >= 0 && child <= 1).toBe(true);
    const low = children.filter((child) => child < 0.5).length;
    expect(Math.abs(low - 2000)).toBeLessThan(4 * 31.6);
    expect(
      children.filter((child) => Math.abs(child - (child < 0.5 ? 0.3 : 0.7)) < 0.1).length,
    ).toBeGreaterThan(2800);
  });

  it('has the mean of the parents', () => {
    const mean = children.reduce((a, b) => a + b) / children.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.015);
    expect(simulatedBinary(0.4, 0.4, stream(0))).toBe(0.4);
  });
});

describe('polynomialMutation', () => {
  it('moves both ways alike from the middle, and only inwards from an end', () => {
    const moves = (x: number) => Array.from({ length: 4000 }, (_, t) => polynomialMutation(x, stream(t)) - x);
    const up = moves(0.5).filter((move) => move > 0).length;
    expect(Math.abs(up - 2000)).toBeLessThan(4 * 31.6);
    expect(Math.min(...moves(0))).toBe(0);
    expect(Math.max(...moves(1))).toBe(0);
    for (const move of moves(0.2)) expect(move >= -0.2 && move <= 0.8).toBe(true);
  });
});
