import { setTimeout as sleep } from 'node:timers/promises';
import { contentHash } from '../../core/canonical-json.js';
import type { ClusterSource } from './cluster-source.js';
import type { StreamWork } from './events.js';
import type { StudySource } from './study-source.js';

/** How often the list of studies is looked at while somebody watches it, in ms. */
const INTERVAL_MS = 2000;

/**
 * Sends the list of studies, and who is at work in the cluster where there is one, whenever they change. One stream for
 * both: a browser opens no more than six at a time.
 *
 * @param lastEventId what the client has
 */
export const overviewStream =
  (source: StudySource, cluster: ClusterSource | null, lastEventId = ''): StreamWork =>
  async (send, signal) => {
    const known = new Map(EVENTS.map((event, i) => [event, lastEventId.split('.')[i] ?? '']));
    const tell = async (event: OverviewEvent, value: unknown) => {
      const hash = contentHash(value).slice(0, 16);
      if (value === null || hash === known.get(event)) return;
      known.set(event, hash);
      await send(event, [...known.values()].join('.'), value);
    };
    while (!signal.aborted) {
      await tell('studies', await source.list());
      await tell('cluster', cluster?.latest() ?? null);
      await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  };

const EVENTS = ['studies', 'cluster'] as const;
type OverviewEvent = (typeof EVENTS)[number];
