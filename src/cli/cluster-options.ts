import { Option } from '@commander-js/extra-typings';
import {
  type ClusterAddress,
  PASSWORD_VARIABLE,
  parseClusterAddress,
} from '../execution/cluster/cluster-address.js';
import { integer } from './arguments.js';

/** Not parsed by the options: a message about a wrong one would show its password. */
export const clusterUrlOption = () =>
  new Option(
    '--cluster <url>',
    `redis://host:6379, rediss://... (TLS) or postgres://host:5432/database; a password also by ${PASSWORD_VARIABLE}`,
  ).makeOptionMandatory();

export const clusterOption = () =>
  new Option(
    '--cluster <url>',
    'evaluate on the machines that run leeway worker with the same URL, such as redis://host:6379',
  );

export const watchedClusterOption = () =>
  new Option('--cluster <url>', 'also show the workers of a cluster, such as redis://host:6379');

export const priorityOption = () =>
  new Option('--priority <n>', "share of the cluster's time in proportion to other studies', 1 to 100")
    .argParser(integer(1, 100))
    .default(1);

/** The address of a `--cluster` option; throws an InputError that does not show it. */
export const clusterAddress = (url: string): ClusterAddress =>
  parseClusterAddress(url, process.env[PASSWORD_VARIABLE]);
