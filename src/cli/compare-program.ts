import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { examples, integer, positiveNumber, seed } from './arguments.js';
import { jsonOption, quietOption } from './common-options.js';
import { currentEnvironment } from './environment.js';

/** From where DRIFT's network breaks without protection to where no scheme helps. */
const DEFAULT_RATES = [1e-5, 1e-4, 1e-3, 3e-3, 1e-2];

/** The command line of `leeway compare`. */
export function compare(program: Pick<Command, 'command'>): void {
  program
    .command('compare')
    .description('run every protection scheme on the same network, noise and word error rates')
    .argument('<search-space>', 'YAML file that names network, accelerator and faults')
    .option('--ablation', "take one ingredient at a time out of DRIFT's policy instead")
    .option('--only <names>', 'contestants to run, separated by commas (default: all)', (text) =>
      text.split(','),
    )
    .addOption(
      new Option('--rates <list>', 'word error rates, separated by commas')
        .argParser(probabilities)
        .default(DEFAULT_RATES, '1e-5,1e-4,1e-3,3e-3,1e-2'),
    )
    .option('--images <n>', "images per run (default: the file's confirmation.images)", integer(1))
    .option('--seed <n>', "seed of noise and errors (default: the file's)", seed)
    .option('--nominal-steps <n>', 'first steps at the nominal point', integer(0), 2)
    .option(
      '--margin <distance>',
      "largest mean distance that counts as no worse (default: the file's bound)",
      positiveNumber,
    )
    .option('--name <name>', "folder under comparisons/ (default: the file's name)")
    .option(
      '--workers <n>',
      'worker threads (default: one per core); results do not depend on it',
      integer(1),
    )
    .option('--markdown', 'print the tables as they stand in the README')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'leeway compare search-spaces/dit-fashion.yaml',
        'leeway compare search-spaces/dit-fashion.yaml --ablation --rates 1e-3,3e-3',
        'leeway compare search-spaces/dit-fashion.yaml --only none,rollback-abft,razor --images 8 --name short',
      ),
    )
    .action(async (file, options) => {
      const { compare } = await import('./commands/compare.js');
      await compare(file, options, currentEnvironment());
    });
}

/** Parses a list of numbers above 0 and below 1, all different. */
function probabilities(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.every((value) => value > 0 && value < 1) && new Set(values).size === values.length)
    return values;
  throw new InvalidArgumentError('expected different numbers above 0 and below 1, such as 1e-4,1e-3.');
}
