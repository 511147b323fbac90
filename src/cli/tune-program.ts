import { type Command, Option } from '@commander-js/extra-typings';
import { examples, integer, share } from './arguments.js';
import { clusterOption, priorityOption } from './cluster-options.js';
import { jsonOption, quietOption, seedOption, workersOption } from './common-options.js';
import { currentEnvironment } from './environment.js';
import { budgetOption, logFormatOption, memoryOption, notifyOption, untilOption } from './run-options.js';

/** Of the hypervolume that the evidence allows; within the noise of a study's scores. */
const CONVERGED_SHARE = 0.01;

const untilConvergedOption = () =>
  new Option(
    '--until-converged [share]',
    'end when the front misses less than this share of the hypervolume that the evidence allows',
  )
    .argParser(share)
    .preset(String(CONVERGED_SHARE));

/** The command line of `leeway tune`. */
export function tune(program: Pick<Command, 'command'>): void {
  program
    .command('tune')
    .description('start a study: search for policies, confirm the best on fresh seeds, write a report')
    .argument('<search-space>', 'YAML file, see search-spaces/')
    .option('--name <name>', "name of the study (default: the file's name)")
    .option('--trials <n>', "policies to evaluate in place of the file's number", integer(1))
    .addOption(seedOption())
    .option('--algorithm <name>', "search algorithm with its defaults, in place of the file's")
    .option('--warm-start <study|policy.json>', 'evaluate first what was best in another study, or a policy')
    .addOption(untilConvergedOption())
    .addOption(budgetOption())
    .addOption(untilOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .addOption(clusterOption())
    .addOption(priorityOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(logFormatOption())
    .addOption(notifyOption())
    .addHelpText(
      'after',
      examples(
        'leeway tune search-spaces/dit-fashion.yaml',
        'leeway tune search-spaces/dit-fashion.yaml --trials 5000 --until 07:00 --notify desktop',
        'leeway tune search-spaces/dit-fashion.yaml --name short --trials 24 --json > short.json',
      ),
    )
    .action(async (file, options) => {
      const { tune } = await import('./commands/tune.js');
      await tune(file, options, currentEnvironment());
    });
}

/** The command line of `leeway resume`. */
export function resume(program: Pick<Command, 'command'>): void {
  program
    .command('resume')
    .description('go on with a study that was stopped or killed')
    .argument('<study>', 'name of the study, see leeway studies')
    .addOption(budgetOption())
    .addOption(untilOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .addOption(clusterOption())
    .addOption(priorityOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(logFormatOption())
    .addOption(notifyOption())
    .addHelpText('after', examples('leeway resume dit-fashion', 'leeway resume dit-fashion --budget 30m'))
    .action(async (study, options) => {
      const { resume } = await import('./commands/resume.js');
      await resume(study, options, currentEnvironment());
    });
}
