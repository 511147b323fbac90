import { inputError } from '../../../src/core/errors.js';
import type { Policy } from '../../../src/core/policy.js';
import type { StudyAction, StudyState, StudySummary } from '../../../src/report/dashboard-messages.js';
import type { ReportData } from '../../../src/report/report-data.js';
import type { StudySource } from '../../../src/report/server/study-source.js';

/** Studies in memory: a recorded one of which any number of trials can be shown. */
export class FakeStudies implements StudySource {
  /** What was asked for, in order. */
  readonly acts: string[] = [];
  /** How often a report was made. */
  reports = 0;
  state: StudyState = 'running';
  shown: number;

  constructor(readonly recorded: ReportData) {
    this.shown = recorded.trials.length;
  }

  async list(): Promise<StudySummary[]> {
    const { study, title, createdAt, trials } = this.recorded;
    const { state, shown } = this;
    return [
      { name: study, title, createdAt, state, trials: shown, ofTrials: trials.length, problem: null },
      {
        name: 'broken',
        title: '',
        createdAt: null,
        state: 'damaged',
        trials: null,
        ofTrials: null,
        problem: 'the store is damaged',
      },
    ];
  }

  async summary(name: string): Promise<StudySummary | null> {
    return (await this.list()).find((study) => study.name === name) ?? null;
  }

  signature(): string {
    return `${this.shown}`;
  }

  async report(name: string): Promise<ReportData> {
    if (name !== this.recorded.study) throw inputError('the store is damaged');
    this.reports++;
    const { trials, front, details, hypervolume } = this.recorded;
    const there = ({ trialNumber }: { trialNumber: number }) => trialNumber < this.shown;
    return {
      ...this.recorded,
      finishedAt: this.state === 'finished' ? this.recorded.finishedAt : null,
      trials: trials.slice(0, this.shown),
      front: front.filter(there),
      details: details.filter(there),
      hypervolume: { ...hypervolume, values: hypervolume.values.slice(0, this.shown) },
    };
  }

  async policy(_: string, trialNumber: number): Promise<Policy | null> {
    return this.recorded.details.find((detail) => detail.trialNumber === trialNumber)?.policy ?? null;
  }

  async act(_: string, action: StudyAction): Promise<void> {
    if (this.state === 'finished') throw inputError('the study is finished');
    this.acts.push(action);
    this.state = action === 'pause' ? 'paused' : action === 'stop' ? 'stopped' : 'running';
  }
}
