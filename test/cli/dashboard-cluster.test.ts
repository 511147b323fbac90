import { describe, expect, it, onTestFinished } from 'vitest';
import { DashboardCluster } from '../../src/cli/dashboard-cluster.js';
import { parseClusterAddress } from '../../src/execution/cluster/cluster-address.js';
import { hasRedis, startRedis } from '../execution/cluster/servers.mjs';

function follow(url: string): DashboardCluster {
  const cluster = new DashboardCluster(parseClusterAddress(url));
  onTestFinished(() => cluster.close());
  return cluster;
}

/** What it knows once it knows it. */
const eventually = (cluster: DashboardCluster) => expect.poll(() => cluster.latest(), { timeout: 20_000 });

describe('DashboardCluster', () => {
  it('says that there is no server, without its password', async () => {
    const cluster = follow('redis://:secret@127.0.0.1:1');
    expect(cluster.latest()).toBeNull();
    await eventually(cluster).toMatchObject({
      address: 'redis://127.0.0.1:1',
      workers: [],
      problem: expect.stringContaining('cannot be used as a cluster'),
    });
    expect(JSON.stringify(cluster.latest())).not.toContain('secret');
  });

  it.skipIf(!hasRedis)('knows who is there, says that the server has gone, and that it is back', async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const cluster = follow(server.url);
    const nobody = { address: server.shown, studies: [], workers: [], problem: null };
    await eventually(cluster).toEqual(nobody);
    await server.kill();
    await eventually(cluster).toMatchObject({ problem: expect.stringContaining('Lost the connection') });
    await server.start();
    await eventually(cluster).toEqual(nobody);
  });
});
