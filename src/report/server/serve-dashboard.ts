import { once } from 'node:events';
import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { bugError, inputError, systemReason } from '../../core/errors.js';
import { readPage } from '../built-page.js';
import type { ClusterSource } from './cluster-source.js';
import { createDashboardApp } from './dashboard-app.js';
import { type DashboardPage, dashboardPage } from './dashboard-page.js';
import type { StudySource } from './study-source.js';

export interface ServeOptions {
  readonly source: StudySource;
  /** None when it is left out. */
  readonly cluster?: ClusterSource | null;
  /** Address to listen at. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** What every request has to present; null only on addresses of this machine itself. */
  readonly token: string | null;
  /** The built page, turned into the dashboard's; read when it is missing. */
  readonly page?: DashboardPage;
}

/** A dashboard that is being served. */
export interface ServedDashboard {
  /** Where to open it; with the token, where there is one. */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const EVERYWHERE = new Set(['0.0.0.0', '::']);
const SHORTEST_TOKEN = 16;

/**
 * Serves the dashboard over HTTP until it is closed.
 *
 * @throws InputError for an address that other machines reach without a token, a token that can be guessed, or a port
 *   that cannot be had; UnsupportedError when the page has not been built
 */
export async function serveDashboard(options: ServeOptions): Promise<ServedDashboard> {
  const { source, cluster = null, host, port, token } = options;
  requireToken(host, token);
  const page = options.page ?? dashboardPage(await readPage(), cluster !== null);
  const hosts = new Set<string>();
  const access = { hosts: EVERYWHERE.has(host) ? null : hosts, token };
  const { fetch } = createDashboardApp({ source, cluster, page, access });
  // A request is read whole within seconds, or not at all.
  const serverOptions = { requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 16_384 };
  const server = createAdaptorServer({ fetch, serverOptions });
  if (!(server instanceof Server)) throw bugError('expected a server of plain HTTP');
  const taken = await listen(server, host, port);
  for (const name of hostNames(host)) hosts.add(`${name}:${taken}`);
  // Browsers leave the port of plain HTTP out.
  if (taken === 80) for (const name of hostNames(host)) hosts.add(name);
  const shown = EVERYWHERE.has(host) ? 'localhost' : bracketed(host);
  return {
    url: `http://${shown}:${taken}/${token === null ? '' : `?token=${encodeURIComponent(token)}`}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function requireToken(host: string, token: string | null): void {
  if (token !== null && token.length < SHORTEST_TOKEN) {
    throw inputError(
      `--token: expected at least ${SHORTEST_TOKEN} characters, got ${token.length}; choose a longer one, such as from 'openssl rand -hex 16'`,
    );
  }
  if (token !== null || LOOPBACK.test(host)) return;
  throw inputError(
    `--host ${host}: expected a --token with an address that other machines can reach, got none; give one of at least ${SHORTEST_TOKEN} characters, or listen at 127.0.0.1`,
  );
}

/** @returns the port that was got */
async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  } catch (error) {
    throw inputError(
      `--port ${port} at ${host}: cannot be listened at (${systemReason(error)}); choose another --port, 0 for any`,
      error,
    );
  }
}

/** The names under which a browser may ask. */
const hostNames = (host: string): string[] =>
  LOOPBACK.test(host)
    ? [bracketed(host), '127.0.0.1', 'localhost', '[::1]']
    : [bracketed(host).toLowerCase()];

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
