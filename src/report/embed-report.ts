import { unsupportedError } from '../core/errors.js';
import type { Trial } from '../core/trial.js';
import type { PageContent } from './page-content.js';
import type { ReportData } from './report-data.js';

/** The page's place for its data, as `src/report/page/index.html` has it. */
const PLACE = /(<script type="application\/json" id="report-data">)[^<]*(<\/script>)/;

/**
 * The page with a study's data inside. `<` is written as `\u003c`, so that no text in the data can end the script
 * element. Of the trials, stacks of errors (they name folders of this machine) and image details stay out.
 *
 * @throws UnsupportedError when the template has no place for the data
 */
export function embedReport(template: string, data: ReportData): string {
  return embedContent(template, { ...data, trials: data.trials.map(forPage) });
}

/** The page with anything inside; escapes and throws as {@link embedReport} does. */
export function embedContent(template: string, content: PageContent): string {
  if (!PLACE.test(template)) {
    throw unsupportedError('the report page has no place for its data; run `npm run build` to make it again');
  }
  const json = JSON.stringify(content).replaceAll('<', '\\u003c');
  // A function as replacement: `$&` in the data must not be expanded.
  return template.replace(PLACE, (_, open: string, close: string) => `${open}${json}${close}`);
}

/** A trial without what a reader has no use for, or must not see. */
export function forPage(trial: Trial): Trial {
  const { outcome } = trial;
  if (outcome.status === 'infeasible') return trial;
  if (outcome.status === 'scored') {
    const { detail: _, ...scores } = outcome;
    return { ...trial, outcome: scores };
  }
  const { kind, message } = outcome.error;
  return { ...trial, outcome: { status: 'failed', error: { kind, message } } };
}
