import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dashboardPage } from '../../../src/report/server/dashboard-page.js';
import { type ServedDashboard, serveDashboard } from '../../../src/report/server/serve-dashboard.js';
import { syntheticReport } from '../synthetic-report.js';
import { FakeStudies } from './fake-studies.js';

const TEMPLATE =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'" />' +
  '<script type="application/json" id="report-data">null</script>';

describe('dashboardPage', () => {
  it('lets the page ask its own server and nobody else', () => {
    const page = dashboardPage(TEMPLATE);
    expect(page.contentSecurityPolicy).toBe("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
    expect(page.html).toBe(
      '<script type="application/json" id="report-data">{"format":"leeway-dashboard/1"}</script>',
    );
  });

  it('says that there is a cluster to be told of', () => {
    expect(dashboardPage(TEMPLATE, true).html).toContain('{"format":"leeway-dashboard/1","cluster":true}');
  });

  it('refuses a page without a policy', () => {
    expect(() => dashboardPage('<p>page</p>')).toThrow(/no content security policy/);
  });
});

describe('serveDashboard', () => {
  let studies: FakeStudies;
  let served: ServedDashboard | null = null;
  beforeAll(() => {
    studies = new FakeStudies(syntheticReport({ trials: 20 }));
  });
  afterEach(async () => {
    await served?.close();
    served = null;
  });

  const page = dashboardPage(TEMPLATE);
  const serve = (change: Partial<Parameters<typeof serveDashboard>[0]> = {}) =>
    serveDashboard({ source: studies, host: '127.0.0.1', port: 0, token: null, page, ...change });

  /** A request as it stands, which fetch would tidy up first. */
  const raw = (url: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((answered, failed) => {
      const { hostname, port } = new URL(url);
      httpRequest({ hostname, port, path, headers }, (response) => {
        response.resume();
        answered(response.statusCode ?? 0);
      })
        .on('error', failed)
        .end();
    });

  it('answers at the address it names, under its own names only', async () => {
    served = await serve();
    const { port } = new URL(served.url);
    expect(served.url).toBe(`http://127.0.0.1:${port}/`);
    expect((await fetch(served.url)).status).toBe(200);
    expect(await raw(served.url, '/', { host: `localhost:${port}` })).toBe(200);
    expect(await raw(served.url, '/', { host: `evil.example:${port}` })).toBe(421);
    expect(await raw(served.url, '/', { host: '127.0.0.1' })).toBe(421);
  });

  it.each([
    '/../../etc/passwd',
    '/api/studies/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
  ])('finds nothing at %s', async (path) => {
    served = await serve();
    expect(await raw(served.url, path)).toBe(404);
  });

  /** The status that bytes on the wire are answered with; 0 where the connection is just ended. */
  const wire = ({ url }: ServedDashboard, bytes: string): Promise<number> =>
    new Promise((answered) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
      const end = () => {
        socket.destroy();
        answered(Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0));
      };
      socket.setEncoding('utf8').on('data', (more) => {
        text += more;
        if (text.includes('\r\n\r\n')) end();
      });
      socket.on('error', end).on('close', end);
    });

  const action = ({ url }: ServedDashboard, ...headers: string[]) => {
    const { host, origin } = new URL(url);
    const own = [
      `Host: ${host}`,
      `Origin: ${origin}`,
      'X-Leeway-Request: 1',
      'Content-Type: application/json',
    ];
    return ['POST /api/studies/dit-fashion/actions HTTP/1.1', ...own, ...headers, '', ''].join('\r\n');
  };
  const STOP = '{"action":"stop"}';
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

  it('takes an action off the wire', async () => {
    served = await serve();
    const sent = `${action(served, `Content-Length: ${STOP.length}`)}${STOP}`;
    expect(await wire(served, sent)).toBe(204);
    expect(studies.acts.splice(0)).toEqual(['stop']);
  });

  it.each<[string, (to: ServedDashboard) => string, number]>([
    ['a body announced as a terabyte', (to) => action(to, 'Content-Length: 1000000000000'), 413],
    [
      'a body of unannounced length that does not end',
      (to) => action(to, 'Transfer-Encoding: chunked') + chunk(`{"action":"${'x'.repeat(9000)}`),
      413,
    ],
    ['two lengths', (to) => `${action(to, 'Content-Length: 17', 'Content-Length: 5')}${STOP}`, 400],
    [
      'a length and chunks',
      (to) => `${action(to, 'Content-Length: 5', 'Transfer-Encoding: chunked')}${chunk(STOP)}0\r\n\r\n`,
      400,
    ],
    ['headers without end', (to) => action(to, `X-Padding: ${'x'.repeat(40_000)}`), 431],
    ['a path without end', () => `GET /${'a/'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['no host', () => 'GET /api/studies HTTP/1.1\r\n\r\n', 400],
    ['no HTTP', () => 'stop it\r\n\r\n', 400],
  ])('%s is refused and changes nothing', async (_what, bytes, status) => {
    served = await serve();
    expect(await wire(served, bytes(served))).toBe(status);
    expect(studies.acts).toEqual([]);
    expect((await fetch(served.url)).status).toBe(200);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org'])(
    'refuses %s without a token',
    async (host) => {
      await expect(serve({ host })).rejects.toMatchObject({
        kind: 'InputError',
        message: expect.stringContaining('--token'),
      });
    },
  );

  it('refuses a token that can be guessed, and a port that is taken', async () => {
    await expect(serve({ token: 'short' })).rejects.toThrow(/at least 16 characters/);
    served = await serve();
    await expect(serve({ port: Number(new URL(served.url).port) })).rejects.toThrow(/choose another --port/);
  });

  it('answers to any name where only a token lets anybody in', async () => {
    const token = 'a-token-of-16-characters';
    served = await serve({ host: '0.0.0.0', token });
    const { port } = new URL(served.url);
    const at = `http://127.0.0.1:${port}`;
    const authorization = `Bearer ${token}`;
    expect(served.url).toBe(`http://localhost:${port}/?token=${token}`);
    expect(await raw(at, '/', { host: 'my-machine:1234' })).toBe(401);
    expect(await raw(at, '/', { host: 'my-machine:1234', authorization })).toBe(200);
  });

  it('ends open streams when it is closed', async () => {
    const dashboard = await serve();
    const response = await fetch(`${dashboard.url}api/events`);
    const reader = response.body?.getReader();
    await reader?.read();
    await dashboard.close();
    await expect(reader?.read()).rejects.toThrow();
  });
});
