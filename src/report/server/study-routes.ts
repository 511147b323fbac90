import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { exportedPolicy } from '../export/exported-policy.js';
import { policyJson } from '../export/policy-document.js';
import { frontCsv, trialsCsv } from '../report-csv.js';
import type { StudySource } from './study-source.js';

/** What of a study can be downloaded: nothing is read from a path that a request names. */
export function downloadRoutes(source: StudySource): Hono {
  const routes = new Hono();
  const csv = (kind: 'trials' | 'front', write: typeof trialsCsv) =>
    routes.get(`/:study/${kind}.csv`, async (c) => {
      const name = await studyName(c, source);
      return attachment(c, `${name}-${kind}.csv`, 'text/csv', write(await source.report(name)));
    });
  csv('trials', trialsCsv);
  csv('front', frontCsv);
  routes.get('/:study/report.json', async (c) => {
    const name = await studyName(c, source);
    const text = JSON.stringify(await source.report(name));
    return attachment(c, `${name}.json`, 'application/json', text);
  });
  routes.get('/:study/policies/:trial{[0-9]{1,9}\\.json}', async (c) => {
    const name = await studyName(c, source);
    const trial = Number.parseInt(c.req.param('trial'), 10);
    const policy = await source.policy(name, trial);
    if (!policy) throw new HTTPException(404, { message: `study ${name} has no policy of trial ${trial}` });
    const exported = exportedPolicy(await source.report(name), policy, {
      trialNumber: trial,
      reason: 'chosen in the dashboard',
    });
    return attachment(c, `${name}-policy-${trial}.json`, 'application/json', policyJson(exported));
  });
  return routes;
}

/** The study that a request names, as the source itself spells it; 404 for any other. */
export async function studyName(c: Context, source: StudySource): Promise<string> {
  const summary = await source.summary(c.req.param('study') ?? '');
  if (!summary) throw new HTTPException(404, { message: 'no such study; / lists them' });
  return summary.name;
}

function attachment(c: Context, name: string, type: string, text: string): Response {
  c.header('Content-Disposition', `attachment; filename="${name}"`);
  c.header('Content-Type', `${type}; charset=utf-8`);
  return c.body(text);
}
