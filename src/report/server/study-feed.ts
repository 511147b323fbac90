import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { toErrorReport } from '../../core/errors.js';
import type { StudySummary, StudyUpdate } from '../dashboard-messages.js';
import { forPage } from '../embed-report.js';
import type { ReportData } from '../report-data.js';
import { formatRevision, type Revision, revisionOf } from './revision.js';
import type { StudySource } from './study-source.js';

/** How often a study is looked at while somebody watches it, in ms. */
const INTERVAL_MS = 1000;

/** Making reports of a large study takes its time: at most this share of it is spent on that. */
const LARGEST_SHARE = 0.25;

interface Snapshot {
  readonly key: string;
  readonly summary: StudySummary;
  readonly report: ReportData | null;
}

/** An update and the revision that a client has with it. */
export interface FeedEvent {
  readonly id: string;
  readonly update: StudyUpdate;
}

/** What is new of one study, for everybody who watches it; the report is made once for all of them. */
export class StudyFeed {
  private snapshot: Snapshot | null = null;
  private making: Promise<Snapshot | null> | null = null;
  private lastMs = 0;

  constructor(
    private readonly name: string,
    private readonly source: StudySource,
  ) {}

  /** What a client that is at `known` lacks; null when that is nothing. */
  async since(known: Revision | null): Promise<FeedEvent | null | 'gone'> {
    const snapshot = await this.current();
    if (snapshot === null) return 'gone';
    const { key, summary, report } = snapshot;
    const revision = revisionOf(report, key);
    if (known && formatRevision(known) === formatRevision(revision)) return null;
    const from = known?.study === revision.study ? Math.min(known.trials, revision.trials) : 0;
    const update = { summary, from, report: report && withTrialsFrom(report, from) };
    return { id: formatRevision(revision), update };
  }

  /** Waits until it is worth looking again. */
  async pause(signal: AbortSignal): Promise<void> {
    const wait = Math.max(INTERVAL_MS, this.lastMs / LARGEST_SHARE);
    await sleep(wait, undefined, { signal }).catch(() => {});
  }

  /** The study as it is now; null when it is gone. */
  private async current(): Promise<Snapshot | null> {
    this.making ??= this.make().finally(() => {
      this.making = null;
    });
    return this.making;
  }

  private async make(): Promise<Snapshot | null> {
    const summary = await this.source.summary(this.name);
    const signature = this.source.signature(this.name);
    if (summary === null || signature === null) return null;
    const key = `${signature} ${JSON.stringify(summary)}`;
    if (this.snapshot?.key === key) return this.snapshot;
    const begun = performance.now();
    this.snapshot = await this.read(key, summary);
    this.lastMs = performance.now() - begun;
    return this.snapshot;
  }

  private async read(key: string, summary: StudySummary): Promise<Snapshot> {
    try {
      const report = await this.source.report(this.name);
      // More may have been stored since they were counted.
      return { key, summary: { ...summary, trials: report.trials.length }, report };
    } catch (error) {
      const problem = toErrorReport(error).message;
      return { key, summary: { ...summary, problem }, report: null };
    }
  }
}

const withTrialsFrom = (report: ReportData, from: number): ReportData => ({
  ...report,
  trials: report.trials.filter(({ number }) => number >= from).map(forPage),
});
