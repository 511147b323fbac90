import { contentHash } from '../../core/canonical-json.js';
import type { ReportData } from '../report-data.js';

/** Where a client stands: of which study, as stored how, and how many trials from 0 on it has without a gap. */
export interface Revision {
  /** Tells a study from another that has taken its name. */
  readonly study: string;
  readonly stored: string;
  readonly trials: number;
}

const TEXT = /^([0-9a-f]{12})\.([0-9a-f]{12})\.(\d{1,9})$/;

/** The revision that a client has once it has been sent a report. */
export const revisionOf = (report: ReportData | null, signature: string): Revision => ({
  study: short(report === null ? '' : `${report.study} ${report.createdAt}`),
  stored: short(signature),
  trials: report === null ? 0 : firstMissing(report),
});

export const formatRevision = ({ study, stored, trials }: Revision): string => `${study}.${stored}.${trials}`;

/** What a client says it has, as `Last-Event-ID`; null for anything else. */
export function parseRevision(text: string | undefined): Revision | null {
  const [, study, stored, trials] = TEXT.exec(text ?? '') ?? [];
  return study && stored && trials ? { study, stored, trials: Number(trials) } : null;
}

const short = (text: string) => contentHash(text).slice(0, 12);

/** Trials finish out of order, so that some may be missing among the last. */
function firstMissing({ trials }: ReportData): number {
  const gap = trials.findIndex(({ number }, i) => number !== i);
  return gap < 0 ? trials.length : gap;
}
