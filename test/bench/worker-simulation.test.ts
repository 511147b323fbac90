import { describe, expect, it } from 'vitest';
import { simulateWorkers } from './worker-simulation.mjs';

const settings = {
  workers: 20,
  lag: 60,
  trials: 2_000,
  costS: 0,
  handS: 0,
  trialS: () => 10,
  idleS: [0, 0],
} as const;

describe('simulateWorkers', () => {
  it('keeps all workers busy where nothing takes time but trials', () => {
    const { perSecond, utilisation } = simulateWorkers(settings);
    expect(perSecond).toBeCloseTo(2, 1);
    expect(utilisation).toBeGreaterThan(0.99);
  });

  it('does as many trials a second as the coordinator can suggest, for any number of workers beyond', () => {
    for (const workers of [40, 200]) {
      const { perSecond, utilisation } = simulateWorkers({ ...settings, workers, lag: 500, costS: 1 });
      expect(perSecond).toBeCloseTo(1, 2);
      expect(utilisation).toBeCloseTo(10 / workers, 2);
    }
  });

  it('keeps no more workers busy than the lag allows', () => {
    const { utilisation } = simulateWorkers({ ...settings, lag: 4 });
    expect(utilisation).toBeCloseTo(5 / 20, 2);
  });

  it('counts what workers spend on the queue as idle', () => {
    const { utilisation } = simulateWorkers({ ...settings, handS: 2.5 });
    expect(utilisation).toBeCloseTo(10 / 12.5, 2);
  });

  it('lets workers wait behind a slow trial unless the lag is larger than their number', () => {
    // One trial in 50 takes ten times as long.
    const trialS = (trial: number) => (trial % 50 === 0 ? 100 : 10);
    const at = (lag: number) => simulateWorkers({ ...settings, trialS, lag }).utilisation;
    expect(at(20)).toBeLessThan(0.6);
    expect(at(400)).toBeGreaterThan(0.95);
  });
});
