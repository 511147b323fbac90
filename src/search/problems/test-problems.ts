import { dtlz2, dtlz7 } from './dtlz.js';
import type { TestProblem } from './test-problem.js';
import { volt140, volt140Seeded } from './volt140.js';
import { VOLT140_VARIANTS } from './volt140-variants.js';
import { zdt1, zdt2, zdt3, zdt4, zdt6 } from './zdt.js';

/** Every test problem by its name. */
export const TEST_PROBLEMS = {
  zdt1,
  zdt2,
  zdt3,
  zdt4,
  zdt6,
  dtlz2,
  dtlz7,
  volt140,
  'volt140-seeded': volt140Seeded,
  ...VOLT140_VARIANTS,
} as const satisfies Readonly<Record<string, TestProblem>>;

export type TestProblemName = keyof typeof TEST_PROBLEMS;
