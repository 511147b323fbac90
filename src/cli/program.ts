import { Argument, Command, Option } from '@commander-js/extra-typings';
import { analyze } from './analyze-program.js';
import { examples, integer, positiveNumber } from './arguments.js';
import { compare } from './compare-program.js';
import { cost, reproduce } from './cost-program.js';
import { currentEnvironment, leewayVersion } from './environment.js';

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
    evaluate,
    analyze,
    compare,
    report,
    exportPolicy,
    studies,
    cost,
    reproduce,
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

const LARGEST_SEED = 2 ** 32 - 1;

const workersOption = () =>
  new Option(
    '--workers <n>',
    'worker threads (default: one per core); results do not depend on it',
  ).argParser(integer(1));
const jsonOption = () => new Option('--json', 'print the result as JSON');
const quietOption = () => new Option('--quiet', 'no progress');

function tune(program: Program): void {
  program
    .command('tune')
    .description('start a study: search for policies, confirm the best on fresh seeds, write a report')
    .argument('<search-space>', 'YAML file, see search-spaces/')
    .option('--name <name>', "name of the study (default: the file's name)")
    .option('--trials <n>', "policies to evaluate in place of the file's number", integer(1))
    .option('--seed <n>', "seed in place of the file's", integer(0, LARGEST_SEED))
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'leeway tune search-spaces/dit-fashion.yaml',
        'leeway tune search-spaces/dit-fashion.yaml --name short --trials 24 --json > short.json',
      ),
    )
    .action(async (file, options) => {
      const { tune } = await import('./commands/tune.js');
      await tune(file, options, currentEnvironment());
    });
}

function resume(program: Program): void {
  program
    .command('resume')
    .description('go on with a study that was stopped or killed')
    .argument('<study>', 'name of the study, see leeway studies')
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', examples('leeway resume dit-fashion'))
    .action(async (study, options) => {
      const { resume } = await import('./commands/resume.js');
      await resume(study, options, currentEnvironment());
    });
}

function evaluate(program: Program): void {
  program
    .command('evaluate')
    .description('run one policy and print its energy, latency and image quality')
    .argument('<search-space>', 'YAML file that names network, accelerator and faults')
    .requiredOption('--policy <file>', 'policy as JSON, from leeway export or a report')
    .option('--images <n>', "images to run (default: the file's confirmation.images)", integer(1))
    .option('--seed <n>', "seed of noise and faults (default: the file's)", integer(0, LARGEST_SEED))
    .option('--sheet <png>', 'write a picture of golden and faulty images')
    .option(
      '--validate',
      'run fresh images until it is decided whether the policy is no worse than fault-free runs',
    )
    .option(
      '--margin <distance>',
      "with --validate: mean distance that counts as no worse (default: the file's)",
      positiveNumber,
    )
    .option('--certificate <file>', 'with --validate: write the certificate as JSON')
    .option('--audit', 'check every checksum against sums over whole tiles (slow)')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'leeway evaluate search-spaces/dit-fashion.yaml --policy reports/dit-fashion/policy-knee.json --sheet knee.png',
      ),
    )
    .action(async (file, options) => {
      if (options.validate) {
        const { validate } = await import('./commands/validate.js');
        await validate(file, options, currentEnvironment());
        return;
      }
      const { evaluate } = await import('./commands/evaluate.js');
      await evaluate(file, options, currentEnvironment());
    });
}

function report(program: Program): void {
  program
    .command('report')
    .description("write a study's report again from its store")
    .argument('<study>', 'name of the study')
    .addOption(jsonOption())
    .addHelpText('after', examples('leeway report dit-fashion'))
    .action(async (study, options) => {
      const { report } = await import('./commands/report.js');
      await report(study, options, currentEnvironment());
    });
}

function exportPolicy(program: Program): void {
  program
    .command('export')
    .description('write a policy of a study as JSON')
    .argument('<study>', 'name of the study')
    .option('--trial <n>', "trial whose policy to write (default: the front's knee)", integer(0))
    .option('--out <file>', 'where to write it (default: <study>-trial-<n>.json)')
    .addHelpText('after', examples('leeway export dit-fashion --trial 17 --out policy.json'))
    .action(async (study, options) => {
      const { exportStudyPolicy } = await import('./commands/export.js');
      await exportStudyPolicy(study, options, currentEnvironment());
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

/** JSON Schemas by the kind of file; each module is loaded when it is asked for. */
const SCHEMAS = {
  'search-space': async () => (await import('../study/study-config.js')).searchSpaceJsonSchema(),
  accelerator: async () => (await import('../accelerator/description.js')).acceleratorJsonSchema(),
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
      ),
    )
    .action(async (kind) => {
      console.log(JSON.stringify(await SCHEMAS[kind](), null, 2));
    });
}
