import { type Command, Option } from '@commander-js/extra-typings';
import { examples } from './arguments.js';

/** The `convergence` command. */
export function convergence(program: Pick<Command, 'command'>): void {
  program
    .command('convergence')
    .description('compare how fast studies of one question came to their fronts')
    .argument('<studies...>', 'names of studies of one search space file')
    .option('--svg <file>', 'draw the hypervolumes over trials')
    .addOption(new Option('--json', 'print the traces as JSON'))
    .addHelpText(
      'after',
      examples(
        'leeway tune search-spaces/dit-fashion-blocks.yaml --algorithm nsga2 --trials 2000 --name nsga2',
        'leeway tune search-spaces/dit-fashion-blocks.yaml --algorithm leeway --trials 200 --name leeway',
        'leeway convergence leeway nsga2 --svg search.svg',
      ),
    )
    .action(async (studies, options) => {
      const { convergence } = await import('./commands/convergence.js');
      await convergence(studies, { svg: options.svg, json: options.json });
    });
}
