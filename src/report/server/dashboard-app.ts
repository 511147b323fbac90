import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { asLeewayError } from '../../core/errors.js';
import { type Access, checkHost, checkOrigin, checkToken } from './access.js';
import { actionRoutes } from './action-route.js';
import type { ClusterSource } from './cluster-source.js';
import type { DashboardPage } from './dashboard-page.js';
import { EventStreams } from './events.js';
import { overviewStream } from './overview-stream.js';
import { parseRevision } from './revision.js';
import { StudyFeed } from './study-feed.js';
import { downloadRoutes, studyName } from './study-routes.js';
import type { StudySource } from './study-source.js';

export interface DashboardOptions {
  readonly source: StudySource;
  readonly cluster: ClusterSource | null;
  readonly page: DashboardPage;
  readonly access: Access;
}

/** The dashboard as a function from requests to responses; it reads no file but through its source. */
export function createDashboardApp({ source, cluster, page, access }: DashboardOptions): Hono {
  const app = new Hono();
  const streams = new EventStreams();
  const feeds = new Map<string, StudyFeed>();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    c.res.headers.set('Content-Security-Policy', page.contentSecurityPolicy);
  });
  app.use(checkHost(access), checkToken(access), checkOrigin);
  app.get('/', (c) => c.html(page.html));
  app.get('/api/studies', async (c) => c.json(await source.list()));
  app.get('/api/events', (c) =>
    streams.respond(c, overviewStream(source, cluster, c.req.header('last-event-id'))),
  );
  app.get('/api/studies/:study/events', async (c) => {
    const name = await studyName(c, source);
    const feed = feeds.get(name) ?? new StudyFeed(name, source);
    feeds.set(name, feed);
    return streams.respond(c, async (send, signal) => {
      let known = parseRevision(c.req.header('last-event-id'));
      while (!signal.aborted) {
        const event = await feed.since(known);
        if (event === 'gone') return send('gone', '', null);
        if (event) {
          await send('update', event.id, event.update);
          known = parseRevision(event.id);
        }
        await feed.pause(signal);
      }
    });
  });
  app.route('/api/studies', downloadRoutes(source));
  app.route('/api/studies', actionRoutes(source));
  app.notFound((c) => c.json({ error: 'there is nothing here; / is the dashboard' }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    const { kind, message } = asLeewayError(error);
    return c.json({ error: message }, kind === 'InputError' ? 409 : 500);
  });
  return app;
}

/** Nothing is kept by caches, guessed at, framed, or read by pages of other sites. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const;
