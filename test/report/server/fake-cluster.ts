import type { ClusterSummary } from '../../../src/report/cluster-messages.js';
import type { ClusterSource } from '../../../src/report/server/cluster-source.js';

const AT_WORK: ClusterSummary = {
  address: 'redis://queue.example.org:6379',
  studies: [
    {
      name: 'dit-fashion',
      host: 'desk',
      leewayVersion: '0.1.0',
      priority: 2,
      workers: 1,
      waiting: 5,
      running: 3,
      failed: 0,
    },
  ],
  workers: [
    {
      name: 'node-1',
      host: 'node-1',
      leewayVersion: '0.1.0',
      running: 3,
      slots: 4,
      finished: 70,
      failed: 1,
      perMinute: 12.5,
      draining: false,
      refusals: [],
    },
    {
      name: 'node-2',
      host: 'node-2',
      leewayVersion: '0.0.9',
      running: 0,
      slots: 8,
      finished: 0,
      failed: 0,
      perMinute: 0,
      draining: true,
      refusals: ['install the same version on <both>'],
    },
  ],
  problem: null,
};

/** A cluster in memory, of which nothing is known at first. */
export class FakeCluster implements ClusterSource {
  summary: ClusterSummary | null = null;

  latest(): ClusterSummary | null {
    return this.summary;
  }

  /** From now on it is known who is at work. */
  answer(change: Partial<ClusterSummary> = {}): void {
    this.summary = { ...AT_WORK, ...change };
  }
}
