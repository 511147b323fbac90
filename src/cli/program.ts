import { Argument, Command } from '@commander-js/extra-typings';
import { analyze } from './analyze-program.js';
import { examples, integer } from './arguments.js';
import { cluster } from './cluster-program.js';
import { jsonOption, quietOption, workersOption } from './common-options.js';
import { compare } from './compare-program.js';
import { convergence } from './convergence-program.js';
import { cost, reproduce } from './cost-program.js';
import { dashboard } from './dashboard-program.js';
import { currentEnvironment, leewayVersion } from './environment.js';
import { evaluate } from './evaluate-program.js';
import { exportPolicy } from './export-program.js';
import { copy, deleteStudy, fork, pause, status, stop } from './study-program.js';
import { resume, tune } from './tune-program.js';
import { worker } from './worker-program.js';

/** The command line: what there is to say, and which module does it; modules are loaded when they are needed. */
export function createProgram() {
  const program = new Command('leeway')
    .description(
      'Finds voltage, frequency and protection policies for diffusion networks on undervolted or overclocked accelerators.',
    )
    .version(leewayVersion())
    .exitOverride()
    .addHelpText('after', examples('leeway tune search-spaces/dit-fashion.yaml', 'leeway tune --help'));
  const commands = [
    tune,
    resume,
    worker,
    cluster,
    evaluate,
    analyze,
    compare,
    report,
    exportPolicy,
    studies,
    status,
    stop,
    pause,
    fork,
    copy,
    deleteStudy,
    dashboard,
    cost,
    reproduce,
    searchBench,
    convergence,
    schema,
  ];
  for (const add of commands) add(program);
  program.showHelpAfterError('(try leeway --help)');
  for (const command of program.commands) {
    command.showHelpAfterError(`(try leeway ${command.name()} --help)`);
  }
  return program;
}

/** What a command is added to. */
type Program = Pick<Command, 'command'>;

function report(program: Program): void {
  program
    .command('report')
    .description("write a study's report again from its store; of one that runs, how it stands so far")
    .argument('<study>', 'name of the study')
    .addOption(jsonOption())
    .addHelpText('after', examples('leeway report dit-fashion'))
    .action(async (study, options) => {
      const { report } = await import('./commands/report.js');
      await report(study, options, currentEnvironment());
    });
}

function studies(program: Program): void {
  program
    .command('studies')
    .description('list the studies under runs/')
    .addOption(jsonOption())
    .addHelpText('after', examples('leeway studies'))
    .action(async (options) => {
      const { studies } = await import('./commands/studies.js');
      await studies(options);
    });
}

function searchBench(program: Program): void {
  program
    .command('search-bench')
    .description('measure the search algorithms on problems with known answers, beside other optimisers')
    .option(
      '--problem <names...>',
      'zdt1 to zdt4, zdt6, dtlz2, dtlz7, volt140 and its variants (default: all)',
    )
    .option('--algorithm <names...>', 'as in a search space file (default: all)')
    .option('--trials <n>', 'evaluations of each run', integer(1), 1000)
    .option('--seeds <n>', 'runs of each algorithm on each problem', integer(1), 11)
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'leeway search-bench --problem zdt1 --algorithm sms-emoa --trials 500 --seeds 5 --json',
        'leeway search-bench --problem zdt1 zdt2 zdt3 zdt4 zdt6 dtlz2 dtlz7 --seeds 3',
      ),
    )
    .action(async (options) => {
      const { searchBench } = await import('./commands/search-bench.js');
      await searchBench(options, currentEnvironment());
    });
}

/** JSON Schemas by the kind of file; each module is loaded when it is asked for. */
const SCHEMAS = {
  'search-space': async () => (await import('../study/study-config.js')).searchSpaceJsonSchema(),
  accelerator: async () => (await import('../accelerator/description.js')).acceleratorJsonSchema(),
  policy: async () => (await import('../core/policy-schema.js')).policyJsonSchema(),
} as const;

function schema(program: Program): void {
  program
    .command('schema')
    .description('print the JSON Schema of a kind of file, for editors')
    .addArgument(
      new Argument('[kind]', 'kind of file')
        .choices(Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[])
        .default('search-space' as const),
    )
    .addHelpText(
      'after',
      examples(
        'leeway schema > schemas/search-space.schema.json',
        'leeway schema accelerator > schemas/accelerator.schema.json',
        'leeway schema policy > schemas/policy.schema.json',
      ),
    )
    .action(async (kind) => {
      console.log(JSON.stringify(await SCHEMAS[kind](), null, 2));
    });
}
