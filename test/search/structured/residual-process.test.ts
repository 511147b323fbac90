import { describe, expect, it } from 'vitest';
import { cellPart, type Design, settingPart } from '../../../src/search/structured/design.js';
import { fitResiduals } from '../../../src/search/structured/residual-process.js';
import { cellSpace, streamOf } from './cell-space.js';

const LEVELS = 4;
const { structured } = cellSpace(5, 3, LEVELS);
const { grid } = structured;
const NOISE = 0.05;

function drawDesigns(count: number, seed: number): Design[] {
  const stream = streamOf(seed);
  return Array.from({ length: count }, () => ({
    cells: cellPart(
      structured,
      Uint8Array.from(grid.cells, () => stream.integer(LEVELS)),
    ),
    settings: settingPart(structured, []),
  }));
}

/** A bend in the first block's mean level. */
function misfit({ cells }: Design): number {
  const levels = cells.levels.filter((_, s) => grid.blockOf[s] === 0);
  const mean = levels.reduce((a, b) => a + b, 0) / levels.length / (LEVELS - 1);
  return 2 * (mean - 0.5) ** 2 - 0.15;
}

const rms = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const designs = drawDesigns(150, 1);
const normals = streamOf(2);
const noise = designs.map(() => NOISE * normals.normal());
const standardErrors = designs.map(() => NOISE);
const fitted = fitResiduals(
  grid,
  designs,
  Float64Array.from(designs, (design, n) => misfit(design) + noise[n]),
  standardErrors,
);

describe('fitResiduals', () => {
  it('predicts what an additive model misses in designs that it has not seen', () => {
    const others = drawDesigns(100, 3);
    const left = others.map((design) => misfit(design) - fitted.at(design));
    expect(rms(left)).toBeLessThan(0.6 * rms(others.map(misfit)));
  });

  it('finds nothing in noise', () => {
    const { kernel, at } = fitResiduals(grid, designs, Float64Array.from(noise), standardErrors);
    expect(kernel.size).toBe(0);
    expect(at(designs[0])).toBe(0);
  });

  it('gives the same answer with the kernel that it chose', () => {
    const residuals = Float64Array.from(designs, misfit);
    const chosen = fitResiduals(grid, designs, residuals, standardErrors);
    const again = fitResiduals(grid, designs, residuals, standardErrors, chosen.kernel);
    for (const design of drawDesigns(10, 4)) expect(again.at(design)).toBe(chosen.at(design));
  });

  it('finds nothing where all designs are the same', () => {
    const same = designs.slice(0, 8).map(() => designs[0]);
    const residuals = Float64Array.from(same, (_, n) => (n % 2 ? 1 : -1));
    expect(fitResiduals(grid, same, residuals, standardErrors.slice(0, 8)).kernel.size).toBe(0);
  });
});
