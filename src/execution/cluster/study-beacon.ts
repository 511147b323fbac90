import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterBackend } from './cluster-backend.js';
import type { ClusterTiming } from './cluster-timing.js';
import {
  decodeRecords,
  encodeRecord,
  type StudyRecord,
  type WorkerRecord,
  workerRecordSchema,
} from './records.js';

/** What a coordinator learns about workers. */
export type WorkerNews =
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly workers: number; readonly slots: number }
  | { readonly kind: 'refusal'; readonly worker: string; readonly reason: string };

/** Tells workers of a study for as long as it runs, and sees which of them are there. */
export class StudyBeacon {
  private revoked = new Set<string>();
  private ended = false;
  private workers: readonly WorkerRecord[] = [];
  private known: string | null = null;
  private readonly refusals = new Set<string>();
  private loop: Promise<void> = Promise.resolve();
  private stopped = new AbortController();

  constructor(
    private readonly study: Omit<StudyRecord, 'revoked' | 'ended'>,
    private readonly backend: ClusterBackend,
    private readonly timing: ClusterTiming,
    private readonly onNews: (news: WorkerNews) => void,
    /** Called from time to time, so that a store that has lost the study's files gets them again. */
    private readonly publish: () => Promise<unknown>,
  ) {}

  /** Workers that take the study's jobs. */
  get serving(): readonly WorkerRecord[] {
    return this.workers;
  }

  /** Tells of the study once, and from then on by itself. */
  async start(): Promise<void> {
    await this.publish();
    await this.beat();
    this.loop = this.run();
  }

  /** Resolves once a worker takes jobs, or the beacon has been stopped. */
  async firstWorker(): Promise<void> {
    while (this.workers.length === 0 && !this.stopped.signal.aborted) await this.rest(this.timing.beatMs / 4);
  }

  /** Says that nobody wants these jobs any more. */
  revoke(ids: Iterable<string>): Promise<void> {
    for (const id of ids) this.revoked.add(id);
    return this.tell();
  }

  /** Takes a revocation back. */
  allow(id: string): void {
    this.revoked.delete(id);
  }

  /** Says that the study is over, and nothing more. */
  async end(): Promise<void> {
    this.ended = true;
    this.stopped.abort();
    await this.loop;
    await this.tell();
  }

  private async run(): Promise<void> {
    // Files are kept for days; telling of them once an hour is enough.
    const publishEvery = Math.ceil(3600_000 / this.timing.beatMs);
    for (let beat = 1; !this.stopped.signal.aborted; beat++) {
      await this.rest(this.timing.beatMs);
      if (this.stopped.signal.aborted) return;
      try {
        const wasLost = this.backend.connection.lost;
        await this.beat();
        if (wasLost || beat % publishEvery === 0) await this.publish();
      } catch {
        // Whatever the server did not take is told again with the next beat.
      }
    }
  }

  private async beat(): Promise<void> {
    await this.tell();
    const values = await this.backend.persist(() => this.backend.store.list('workers'));
    this.learn(decodeRecords(workerRecordSchema, values));
  }

  private async tell(): Promise<void> {
    const { store, persist } = this.backend;
    const record = encodeRecord({ ...this.study, revoked: [...this.revoked], ended: this.ended });
    await persist(() => store.set('studies', this.study.key, record, this.timing.silenceMs));
  }

  private learn(records: readonly WorkerRecord[]): void {
    const { key } = this.study;
    for (const { id, name, refuses } of records) {
      for (const { study, reason } of refuses) {
        if (study !== key || this.refusals.has(id)) continue;
        this.refusals.add(id);
        this.onNews({ kind: 'refusal', worker: name, reason });
      }
    }
    this.workers = records.filter(({ serves, draining }) => serves.includes(key) && !draining);
    const slots = this.workers.reduce((sum, worker) => sum + worker.slots, 0);
    const known = `${this.workers.length} ${slots}`;
    if (known === this.known) return;
    this.known = known;
    this.onNews(slots === 0 ? { kind: 'none' } : { kind: 'some', workers: this.workers.length, slots });
  }

  private rest(milliseconds: number): Promise<void> {
    return sleep(milliseconds, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
