import { describe, expect, it } from 'vitest';
import { FairShare } from '../../../src/execution/cluster/fair-share.js';

/** Runs jobs of 1 s on so many slots; counts those of each study among the first `jobs`. */
function served(
  share: FairShare,
  slots: number,
  jobs: number,
  hungry = (_study: string, _job: number) => true,
) {
  const running: string[] = [];
  const counts: Record<string, number> = {};
  for (let job = 0; job < jobs; job++) {
    if (running.length === slots) share.ended(running.shift() ?? '', 1000);
    for (const study of share.order()) {
      if (!hungry(study, job)) {
        share.hadNone(study);
        continue;
      }
      share.began(study);
      running.push(study);
      counts[study] = (counts[study] ?? 0) + 1;
      break;
    }
  }
  return counts;
}

function shareOf(weights: Readonly<Record<string, number>>): FairShare {
  const share = new FairShare(1000);
  for (const [study, weight] of Object.entries(weights)) share.add(study, weight);
  return share;
}

describe('FairShare', () => {
  it.each([1, 2, 7])('divides the time of %i slots by weight', (slots) => {
    const counts = served(shareOf({ a: 1, b: 2, c: 5 }), slots, 800);
    expect(counts.a / 100).toBeCloseTo(1, 1);
    expect(counts.b / 200).toBeCloseTo(1, 1);
    expect(counts.c / 500).toBeCloseTo(1, 1);
  });

  it('gives all time to the one that has jobs', () => {
    expect(served(shareOf({ a: 1, b: 100 }), 2, 50, (study) => study === 'a')).toEqual({ a: 50 });
  });

  it('gives no time back to who had nothing to do, nor to who comes late', () => {
    const share = shareOf({ a: 1, b: 1 });
    served(share, 1, 100, (study) => study === 'a');
    const counts = served(share, 1, 100);
    expect(Math.abs(counts.a - counts.b)).toBeLessThanOrEqual(2);
    share.add('c', 1);
    const later = served(share, 1, 90);
    for (const study of ['a', 'b', 'c']) expect(Math.abs(later[study] - 30)).toBeLessThanOrEqual(2);
  });
});
