// A worker and a coordinator as processes, to be killed: `node toy-programs.js worker|coordinator <JSON>`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ToySpec } from '../toy-evaluator.js';
import { jobs } from '../toy-jobs.js';
import { ToyCluster } from './toy-cluster.js';

/** What a program is told. */
export interface ToyOrders {
  readonly url: string;
  readonly folder: string;
  readonly spec: ToySpec;
  /** Trials of the study, whose outcomes the coordinator appends to a file, and begins with those that are missing. */
  readonly trials: number;
  readonly store: string;
}

/** The outcomes in a store, by trial. */
export function storedOutcomes(store: string): [number, unknown][] {
  if (!existsSync(store)) return [];
  const lines = readFileSync(store, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as [number, unknown]);
}

async function coordinate(cluster: ToyCluster, { spec, trials, store }: ToyOrders): Promise<void> {
  const known = new Set(storedOutcomes(store).map(([number]) => number));
  const missing = jobs(trials).filter(({ trialNumber }) => !known.has(trialNumber));
  const executor = await cluster.coordinator(spec, { place: store, concurrency: 8 });
  const line = async () => {
    for (let next = missing.shift(); next; next = missing.shift()) {
      const outcome = await executor.run(next);
      appendFileSync(store, `${JSON.stringify([next.trialNumber, outcome])}\n`);
    }
  };
  await Promise.all(Array.from({ length: executor.concurrency }, line));
  await executor.close();
}

const [, program, what, text] = process.argv;
if (program?.endsWith('toy-programs.js')) {
  const orders = JSON.parse(text) as ToyOrders;
  const cluster = new ToyCluster(orders.url, new URL('../../../', import.meta.url), orders.folder);
  if (what === 'worker') await cluster.worker();
  else await coordinate(cluster, orders);
}
