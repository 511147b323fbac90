import { marginalLevels } from './cell-features.js';
import type { CellGrid } from './cell-grid.js';
import type { Design } from './design.js';
import { GaussianProcess, likeliest, type ProcessKernel } from './gaussian-process.js';

/** What the damage model misses, as a smooth function of the design. */
export interface ResidualProcess {
  readonly kernel: ProcessKernel;
  at(design: Design): number;
}

const MAX_TRIALS = 200;
const SIZES = [0.1, 0.3, 1];
const LENGTHS = [0.5, 1.5];

/**
 * A Gaussian process on the misfit of log losses over the blocks' and segments' mean levels and the settings: the local
 * correction where effects do not add up as the damage model has it. A size of zero competes with the others, so
 * that there is none where the model fits. Takes the latest evaluations.
 *
 * @param residuals observed minus predicted log losses
 * @param noise standard error of each
 * @param kernel by default the one of greatest evidence
 */
export function fitResiduals(
  grid: CellGrid,
  designs: readonly Design[],
  residuals: Float64Array,
  noise: readonly number[],
  kernel?: ProcessKernel,
): ResidualProcess {
  if (kernel?.size === 0) return nothing(kernel);
  const inputs = designs.slice(-MAX_TRIALS).map((design) => residualInput(grid, design));
  const processes = (kernel ? [kernel] : kernelsFor(inputs)).map(
    (one) => new GaussianProcess(inputs, residuals.slice(-MAX_TRIALS), noise.slice(-MAX_TRIALS), one),
  );
  const process = likeliest(processes);
  if (process.kernel.size === 0) return nothing(process.kernel);
  return { kernel: process.kernel, at: (design) => process.predict(residualInput(grid, design)) };
}

/** The process of a kernel of size zero. */
const nothing = (kernel: ProcessKernel): ResidualProcess => ({ kernel, at: () => 0 });

function kernelsFor(inputs: readonly Float64Array[]): ProcessKernel[] {
  const scale = typicalDistance(inputs);
  const kernelOf = (size: number, length: number): ProcessKernel => ({
    size,
    lengths: Array<number>(inputs[0].length).fill(length),
    noise: 0,
  });
  const none = kernelOf(0, 1);
  if (scale === 0) return [none];
  return [none, ...SIZES.flatMap((size) => LENGTHS.map((length) => kernelOf(size, length * scale)))];
}

const residualInput = (grid: CellGrid, { cells, settings }: Design): Float64Array =>
  Float64Array.from([...marginalLevels(grid, cells.levels), ...settings.coordinates]);

/** Root mean square distance of the inputs from their mean. */
function typicalDistance(inputs: readonly Float64Array[]): number {
  const mean = inputs[0].map((_, i) => inputs.reduce((sum, input) => sum + input[i], 0) / inputs.length);
  const squares = inputs.map((input) => input.reduce((sum, x, i) => sum + (x - mean[i]) ** 2, 0));
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / inputs.length);
}
