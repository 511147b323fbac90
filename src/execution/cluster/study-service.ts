import { asLeewayError, type LeewayError, unsupportedError } from '../../core/errors.js';
import type { Clock } from '../clock.js';
import { backOffMs } from './connection.js';
import type { FairShare } from './fair-share.js';
import { decodeRecords, type StudyRecord, studyHeadSchema, studyRecordSchema } from './records.js';
import { requireSameVersion, ServedStudy, type Surroundings } from './served-study.js';

export type ServiceNews =
  | { readonly kind: 'serves'; readonly study: string; readonly host: string }
  | { readonly kind: 'leaves'; readonly study: string }
  | { readonly kind: 'refuses'; readonly study: string; readonly error: LeewayError }
  | { readonly kind: 'not-yet'; readonly study: string; readonly error: LeewayError };

interface Attempt {
  readonly count: number;
  readonly nextAt: number;
}

/** Which studies a worker takes jobs of: those that are announced, unless its results would not be the same. */
export class StudyService {
  readonly served = new Map<string, ServedStudy>();
  private readonly refused = new Map<string, string>();
  private readonly attempts = new Map<string, Attempt>();
  /** Studies are opened one after the other, besides what runs. */
  private opening: Promise<void> | null = null;
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    private readonly surroundings: Surroundings & { readonly clock: Clock },
    private readonly share: FairShare,
    private readonly onNews: (news: ServiceNews) => void,
  ) {}

  /** Whether it is about to take jobs of a study. */
  get isOpening(): boolean {
    return this.opening !== null;
  }

  get refusals(): { study: string; reason: string }[] {
    return [...this.refused].map(([study, reason]) => ({ study, reason: reason.slice(0, 2_000) }));
  }

  /** Looks which studies there are. */
  async look(): Promise<void> {
    const { store, persist } = this.surroundings.backend;
    const values = await persist(() => store.list('studies'));
    const heads = decodeRecords(studyHeadSchema, values).filter(({ ended }) => !ended);
    for (const head of heads) this.refuseOthers(head);
    const records = decodeRecords(studyRecordSchema, values);
    const present = new Set(heads.map(({ key }) => key));
    for (const record of records) this.follow(record);
    for (const key of this.refused.keys()) if (!present.has(key)) this.refused.delete(key);
    for (const study of this.served.values()) if (!present.has(study.key)) this.leave(study);
    const next = records.find((record) => this.isDue(record));
    if (next)
      this.opening ??= this.open(next).finally(() => {
        this.opening = null;
      });
  }

  /** Takes no more jobs of a study. */
  refuse(key: string, thrown: unknown): void {
    const study = this.served.get(key);
    if (!study) return;
    this.note(key, study.name, asLeewayError(thrown));
    this.leave(study);
  }

  async close(): Promise<void> {
    await this.opening;
    for (const study of this.served.values()) this.leave(study);
    await Promise.all(this.leaving);
  }

  private refuseOthers(
    head: Pick<StudyRecord, 'key' | 'name' | 'host' | 'protocol' | 'leewayVersion'>,
  ): void {
    if (this.refused.has(head.key)) return;
    try {
      requireSameVersion(head, this.surroundings.leewayVersion);
    } catch (error) {
      this.note(head.key, head.name, asLeewayError(error));
    }
  }

  private follow({ key, revoked, ended, priority }: StudyRecord): void {
    const study = this.served.get(key);
    if (!study) return;
    study.revoked = new Set(revoked);
    study.ended = ended;
    this.share.add(key, priority);
  }

  private isDue({ key, ended }: StudyRecord): boolean {
    if (ended || this.served.has(key) || this.refused.has(key)) return false;
    return this.surroundings.clock.now() >= (this.attempts.get(key)?.nextAt ?? 0);
  }

  private async open(record: StudyRecord): Promise<void> {
    const { key, name, host, priority } = record;
    try {
      const study = await ServedStudy.open(record, this.surroundings);
      this.attempts.delete(key);
      this.served.set(key, study);
      this.share.add(key, priority);
      this.onNews({ kind: 'serves', study: name, host });
    } catch (thrown) {
      const error =
        thrown instanceof Error && thrown.name === 'ZodError'
          ? notUnderstood(name, thrown)
          : asLeewayError(thrown);
      if (error.kind === 'ExecutionError') this.tryLater(key, name, error);
      else this.note(key, name, error);
    }
  }

  /** Files may still be on their way, and memory may become free. */
  private tryLater(key: string, study: string, error: LeewayError): void {
    const count = (this.attempts.get(key)?.count ?? 0) + 1;
    this.attempts.set(key, { count, nextAt: this.surroundings.clock.now() + backOffMs(count) });
    if (count === 1) this.onNews({ kind: 'not-yet', study, error });
  }

  private note(key: string, study: string, error: LeewayError): void {
    this.refused.set(key, error.message);
    this.onNews({ kind: 'refuses', study, error });
  }

  /** Takes no more of its jobs; what runs is finished. */
  private leave(study: ServedStudy): void {
    this.served.delete(study.key);
    this.share.remove(study.key);
    this.onNews({ kind: 'leaves', study: study.name });
    const closing = study.close().catch(() => undefined);
    this.leaving.add(closing);
    void closing.finally(() => this.leaving.delete(closing));
  }
}

const notUnderstood = (study: string, error: Error): LeewayError =>
  unsupportedError(`study ${study}: its specification is not one that this version knows: ${error.message}`);
