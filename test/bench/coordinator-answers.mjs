// A program that stands in for all workers of a study: it takes its jobs from a cluster and answers them at once with
// outcomes as large as real ones. What its surrogate says is no physics; it only gives a search something to learn.
import { parseClusterAddress } from '../../dist/execution/cluster/cluster-address.js';
import { CLUSTER_TIMING } from '../../dist/execution/cluster/cluster-timing.js';
import {
  PROTOCOL,
  parseJobMessage,
  queueName,
  resultMessage,
} from '../../dist/execution/cluster/messages.js';
import { openClusterBackend } from '../../dist/execution/cluster/open-backend.js';
import { encodeRecord } from '../../dist/execution/cluster/records.js';
import { surrogateOutcome } from './surrogate-outcome.mjs';

const IDLE_MS = 5;
const LIFE_MS = 600_000;

const { url, key, bundle, leewayVersion } = JSON.parse(process.argv[2]);
const timing = CLUSTER_TIMING;
const backend = await openClusterBackend(
  { address: parseClusterAddress(url), timing, patient: false },
  () => {},
);
const source = await backend.source(queueName(key));
const id = '0'.repeat(32);
const head = { id, name: 'answers', host: 'here', pid: process.pid, protocol: PROTOCOL, leewayVersion };
const state = { slots: 1, upMs: 0, draining: false, serves: [key], refuses: [], running: [] };
const record = encodeRecord({ ...head, ...state, finished: 0, failed: 0, busyMs: 0 });
await backend.store.set('workers', id, record, LIFE_MS);

let spentMs = 0;
let answered = 0;
process.on('message', () => process.send({ spentMs, answered }));
process.on('disconnect', () => process.exit());

for (let number = 0; ; number++) {
  const begin = performance.now();
  const taken = await source.take(`${id}-${number}`);
  if (!taken) {
    await new Promise((done) => setTimeout(done, IDLE_MS));
    continue;
  }
  const tookMs = performance.now() - begin;
  const result = resultMessage(surrogateOutcome(parseJobMessage(taken.data, bundle)), 0);
  const finishing = performance.now();
  await taken.finish(result);
  spentMs += tookMs + performance.now() - finishing;
  answered++;
}
