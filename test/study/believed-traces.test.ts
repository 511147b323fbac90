import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../src/core/hypervolume.js';
import { believedTraces } from '../../src/study/believed-traces.js';
import { hypervolumeTrace } from '../../src/study/running-front.js';
import { CELL_GOALS, damageOf, energyOf, KNOWN_CELLS, levelsOf, noisyTrials } from './noisy-cells.js';

const REFERENCE = [6.5, 20];

describe('believedTraces', () => {
  it('lies nearer to the noise-free hypervolumes than what was measured', () => {
    const trials = noisyTrials(220, 1);
    const studies = [trials.slice(0, 20), trials.slice(20)];
    const traces = believedTraces(studies, CELL_GOALS, KNOWN_CELLS, REFERENCE);
    expect(traces).not.toBeNull();
    studies.forEach((study, i) => {
      const truth = hypervolume(
        study.map((trial) => [energyOf(levelsOf(trial)), damageOf(levelsOf(trial))]),
        REFERENCE,
      );
      const measured = hypervolumeTrace(study, CELL_GOALS, REFERENCE).at(-1) ?? 0;
      const believed = traces?.[i] ?? [];
      expect(believed).toHaveLength(study.length);
      // Never falls, but for the rounding of sums that are taken anew.
      for (const [n, value] of believed.entries())
        expect(value).toBeGreaterThan((believed[n - 1] ?? 0) - 1e-9);
      expect(Math.abs(believed[believed.length - 1] - truth)).toBeLessThan(Math.abs(measured - truth));
    });
  });

  it('counts no point that is believed to break a bound', () => {
    const trials = noisyTrials(60, 0.1);
    const bounded = { ...CELL_GOALS, constraints: [{ metric: 'perceptualDistance', atMost: 1e-9 }] };
    expect(believedTraces([trials], bounded, KNOWN_CELLS, REFERENCE)?.[0].at(-1)).toBe(0);
  });

  it('is silent where nothing is known of cells', () => {
    expect(
      believedTraces([noisyTrials(9, 0.1)], CELL_GOALS, { ...KNOWN_CELLS, knowledge: {} }, REFERENCE),
    ).toBeNull();
  });
});
