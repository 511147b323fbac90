import type { Command } from '@commander-js/extra-typings';
import { examples, integer } from './arguments.js';
import { watchedClusterOption } from './cluster-options.js';

const LARGEST_PORT = 65_535;

/** Adds `leeway dashboard`. */
export function dashboard(program: Pick<Command, 'command'>): void {
  program
    .command('dashboard')
    .description('show all studies under runs/ in a browser, live while they run')
    .option(
      '--host <address>',
      'address to listen at; one that other machines reach needs --token',
      '127.0.0.1',
    )
    .option('--port <n>', 'port to listen at; 0 takes any that is free', integer(0, LARGEST_PORT), 7411)
    .option('--token <text>', 'what a browser has to present, at least 16 characters')
    .addOption(watchedClusterOption())
    .addHelpText(
      'after',
      examples(
        'leeway dashboard',
        'leeway dashboard --port 0',
        'leeway dashboard --cluster redis://queue.example.org:6379',
        'leeway dashboard --host 0.0.0.0 --token "$(openssl rand -hex 16)"',
      ),
    )
    .action(async (options) => {
      const { dashboard } = await import('./commands/dashboard.js');
      await dashboard(options);
    });
}
