import type { Command } from '@commander-js/extra-typings';
import { examples, integer } from './arguments.js';
import { jsonOption } from './common-options.js';
import { currentEnvironment } from './environment.js';

type Program = Pick<Command, 'command'>;

const STUDY = ['<study>', 'name of the study, see leeway studies'] as const;

/** The command line of `leeway status`. */
export function status(program: Program): void {
  program
    .command('status')
    .description('say how a study stands: who runs it, trials, rate, front, last failures')
    .argument(...STUDY)
    .addOption(jsonOption())
    .addHelpText('after', examples('leeway status dit-fashion'))
    .action(async (study, options) => {
      const { status } = await import('./commands/status.js');
      await status(study, options);
    });
}

/** The command line of `leeway stop`. */
export function stop(program: Program): void {
  program
    .command('stop')
    .description('ask a running study, from any terminal, to end cleanly')
    .argument(...STUDY)
    .addHelpText('after', examples('leeway stop dit-fashion'))
    .action(async (study) => {
      const { stop } = await import('./commands/stop.js');
      await stop(study);
    });
}

/** The command line of `leeway pause`. */
export function pause(program: Program): void {
  program
    .command('pause')
    .description('let a running study start nothing more until leeway resume')
    .argument(...STUDY)
    .addHelpText('after', examples('leeway pause dit-fashion'))
    .action(async (study) => {
      const { pause } = await import('./commands/stop.js');
      await pause(study);
    });
}

/** The command line of `leeway fork`. */
export function fork(program: Program): void {
  program
    .command('fork')
    .description('make a new study that begins with the trials of another, as far as they hold in its space')
    .argument(...STUDY)
    .requiredOption('--name <name>', 'name of the new study')
    .option('--space <file>', "changed search space (default: the study's own)")
    .option(
      '--trials <n>',
      "policies to evaluate, those taken over included (default: the space's)",
      integer(1),
    )
    .addHelpText(
      'after',
      examples(
        'leeway fork dit-fashion --name longer --trials 500',
        'leeway fork dit-fashion --name finer --space search-spaces/finer.yaml',
      ),
    )
    .action(async (study, options) => {
      const { fork } = await import('./commands/fork.js');
      await fork(study, options, currentEnvironment());
    });
}

/** The command line of `leeway delete`. */
export function deleteStudy(program: Program): void {
  program
    .command('delete')
    .description('delete a study with its report, after asking')
    .argument(...STUDY)
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('leeway delete dit-fashion'))
    .action(async (study, options) => {
      const { deleteStudy } = await import('./commands/delete.js');
      await deleteStudy(study, options, currentEnvironment());
    });
}

/** The command line of `leeway copy`. */
export function copy(program: Program): void {
  program
    .command('copy')
    .description('copy a study as it stands to another folder, also while it runs')
    .argument(...STUDY)
    .requiredOption('--to <folder>', 'folder of the copy, which must not be there yet')
    .addHelpText('after', examples('leeway copy dit-fashion --to /backup/runs/dit-fashion'))
    .action(async (study, { to }) => {
      const { copy } = await import('./commands/copy.js');
      await copy(study, to);
    });
}
