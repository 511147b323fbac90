import { bugError } from '../../core/errors.js';
import { embedContent } from '../embed-report.js';

/** The page as the dashboard's server hands it out. */
export interface DashboardPage {
  readonly html: string;
  /** Its content security policy, for the header. */
  readonly contentSecurityPolicy: string;
}

const META = /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"\s*\/?>/;

/**
 * The built page turned into the dashboard's: the policy of a file that may ask nobody becomes one that may ask the
 * server it came from, and nobody else; only the page's own script runs, and no other page may frame it.
 *
 * @param cluster whether the server tells of a cluster too
 */
export function dashboardPage(template: string, cluster = false): DashboardPage {
  const policy = META.exec(template)?.[1];
  if (policy === undefined) throw bugError('the built page has no content security policy');
  return {
    html: embedContent(template.replace(META, ''), {
      format: 'leeway-dashboard/1',
      ...(cluster && { cluster }),
    }),
    contentSecurityPolicy: `${policy}; connect-src 'self'; frame-ancestors 'none'`,
  };
}
