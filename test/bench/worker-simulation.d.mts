export function simulateWorkers(settings: {
  readonly workers: number;
  readonly lag: number;
  readonly trials: number;
  readonly costS: number;
  readonly handS: number;
  readonly trialS: (trial: number) => number;
  readonly idleS: readonly [number, number];
}): { readonly perSecond: number; readonly utilisation: number };
