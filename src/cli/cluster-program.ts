import type { Command } from '@commander-js/extra-typings';
import { examples } from './arguments.js';
import { clusterUrlOption } from './cluster-options.js';
import { jsonOption } from './common-options.js';

/** The command line of `leeway cluster`. */
export function cluster(program: Pick<Command, 'command'>): void {
  const group = program.command('cluster').description('look at the studies and workers of a cluster');
  group
    .command('status')
    .description('say which studies and workers there are, what they do and how fast')
    .addOption(clusterUrlOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('leeway cluster status --cluster redis://queue.example.org:6379'))
    .action(async (options) => {
      const { clusterStatus } = await import('./commands/cluster-status.js');
      await clusterStatus(options);
    });
}
