import { describe, expect, it } from 'vitest';
import { scatter, sparkline } from '../../src/cli/character-plot.js';
import { liveView } from '../../src/cli/live-view.js';

describe('sparkline', () => {
  it('goes from the lowest to the highest bar', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 10)).toBe('▁▂▃▄▅▆▇█');
  });

  it('keeps the ends of what does not fit', () => {
    const line = sparkline(
      Array.from({ length: 1000 }, (_, i) => i),
      10,
    );
    expect(line).toHaveLength(10);
    expect([line[0], line.at(-1)]).toEqual(['▁', '█']);
  });

  it('shows nothing of nothing and a flat line of equal values', () => {
    expect(sparkline([], 10)).toBe('');
    expect(sparkline([3, 3], 10)).toBe('▁▁');
  });
});

describe('scatter', () => {
  it('puts points where they belong', () => {
    const points = [
      [0, 1],
      [1, 0],
    ];
    expect(scatter(points, 4, 2)).toEqual(['│●   ', '│   ●', '└────']);
  });

  it('holds a single point, and none', () => {
    expect(scatter([[5, 5]], 2, 1)).toEqual(['│● ', '└──']);
    expect(scatter([], 2, 1)).toEqual(['│  ', '└──']);
  });
});

describe('liveView', () => {
  const state = {
    line: '12/64 trials',
    done: 0.5,
    workers: [
      { pid: 10, trialNumber: 13, busyMs: 2000 },
      { pid: 11, trialNumber: null, busyMs: 0 },
    ],
    front: [
      [1, 2],
      [2, 1],
    ],
    axes: ['energyJ', 'perceptualDistance'],
    trace: [0, 1],
    failures: ['trial 3: broken'],
  };

  it('says what workers do, and shows front, trace and failures', () => {
    const text = liveView(state);
    expect(text.split('\n')[0]).toBe('12/64 trials');
    expect(text).toContain('worker 10: trial 13, 2 s\nworker 11: waits');
    expect(text).toContain('perceptualDistance over energyJ');
    expect(text).toContain('hypervolume ▁█');
    expect(text).toContain('failed: trial 3: broken');
  });

  it('leaves out what there is not', () => {
    const text = liveView({ ...state, front: [], trace: [], failures: [] });
    expect(text).not.toMatch(/over|hypervolume|failed/);
  });
});
