import type { OperatingPoint } from '../../core/operating-point.js';
import type { Policy, Protection } from '../../core/policy.js';
import { DRIFT_CHECKPOINT, DRIFT_PROTECTION, sparingPolicy } from '../../core/policy-presets.js';
import type { Workload } from '../../core/workload.js';

/** A way to run a network away from the nominal point. */
export interface ContestantRule {
  readonly label: string;
  build(
    workload: Workload,
    points: { readonly nominal: OperatingPoint; readonly point: OperatingPoint },
    nominalSteps: number,
  ): Policy;
}

type Points = Parameters<ContestantRule['build']>[1];

/** The first steps at the nominal point, everything else at the other under one scheme. */
const scheme = (label: string, protection: Protection): ContestantRule => ({
  label,
  build: (workload, points, nominalSteps) =>
    sparingPolicy(workload, { ...points, nominalSteps, protection, checkpoint: DRIFT_CHECKPOINT }),
});

/**
 * Every protection scheme on the same spared steps, and undervolting without sparing any. Thresholds are those of
 * DRIFT's bench (2^10) and of its stand-ins; where a scheme's paper fits its own, the value here is assumed.
 */
export const SCHEME_CONTESTANTS = {
  uniform: {
    label: 'uniform undervolting',
    build: (workload, points) =>
      sparingPolicy(workload, {
        ...points,
        nominalSteps: 0,
        protection: { scheme: 'none' },
        checkpoint: DRIFT_CHECKPOINT,
      }),
  },
  none: scheme('no protection', { scheme: 'none' }),
  'rollback-abft': scheme('rollback-ABFT (DRIFT)', DRIFT_PROTECTION),
  'rollback-zero': scheme('rollback-ABFT, zeros restored', {
    scheme: 'rollback-abft',
    thresholdBit: 10,
    restore: 'zero',
  }),
  'rollback-extrapolate': scheme('rollback-ABFT, extrapolated', {
    scheme: 'rollback-abft',
    thresholdBit: 10,
    restore: 'extrapolate',
  }),
  abft: scheme('ABFT (Huang-Abraham)', { scheme: 'abft' }),
  'approx-abft': scheme('ApproxABFT', { scheme: 'approx-abft', thresholdBit: 10 }),
  'statistical-abft': scheme('statistical ABFT (ReaLM)', {
    scheme: 'statistical-abft',
    magnitudeBit: 12,
    frequency: 1,
  }),
  razor: scheme('Razor', { scheme: 'razor' }),
  'te-drop': scheme('ThUnderVolt (TE-Drop)', { scheme: 'te-drop' }),
  effort: scheme('EFFORT', { scheme: 'effort' }),
  'green-tpu': scheme('GreenTPU', { scheme: 'green-tpu', boostedWords: 64 }),
  'range-check': scheme('range check, cleared', { scheme: 'range-check', factor: 1.5, repair: 'clear' }),
  dmr: scheme('DMR', { scheme: 'dmr' }),
  tmr: scheme('TMR', { scheme: 'tmr' }),
  'drift-zero-large': scheme("DRIFT's stand-in for ThUnderVolt", { scheme: 'drift-zero-large' }),
  'drift-zero-crossings': scheme("DRIFT's stand-in for ApproxABFT", { scheme: 'drift-zero-crossings' }),
} as const satisfies Record<string, ContestantRule>;

/** Blocks that the whole policy spares: the embedding and the first block, DRIFT's most sensitive ones. */
const SPARED_BLOCKS = 2;

interface Ingredients {
  readonly steps?: boolean;
  readonly blocks?: boolean;
  readonly protection?: Protection;
  readonly checkpoint?: typeof DRIFT_CHECKPOINT;
}

const whole = (label: string, without: Ingredients): ContestantRule => ({
  label,
  build: (workload: Workload, points: Points, nominalSteps: number) =>
    sparingPolicy(workload, {
      ...points,
      nominalSteps: without.steps === false ? 0 : nominalSteps,
      nominalBlocks: without.blocks === false ? 0 : SPARED_BLOCKS,
      protection: without.protection ?? DRIFT_PROTECTION,
      checkpoint: without.checkpoint ?? DRIFT_CHECKPOINT,
    }),
});

/** The whole approach, and what is left of it without one ingredient: what would show that it needs none of them. */
export const ABLATION_CONTESTANTS = {
  whole: whole('the whole policy', {}),
  'no-steps': whole('no step is spared', { steps: false }),
  'no-blocks': whole('no block is spared', { blocks: false }),
  'no-rollback': whole('no rollback', { protection: { scheme: 'none' } }),
  'zero-restore': whole('zeros instead of old values', {
    protection: { scheme: 'rollback-abft', thresholdBit: 10, restore: 'zero' },
  }),
  'row-major': whole('checkpoints row by row', {
    checkpoint: { ...DRIFT_CHECKPOINT, layout: 'row-major' },
  }),
  'every-step': whole('a checkpoint at every step', {
    checkpoint: { ...DRIFT_CHECKPOINT, offloadInterval: 1 },
  }),
  'no-refresh': whole('no checkpoint after the second step', {
    checkpoint: { ...DRIFT_CHECKPOINT, offloadInterval: 1000 },
  }),
} as const satisfies Record<string, ContestantRule>;
