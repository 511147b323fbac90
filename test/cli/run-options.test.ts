import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { notify } from '../../src/cli/notification.js';
import { endOf, secondsUntil, timeOfDay } from '../../src/cli/run-options.js';

describe('the end of a run', () => {
  const evening = new Date(2026, 10, 22, 22, 30, 0);

  it('is the next time that the clock shows a time of day', () => {
    expect(secondsUntil(timeOfDay('07:00'), evening)).toBe(8.5 * 3600);
    expect(secondsUntil(timeOfDay('22:45'), evening)).toBe(900);
    expect(secondsUntil(timeOfDay('22:30'), evening)).toBe(86_400);
  });

  it('is whatever comes first', () => {
    expect(endOf({ budget: 3600 }, evening, 10)).toBe(3600);
    expect(endOf({ budget: 3600, until: timeOfDay('22:45') }, evening, 10)).toBe(910);
    expect(endOf({}, evening, 10)).toBeNull();
  });

  it.each(['7', '24:00', '07:60', 'noon'])('is not %s', (text) => {
    expect(() => timeOfDay(text)).toThrow('expected a time of day');
  });
});

describe('a notice', () => {
  const notice = { study: 'night', state: 'finished', text: 'Finished with 6 of 6 trials' } as const;

  /** A server that answers with a status and keeps what it was sent. */
  async function listen(status: number) {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return { bodies, url: `http://127.0.0.1:${port}/hook` };
  }

  it('is posted as JSON', async () => {
    const { bodies, url } = await listen(204);
    expect(await notify(url, notice)).toBeNull();
    expect(bodies.map((body) => JSON.parse(body))).toEqual([notice]);
  });

  it('that nobody takes is a message and no error', async () => {
    const { url } = await listen(500);
    expect(await notify(url, notice)).toContain('got 500');
    expect(await notify('http://127.0.0.1:1/', notice)).toEqual(expect.any(String));
  });
});
