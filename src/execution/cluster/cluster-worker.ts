import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import type { ClusterTiming } from './cluster-timing.js';
import { FairShare } from './fair-share.js';
import type { TakenJob } from './job-queue.js';
import { PROTOCOL } from './messages.js';
import { encodeRecord, type WorkerRecord } from './records.js';
import type { ServedStudy, Surroundings } from './served-study.js';
import { type ServiceNews, StudyService } from './study-service.js';
import { type JobEnd, WorkerSlot } from './worker-slot.js';

export interface ClusterWorkerOptions extends Surroundings {
  readonly timing: ClusterTiming;
  readonly clock: Clock;
  readonly worker: Pick<WorkerRecord, 'id' | 'name' | 'host' | 'pid'>;
  /** Evaluations at the same time, integer >= 1. */
  readonly slots: number;
  /** The compiled worker-process.js; by default the one of this program. */
  readonly programUrl?: URL;
  readonly onNews?: (news: ClusterWorkerNews) => void;
}

export type ClusterWorkerNews =
  | ServiceNews
  | { readonly kind: 'trial'; readonly study: string; readonly trialNumber: number; readonly end: JobEnd };

/** Takes jobs of a cluster's studies and evaluates them, until it is stopped. This thread only talks to the server. */
export class ClusterWorker {
  private readonly slots: readonly WorkerSlot[];
  private readonly share: FairShare;
  private readonly service: StudyService;
  private readonly stopping = new AbortController();
  private readonly startedAt: number;
  private tokens = 0;
  /** Settles when no slot asks for a job. */
  private line: Promise<unknown> = Promise.resolve();
  private busyAt: number;
  private counts = { finished: 0, failed: 0, busyMs: 0 };
  /** Settles when the last job has. */
  private readonly ended: Promise<void>;

  constructor(private readonly options: ClusterWorkerOptions) {
    const { timing, clock } = options;
    this.startedAt = clock.now();
    this.busyAt = this.startedAt;
    this.share = new FairShare(timing.turnMs);
    this.service = new StudyService(options, this.share, (news) => options.onNews?.(news));
    this.slots = Array.from({ length: options.slots }, () => new WorkerSlot(options));
    this.ended = this.run();
  }

  /** Time since there was something to do, in ms; 0 while there is. */
  get idleMs(): number {
    const now = this.options.clock.now();
    if (this.service.isOpening || this.slots.some(({ current }) => current)) this.busyAt = now;
    return now - this.busyAt;
  }

  /** Trials that it has finished. */
  get finished(): number {
    return this.counts.finished;
  }

  /**
   * Takes no more jobs, and waits for those that run.
   *
   * @param limitMs jobs that take longer are handed back
   */
  async stop(limitMs: number): Promise<void> {
    const { clock } = this.options;
    this.stopping.abort();
    const forget = clock.after(limitMs, () => {
      for (const slot of this.slots) slot.giveUp('draining');
    });
    await this.ended;
    forget();
  }

  private async run(): Promise<void> {
    const beats = this.beats();
    await Promise.all(this.slots.map((slot, i) => this.work(slot, i)));
    await Promise.all(this.slots.map((slot) => slot.close()));
    await beats;
    await this.service.close();
    const { backend, worker } = this.options;
    await backend.store.delete('workers', worker.id).catch(() => undefined);
  }

  /** Says that it is there, and looks for studies. */
  private async beats(): Promise<void> {
    const { backend, timing, worker } = this.options;
    while (!this.stopping.signal.aborted || this.slots.some(({ current }) => current)) {
      try {
        await this.service.look();
        this.giveUpUnwanted();
        const record = encodeRecord(this.record());
        await backend.persist(() => backend.store.set('workers', worker.id, record, timing.silenceMs));
      } catch {
        // Said again with the next beat.
      }
      await (this.stopping.signal.aborted ? sleep(timing.beatMs / 10) : this.rest(timing.beatMs));
    }
  }

  private giveUpUnwanted(): void {
    for (const slot of this.slots) {
      const { current } = slot;
      if (current && (current.study.ended || current.study.revoked.has(current.id))) slot.giveUp('revoked');
    }
  }

  private async work(slot: WorkerSlot, number: number): Promise<void> {
    const { clock, timing } = this.options;
    let turnBegan = 0;
    while (!this.stopping.signal.aborted) {
      const current = clock.now() - turnBegan > timing.turnMs ? null : slot.study;
      const found = await this.inLine(() => this.find(current, number));
      if (!found) return;
      if (found.study !== current) turnBegan = clock.now();
      await this.evaluate(slot, found.study, found.taken);
    }
  }

  /** One slot asks at a time, so that a machine with many that wait costs the server no more than one. */
  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.line.then(work);
    this.line = result.catch(() => undefined);
    return result;
  }

  /** Asks for a job until there is one; null when the worker is stopped before. */
  private async find(current: ServedStudy | null, slot: number) {
    const [shortest, longest] = this.options.timing.idleMs;
    for (let idleMs = shortest; !this.stopping.signal.aborted; idleMs = Math.min(longest, 2 * idleMs)) {
      const found = await this.next(current, slot).catch(() => null);
      if (found) return found;
      await this.rest(idleMs);
    }
    return null;
  }

  /** A job of the study whose turn it is, or of the next one that has any. */
  private async next(current: ServedStudy | null, slot: number) {
    const order = this.share.order().flatMap((key) => this.service.served.get(key) ?? []);
    const inTurn =
      current && order.includes(current) ? [current, ...order.filter((one) => one !== current)] : order;
    for (const study of inTurn) {
      const token = `${this.options.worker.id}-${slot}-${this.tokens++}`;
      const taken = await this.options.backend.persist(() => study.take(token));
      if (taken) return { study, taken };
      this.share.hadNone(study.key);
    }
    return null;
  }

  private async evaluate(slot: WorkerSlot, study: ServedStudy, taken: TakenJob): Promise<void> {
    this.share.began(study.key);
    const { end, told } = await study.during(slot.evaluate(study, taken));
    void study.during(told);
    this.share.ended(study.key, end.busyMs);
    this.busyAt = this.options.clock.now();
    if (end.kind === 'finished') {
      this.counts.finished++;
      if (end.outcome.status === 'failed') this.counts.failed++;
      this.counts.busyMs += end.busyMs;
    }
    if (end.kind === 'broken') this.service.refuse(study.key, end.error);
    const trialNumber = Number(/^trial(\d+)-/.exec(taken.id)?.[1]);
    this.options.onNews?.({ kind: 'trial', study: study.name, trialNumber, end });
  }

  private record(): WorkerRecord {
    const { worker, clock, slots, leewayVersion } = this.options;
    const running = this.slots.flatMap(({ current }) =>
      current
        ? [
            {
              study: current.study.key,
              trialNumber: current.trialNumber,
              busyMs: clock.now() - current.since,
            },
          ]
        : [],
    );
    return {
      ...worker,
      ...this.counts,
      protocol: PROTOCOL,
      leewayVersion,
      slots,
      upMs: clock.now() - this.startedAt,
      draining: this.stopping.signal.aborted,
      serves: [...this.service.served.keys()],
      refuses: this.service.refusals,
      running,
    };
  }

  private rest(milliseconds: number): Promise<void> {
    return sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
