import type { ReportData } from './report-data.js';

/**
 * What a study is doing: 'running' (a process works on it), 'paused' (that process waits), 'stopping' (it was asked to
 * end), 'stopped' (it can be gone on with), 'finished', or 'damaged'.
 */
export type StudyState = 'running' | 'paused' | 'stopping' | 'stopped' | 'finished' | 'damaged';

/** What a person may ask of a study. */
export const STUDY_ACTIONS = ['pause', 'resume', 'stop'] as const;
export type StudyAction = (typeof STUDY_ACTIONS)[number];

/** A study in the list of all. */
export interface StudySummary {
  readonly name: string;
  readonly title: string;
  /** ISO 8601; null where the study is damaged. */
  readonly createdAt: string | null;
  readonly state: StudyState;
  /** Trials that are stored; null where they cannot be read. */
  readonly trials: number | null;
  /** Trials that it is to have. */
  readonly ofTrials: number | null;
  /** What is wrong with a damaged study. */
  readonly problem: string | null;
}

/** What is new of a study since a client last heard of it. */
export interface StudyUpdate {
  readonly summary: StudySummary;
  /** The client has all trials below this number already; 0 replaces everything it has. */
  readonly from: number;
  /** The study as it stands, its trials only from `from` on; null where nothing can be shown of it. */
  readonly report: ReportData | null;
}
