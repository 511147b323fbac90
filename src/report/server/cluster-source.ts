import type { ClusterSummary } from '../cluster-messages.js';

/** Where the dashboard's cluster comes from. */
export interface ClusterSource {
  /** Who was at work when it was last looked at, which asking brings about; null before the first answer. */
  latest(): ClusterSummary | null;
}
