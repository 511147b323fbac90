import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';

/** Who may ask the server. */
export interface Access {
  /** Values of the Host header that are answered; null answers any, which only a token makes safe. */
  readonly hosts: ReadonlySet<string> | null;
  /** What every request has to present; null asks for nothing. */
  readonly token: string | null;
}

/** Sent by the page with everything that changes something: no form and no other site's script can set it. */
export const REQUEST_HEADER = 'x-leeway-request';

const COOKIE = 'leeway-token';

/**
 * Refuses requests under another host name: a page of another site whose name was made to point here (DNS rebinding)
 * could otherwise read everything.
 */
export const checkHost =
  ({ hosts }: Access): MiddlewareHandler =>
  async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (hosts && !hosts.has(host.toLowerCase())) {
      throw new HTTPException(421, { message: `unknown host; open ${[...hosts][0]} instead` });
    }
    await next();
  };

/**
 * Asks for the token, as `Authorization: Bearer` or as the cookie that a first visit with `?token=` is given; that
 * visit is then sent on, so that the token does not stay in the address.
 */
export const checkToken =
  ({ token }: Access): MiddlewareHandler =>
  async (c, next) => {
    if (token === null) return next();
    const asked = c.req.query('token');
    if (asked !== undefined && c.req.path === '/' && c.req.method === 'GET' && sameText(asked, token)) {
      setCookie(c, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/');
    }
    const [, bearer = ''] = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '') ?? [];
    if (sameText(bearer, token) || sameText(getCookie(c, COOKIE) ?? '', token)) return next();
    throw new HTTPException(401, {
      message: 'expected the token that the dashboard was started with, as ?token= in the address',
    });
  };

/** Refuses requests that another site's page makes, and changes that the page itself did not ask for. */
export const checkOrigin: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site');
  const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD';
  const navigation = c.req.path === '/' && !changes;
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation) refuseOrigin();
  const origin = c.req.header('origin');
  if (origin !== undefined && !sameOrigin(origin, c)) refuseOrigin();
  if (changes && (origin === undefined || c.req.header(REQUEST_HEADER) === undefined)) refuseOrigin();
  await next();
};

function refuseOrigin(): never {
  throw new HTTPException(403, { message: 'requests are taken from the dashboard’s own page only' });
}

const sameOrigin = (origin: string, c: Context) =>
  origin.toLowerCase() === `http://${c.req.header('host') ?? ''}`.toLowerCase();

/** Compares in a time that tells nothing about either. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
