import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import type { StudyAction, StudyState, StudySummary } from '../report/dashboard-messages.js';
import type { ReportData } from '../report/report-data.js';
import type { StudySource } from '../report/server/study-source.js';
import { REPORT_PAGE } from '../report/write-report.js';
import { storedStudyConfig } from '../study/study-config.js';
import { requestedOf, requestOfStudy } from '../study/study-control.js';
import { listStudies, type StudyListing } from '../study/study-directory.js';
import { holderOf } from '../study/study-lock.js';
import { ABSENT, OpenedStudies, stampOf } from './opened-studies.js';
import { outlookOf } from './outlook-of.js';
import { reportOf } from './report-of.js';

export interface DashboardFolders {
  readonly runs: string;
  readonly reports: string;
}

/** In which states each action makes sense. */
const ALLOWED: Readonly<Record<StudyAction, readonly StudyState[]>> = {
  pause: ['running'],
  resume: ['paused', 'stopped'],
  stop: ['running', 'paused'],
};

/** The studies under the runs folder; only names that a listing of it gives are ever opened. */
export class DashboardStudies implements StudySource {
  private readonly opened: OpenedStudies;
  /** The last report of each study: a large one takes seconds to make. */
  private readonly reports = new Map<string, { key: string; report: ReportData }>();
  private readonly counts = new Map<string, { signature: string; trials: number }>();

  /** @param goOn starts a process that goes on with a study */
  constructor(
    private readonly folders: DashboardFolders,
    private readonly goOn: (name: string) => void,
  ) {
    this.opened = new OpenedStudies(folders.runs);
  }

  async list(): Promise<StudySummary[]> {
    return Promise.all(listStudies(this.folders.runs).map((listing) => this.summaryOf(listing)));
  }

  async summary(name: string): Promise<StudySummary | null> {
    const listing = this.listingOf(name);
    return listing ? this.summaryOf(listing) : null;
  }

  signature(name: string): string | null {
    const listing = this.listingOf(name);
    if (!listing) return null;
    const path = join(this.folders.runs, listing.name, 'study.db');
    return [path, `${path}-wal`, this.reportPage(listing.name)].map(stampOf).join(' ');
  }

  async report(name: string): Promise<ReportData> {
    const finished = (await this.stateOf(name)) === 'finished';
    const key = `${this.signature(name)} ${finished}`;
    const known = this.reports.get(name);
    if (known?.key === key) return known.report;
    const report = await this.makeReport(name, finished);
    this.reports.set(name, { key, report });
    return report;
  }

  async policy(name: string, trialNumber: number): Promise<Policy | null> {
    const { context, store } = await this.opened.open(name);
    const trial = store.trials().find(({ number }) => number === trialNumber);
    const policy = trial && context.decode(trial.assignment);
    return !policy || 'infeasible' in policy ? null : policy;
  }

  async act(name: string, action: StudyAction): Promise<void> {
    const state = await this.stateOf(name);
    const directory = join(this.folders.runs, name);
    if (!ALLOWED[action].includes(state)) {
      throw inputError(`study ${name}: expected it to be ${ALLOWED[action].join(' or ')}, got ${state}`);
    }
    requestOfStudy(directory, action === 'resume' ? null : action);
    if (action === 'resume' && state === 'stopped') this.goOn(name);
  }

  private async makeReport(name: string, finished: boolean): Promise<ReportData> {
    const { manifest, context, store } = await this.opened.open(name);
    if (!finished) return reportOf(manifest, context, store, null, null);
    const { mtime } = statSync(this.reportPage(name));
    return reportOf(manifest, context, store, mtime, outlookOf(context, store.trials()));
  }

  private listingOf(name: string): StudyListing | undefined {
    return listStudies(this.folders.runs).find((listing) => listing.name === name);
  }

  private async summaryOf(listing: StudyListing): Promise<StudySummary> {
    const { name } = listing;
    if ('problem' in listing) return damaged(name, null, listing.problem.message);
    const { title, study } = storedStudyConfig(listing.manifest);
    const { createdAt } = listing.manifest;
    try {
      const trials = await this.trialCount(name);
      const state = await this.stateOf(name);
      return { name, title, createdAt, state, trials, ofTrials: study.trials, problem: null };
    } catch (error) {
      return damaged(name, createdAt, error instanceof Error ? error.message : String(error));
    }
  }

  /** Counted again only when something was stored. */
  private async trialCount(name: string): Promise<number> {
    const signature = this.signature(name) ?? '';
    const known = this.counts.get(name);
    if (known?.signature === signature) return known.trials;
    const trials = (await this.opened.store(name))?.trials().length ?? 0;
    this.counts.set(name, { signature, trials });
    return trials;
  }

  private async stateOf(name: string): Promise<StudyState> {
    const directory = join(this.folders.runs, name);
    if (await holderOf(directory)) {
      const request = requestedOf(directory);
      return request === 'stop' ? 'stopping' : request === 'pause' ? 'paused' : 'running';
    }
    return stampOf(this.reportPage(name)) === ABSENT ? 'stopped' : 'finished';
  }

  private reportPage(name: string): string {
    return join(this.folders.reports, name, REPORT_PAGE);
  }
}

const damaged = (name: string, createdAt: string | null, problem: string): StudySummary => ({
  name,
  title: '',
  createdAt,
  state: 'damaged',
  trials: null,
  ofTrials: null,
  problem,
});
