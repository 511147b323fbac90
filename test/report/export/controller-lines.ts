import { execFileSync, spawnSync } from 'node:child_process';
import type { Policy } from '../../../src/core/policy.js';
import { refreshesCheckpoint } from '../../../src/core/policy.js';
import { controllerTables } from '../../../src/report/export/controller-tables.js';

/**
 * What a program that reads a policy's exported tables has to print: sizes, points, protections, checkpoint, and a line
 * for each step with `point/protection` of each block.
 */
export function controllerLines(policy: Policy): string[] {
  const { operatingPoints, checkpoint, cells, blocks } = policy;
  const { protections } = controllerTables(policy);
  return [
    `sizes ${cells.length} ${blocks.length} ${operatingPoints.length} ${protections.length}`,
    ...operatingPoints.map(
      ({ voltageV, frequencyHz }) => `point ${Math.round(voltageV * 1e3)} ${Math.round(frequencyHz / 1e3)}`,
    ),
    ...protections.map(
      ({ scheme, thresholdBit, restore, repair, ratioPpm, count }) =>
        `protection ${scheme} ${thresholdBit} ${restore} ${repair} ${ratioPpm} ${count}`,
    ),
    `checkpoint ${checkpoint?.offloadInterval ?? 0} ${checkpoint?.layout === 'tile-contiguous' ? 1 : 0}`,
    ...cells.map((row, step) => {
      const refreshed = checkpoint && refreshesCheckpoint(checkpoint, step) ? 1 : 0;
      return `step ${refreshed}${row.map((cell) => ` ${cell.point}/${cell.protection}`).join('')}`;
    }),
  ];
}

/** Whether a program can be run; where it cannot, the tests that need it skip. */
export const isInstalled = (program: string): boolean => spawnSync(program, ['-v']).error === undefined;

/** Runs a compiler or a compiled program; its standard output, or an error with what it complained about. */
export const runProgram = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
