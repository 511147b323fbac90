import type { Policy } from '../../core/policy.js';
import type { StudyAction, StudySummary } from '../dashboard-messages.js';
import type { ReportData } from '../report-data.js';

/** Where the dashboard's studies come from. Names are whatever a request says: a source answers only for its own. */
export interface StudySource {
  /** All studies by name. */
  list(): Promise<readonly StudySummary[]>;
  /** One study, or null when there is none of that name. */
  summary(name: string): Promise<StudySummary | null>;
  /** Differs whenever what is stored of the study differs; cheap. Null as for {@link summary}. */
  signature(name: string): string | null;
  /**
   * What a report shows of the study as it stands.
   *
   * @throws LeewayError when it cannot be read, or its inputs have changed
   */
  report(name: string): Promise<ReportData>;
  /** The policy of a trial; null where there is no such trial or it is infeasible. */
  policy(name: string, trialNumber: number): Promise<Policy | null>;
  /**
   * Does what a person asked for.
   *
   * @throws LeewayError when the study is in no state for it
   */
  act(name: string, action: StudyAction): Promise<void>;
}
