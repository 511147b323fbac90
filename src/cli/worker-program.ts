import { type Command, Option } from '@commander-js/extra-typings';
import { examples } from './arguments.js';
import { clusterUrlOption } from './cluster-options.js';
import { quietOption, workersOption } from './common-options.js';
import { duration } from './duration.js';
import { currentEnvironment } from './environment.js';
import { logFormatOption, memoryOption } from './run-options.js';

/** Below what Slurm leaves between its signals (30 s) and systemd (90 s). */
const GRACE_S = 20;

const idleExitOption = () =>
  new Option('--idle-exit <time>', 'end after so long without a trial, such as 10m').argParser(duration);

const graceOption = () =>
  new Option('--grace <time>', 'asked to end, wait so long for what runs before it is handed back')
    .argParser(duration)
    .default(GRACE_S, `${GRACE_S}s`);

/** The command line of `leeway worker`. */
export function worker(program: Pick<Command, 'command'>): void {
  program
    .command('worker')
    .description("take trials of a cluster's studies and evaluate them, until it is stopped")
    .addOption(clusterUrlOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .option(
      '--cache <folder>',
      'where networks and other files are kept (default: leeway in the cache of the user)',
    )
    .option('--name <name>', 'what it is called (default: host and process)')
    .addOption(idleExitOption())
    .addOption(graceOption())
    .addOption(quietOption())
    .addOption(logFormatOption())
    .addHelpText(
      'after',
      examples(
        'leeway worker --cluster redis://queue.example.org:6379',
        'leeway worker --cluster redis://queue.example.org:6379 --workers 8 --idle-exit 10m',
      ),
    )
    .action(async (options) => {
      const { worker } = await import('./commands/worker.js');
      await worker(options, currentEnvironment());
    });
}
