import { beforeEach, describe, expect, it } from 'vitest';
import type { StudyUpdate } from '../../../src/report/dashboard-messages.js';
import type { Access } from '../../../src/report/server/access.js';
import { createDashboardApp } from '../../../src/report/server/dashboard-app.js';
import { syntheticReport } from '../synthetic-report.js';
import { FakeCluster } from './fake-cluster.js';
import { FakeStudies } from './fake-studies.js';

const HOST = '127.0.0.1:7411';
const PAGE = { html: '<p>page</p>', contentSecurityPolicy: "default-src 'none'" };
const TOKEN = 'a-token-of-16-characters';
const recorded = syntheticReport({ trials: 60 });
const STUDY = `/api/studies/${recorded.study}`;

let studies: FakeStudies;
let cluster: FakeCluster | null;
beforeEach(() => {
  studies = new FakeStudies(recorded);
  cluster = null;
});

function request(path: string, init: RequestInit & { access?: Partial<Access> } = {}): Promise<Response> {
  const { access, ...rest } = init;
  const app = createDashboardApp({
    source: studies,
    cluster,
    page: PAGE,
    access: { hosts: new Set([HOST]), token: null, ...access },
  });
  const headers = { host: HOST, ...(rest.headers as Record<string, string>) };
  return Promise.resolve(app.request(`http://${HOST}${path}`, { ...rest, headers }));
}

/** What the page sends to change something. */
const OWN = { origin: `http://${HOST}`, 'x-leeway-request': '1', 'content-type': 'application/json' };

const act = (body: string, headers: Record<string, string> = OWN, access?: Partial<Access>) =>
  request(`${STUDY}/actions`, { method: 'POST', headers, body, access });

const STOP = '{"action":"stop"}';

