import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClusterAddress, redacted } from '../../../src/execution/cluster/cluster-address.js';

describe('parseClusterAddress', () => {
  it.each([
    ['redis://host:6379', 'redis', 'redis://host:6379'],
    ['redis://:hunter2@host:6379/3', 'redis', 'redis://host:6379/3'],
    ['rediss://user:hunter2@host', 'redis', 'rediss://host'],
    ['postgres://user:hunter2@host:5432/queue?sslmode=require', 'postgres', 'postgres://host:5432/queue'],
    ['postgresql://host/queue?password=hunter2', 'postgres', 'postgresql://host/queue'],
  ])('reads %s', (text, kind, shown) => {
    expect(parseClusterAddress(text)).toMatchObject({ kind, shown });
    expect(shown).not.toContain('hunter2');
  });

  it('takes a password from elsewhere, but not over one in the URL', () => {
    expect(new URL(parseClusterAddress('redis://host', 'p@ss/word').url).password).toBe('p%40ss%2Fword');
    expect(new URL(parseClusterAddress('redis://:own@host', 'other').url).password).toBe('own');
  });

  it.each(['host:6379', 'http://u:hunter2@host', 'redis://', 'hunter2', 'redis://:hunter2@host/name', ''])(
    'refuses %j without showing it',
    (text) => {
      const error = (() => {
        try {
          return parseClusterAddress(text);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toMatchObject({ kind: 'InputError', exitCode: 2 });
      expect(String(error)).not.toContain('hunter2');
    },
  );

  it('takes every form of a password out of what others say', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'binary-ascii' }), (password) => {
        const address = parseClusterAddress('redis://someone@host:1/2', password);
        const { url } = address;
        const said = redacted(`<${password}> <${new URL(url).password}> <${url}>`, address);
        expect(said).toBe(`<***> <***> <${address.shown}>`);
      }),
      { examples: [['$&$1'], ['a%b/c@d']] },
    );
  });
});
