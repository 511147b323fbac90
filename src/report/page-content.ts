import type { ReportData } from './report-data.js';

/** What a page that the dashboard's server hands out holds: nothing, it asks the server. */
export interface DashboardContent {
  readonly format: 'leeway-dashboard/1';
  /** Whether the server tells of a cluster too. */
  readonly cluster?: boolean;
}

/** What stands inside the page: a study, or that it is to ask a server. */
export type PageContent = ReportData | DashboardContent;