describe('the dashboard', () => {
  it('lists studies and tells browsers what they may do', async () => {
    const response = await request('/api/studies');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(await studies.list());
    expect(response.headers.get('content-security-policy')).toBe(PAGE.contentSecurityPolicy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([
    ['trials.csv', 'text/csv', /^trial,status,policyId/],
    ['front.csv', 'text/csv', /^trial,policyId,knee/],
    ['report.json', 'application/json', /^\{"format":"leeway-report\/1"/],
    [`policies/${recorded.knee}.json`, 'application/json', /"format": "leeway-policy\/1"/],
  ])('hands out %s', async (file, type, begin) => {
    const response = await request(`${STUDY}/${file}`);
    expect(response.headers.get('content-type')).toContain(type);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="dit-fashion[\w-]*\.\w+"$/,
    );
    expect(await response.text()).toMatch(begin);
  });

  it.each(['pause', 'resume', 'stop'])('passes on a request to %s', async (action) => {
    expect((await act(JSON.stringify({ action }))).status).toBe(204);
    expect(studies.acts).toEqual([action]);
  });

  it('says why a study cannot do what was asked', async () => {
    studies.state = 'finished';
    const response = await act(STOP);
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ error: 'the study is finished' });
  });
});

describe('bad input', () => {
  it.each([
    ['a study that is not there', '/api/studies/other/trials.csv'],
    ['a climbing name', '/api/studies/..%2f..%2fetc%2fpasswd/trials.csv'],
    ['a doubly escaped one', '/api/studies/%252e%252e%252fx/report.json'],
    ['a name with a null byte', '/api/studies/dit-fashion%00/report.json'],
    ['a broken escape', '/api/studies/%E0%A4%A/report.json'],
    ['a file that is not offered', `${STUDY}/study.db`],
    ['a climbing file', `${STUDY}/..%2fmanifest.json`],
    ['a trial that is no number', `${STUDY}/policies/..%2f1.json`],
    ['a trial that is not there', `${STUDY}/policies/999999.json`],
    ['another page', '/index.html'],
  ])('%s is answered 404', async (_, path) => {
    const response = await request(path);
    expect(response.status).toBe(404);
    expect(studies.reports).toBe(0);
  });

  it.each([
    ['malformed JSON', '{"action":', 400],
    ['no JSON', '', 400],
    ['an unknown action', '{"action":"delete"}', 400],
    ['something besides', '{"action":"stop","also":1}', 400],
    ['a prototype', '{"__proto__":{"action":"stop"}}', 400],
    ['a huge body', `{"action":"${'x'.repeat(5000)}"}`, 413],
  ])('%s changes nothing', async (_, body, status) => {
    expect((await act(body)).status).toBe(status);
    expect(studies.acts).toEqual([]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['without an origin', { 'x-leeway-request': '1', 'content-type': 'application/json' }, 403],
    ['without the header', { origin: OWN.origin, 'content-type': 'application/json' }, 403],
    ['from another site', { ...OWN, origin: 'http://evil.example' }, 403],
    ['from another port', { ...OWN, origin: 'http://127.0.0.1:1' }, 403],
    ['from an opaque origin', { ...OWN, origin: 'null' }, 403],
    ['that the browser calls cross-site', { ...OWN, 'sec-fetch-site': 'cross-site' }, 403],
    ['as a form', { ...OWN, 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['as plain text', { ...OWN, 'content-type': 'text/plain' }, 415],
    ['under another host name', { ...OWN, host: 'evil.example:7411' }, 421],
  ])('a change %s is refused', async (_, headers, status) => {
    expect((await act(STOP, headers)).status).toBe(status);
    expect(studies.acts).toEqual([]);
  });

  it('refuses to read for other sites and under other names', async () => {
    const evil = await request('/api/studies', { headers: { host: 'evil.example' } });
    expect(evil.status).toBe(421);
    const embedded = await request(`${STUDY}/trials.csv`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(embedded.status).toBe(403);
    const link = await request('/', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(link.status).toBe(200);
  });

  it('knows no other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await request(STUDY, { method, headers: OWN })).status).toBe(404);
    }
    expect((await request(STUDY, { method: 'DELETE' })).status).toBe(403);
  });
});

describe('a token', () => {
  const access = { token: TOKEN };

  it.each<[string, Record<string, string>, number]>([
    ['none', {}, 401],
    ['a wrong one', { authorization: 'Bearer another-token-of-them' }, 401],
    ['a part of it', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
    ['a wrong cookie', { cookie: 'leeway-token=wrong' }, 401],
    ['the right one', { authorization: `Bearer ${TOKEN}` }, 200],
    ['the right cookie', { cookie: `leeway-token=${TOKEN}` }, 200],
  ])('%s', async (_, headers, status) => {
    expect((await request('/api/studies', { headers, access })).status).toBe(status);
    expect((await request('/', { headers, access })).status).toBe(status);
  });

  it('is taken from the address once, and then kept where scripts cannot read it', async () => {
    const first = await request(`/?token=${TOKEN}`, { access });
    expect(first.status).toBe(302);
    expect(first.headers.get('location')).toBe('/');
    expect(first.headers.get('set-cookie')).toBe(`leeway-token=${TOKEN}; Path=/; HttpOnly; SameSite=Strict`);
    expect((await request('/?token=wrong', { access })).status).toBe(401);
    expect((await request(`/api/studies?token=${TOKEN}`, { access })).status).toBe(401);
  });

  it('is asked for before a change', async () => {
    expect((await act(STOP, OWN, access)).status).toBe(401);
    expect(studies.acts).toEqual([]);
  });
});

describe('events', () => {
  /** The first events of a stream, as id and data. */
  async function events(path: string, count: number, headers: Record<string, string> = {}) {
    const response = await request(path, { headers });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (text.split('\n\n').length <= count) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    return text
      .split('\n\n')
      .slice(0, count)
      .map((event) => ({
        name: /^event: (.*)$/m.exec(event)?.[1] ?? '',
        id: /^id: (.*)$/m.exec(event)?.[1] ?? '',
        data: JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null') as StudyUpdate,
      }));
  }

  it('begin with the whole study and go on where a client was', async () => {
    studies.shown = 20;
    const [first] = await events(`${STUDY}/events`, 1);
    expect(first.data).toMatchObject({ from: 0, summary: { trials: 20, state: 'running' } });
    expect(first.data.report?.trials).toHaveLength(20);
    studies.shown = 50;
    const [second] = await events(`${STUDY}/events`, 1, { 'last-event-id': first.id });
    expect(second.data.from).toBe(20);
    expect(second.data.report?.trials.map(({ number }) => number)).toEqual(
      recorded.trials.slice(20, 50).map(({ number }) => number),
    );
    expect(second.id).not.toBe(first.id);
  });

  it('begin anew for a client that was at another study, or says nonsense', async () => {
    for (const id of ['0123456789ab.0123456789ab.40', '../../etc', '1'.repeat(300), '']) {
      const [first] = await events(`${STUDY}/events`, 1, { 'last-event-id': id });
      expect(first.data.from).toBe(0);
    }
  });

  it('come as things change, and the report is made once for each change', async () => {
    studies.shown = 10;
    const pending = events(`${STUDY}/events`, 2);
    setTimeout(() => {
      studies.shown = 30;
    }, 200);
    const [, second] = await pending;
    expect(second.data).toMatchObject({ from: 10, summary: { trials: 30 } });
    expect(studies.reports).toBe(2);
  });

  it('say what is wrong with a study that cannot be read', async () => {
    const [first] = await events('/api/studies/broken/events', 1);
    expect(first.data).toMatchObject({ report: null, summary: { problem: 'the store is damaged' } });
  });

  it('hold back what a reader must not see', async () => {
    const [first] = await events(`${STUDY}/events`, 1);
    expect(JSON.stringify(first.data)).not.toContain('/home/x');
  });

  it('tell of all studies, and of the cluster once it is known, and of both only what is new', async () => {
    cluster = new FakeCluster();
    const pending = events('/api/events', 2);
    setTimeout(() => cluster?.answer(), 200);
    const [list, first] = await pending;
    expect(list).toMatchObject({ name: 'studies', data: await studies.list() });
    expect(first).toMatchObject({ name: 'cluster', data: cluster.summary });

    cluster.answer({ problem: 'Lost the connection' });
    const [changed] = await events('/api/events', 1, { 'last-event-id': first.id });
    expect(changed).toMatchObject({ name: 'cluster', data: { problem: 'Lost the connection' } });
    studies.shown = 7;
    const [grown] = await events('/api/events', 1, { 'last-event-id': changed.id });
    expect(grown).toMatchObject({ name: 'studies', data: [{ trials: 7 }, {}] });
  });

  it('tell everything to a client that says nonsense', async () => {
    cluster = new FakeCluster();
    cluster.answer();
    for (const id of ['../../etc', '....', '1'.repeat(300)]) {
      const both = await events('/api/events', 2, { 'last-event-id': id });
      expect(both.map(({ name }) => name)).toEqual(['studies', 'cluster']);
    }
  });
});
