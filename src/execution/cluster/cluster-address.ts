import { inputError } from '../../core/errors.js';

export const CLUSTER_KINDS = ['redis', 'postgres'] as const;
export type ClusterKind = (typeof CLUSTER_KINDS)[number];

/** Kinds of server by the protocol of their URL. */
const PROTOCOLS: Readonly<Record<string, ClusterKind>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

/** The server that holds a cluster's queues. */
export interface ClusterAddress {
  readonly kind: ClusterKind;
  /** With the password: never to be shown. */
  readonly url: string;
  /** For people and logs: protocol, host, port and database. */
  readonly shown: string;
}

/** The environment's variable for a password that is not in the URL. */
export const PASSWORD_VARIABLE = 'LEEWAY_CLUSTER_PASSWORD';

const EXPECTED = 'expected redis://host:6379, rediss://host:6380 (TLS) or postgres://host:5432/database';

/**
 * Parses the URL of a cluster.
 *
 * @param password taken where the URL has none
 * @throws InputError, which does not show the text: there may be a password in it
 */
export function parseClusterAddress(text: string, password?: string): ClusterAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw inputError(`--cluster: ${EXPECTED}, got what is no URL`);
  const kind = PROTOCOLS[url.protocol];
  if (!kind) throw inputError(`--cluster: ${EXPECTED}, got a URL that begins with ${url.protocol}//`);
  if (url.hostname === '') throw inputError(`--cluster: ${EXPECTED}, got a URL without a host`);
  if (kind === 'redis' && !/^(\/\d*)?$/.test(url.pathname))
    throw inputError(
      '--cluster: expected the number of a Redis database after the host, such as redis://host:6379/0',
    );
  if (password && !url.password) url.password = encodeURIComponent(password);
  return { kind, url: url.href, shown: withoutSecrets(url) };
}

/** User, password and parameters left out: parameters of PostgreSQL can be passwords too. */
function withoutSecrets({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/**
 * A text without the address's secrets, for messages of libraries that may quote them.
 *
 * @example redacted("user 'a' at redis://a:b@h failed", address) // "user 'a' at redis://h failed"
 */
export function redacted(text: string, { url, shown }: ClusterAddress): string {
  const { password, searchParams } = new URL(url);
  const secrets = [password, decoded(password), ...searchParams.values()].filter((secret) => secret !== '');
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text.replaceAll(url, shown));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
