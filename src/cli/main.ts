#!/usr/bin/env node
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { asLeewayError } from '../core/errors.js';
import { currentEnvironment, leewayVersion } from './environment.js';

/** Parses an option that is an integer of at least `least`. */
const integer = (least: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`expected an integer of ${least} or more.`);
};

const program = new Command('leeway')
  .description(
    'Finds voltage, frequency and protection policies for diffusion networks on undervolted or overclocked accelerators.',
  )
  .version(leewayVersion())
  .showHelpAfterError('(try leeway --help)')
  .exitOverride();

program
  .command('tune')
  .description('start a study: search for policies, confirm the best on fresh seeds, write a report')
  .argument('<search-space>', 'YAML file, see search-spaces/')
  .option('--name <name>', "name of the study (default: the file's name)")
  .option('--trials <n>', "policies to evaluate in place of the file's number", integer(1))
  .option('--workers <n>', 'worker threads (default: one per core); results do not depend on it', integer(1))
  .option('--seed <n>', "seed in place of the file's", integer(0))
  .option('--json', 'print the result as JSON')
  .option('--quiet', 'no progress')
  .action(async (file, options) => {
    const { tune } = await import('./commands/tune.js');
    await tune(file, options, currentEnvironment());
  });

program
  .command('resume')
  .description('go on with a study that was stopped or killed')
  .argument('<study>', 'name of the study, see leeway studies')
  .option('--workers <n>', 'worker threads (default: one per core)', integer(1))
  .option('--json', 'print the result as JSON')
  .option('--quiet', 'no progress')
  .action(async (study, options) => {
    const { resume } = await import('./commands/resume.js');
    await resume(study, options, currentEnvironment());
  });

program
  .command('evaluate')
  .description('run one policy and print its energy, latency and image quality')
  .argument('<search-space>', 'YAML file that names network, accelerator and faults')
  .requiredOption('--policy <file>', 'policy as JSON, from leeway export, a report or policies/')
  .option('--images <n>', "images to run (default: the file's confirmation.images)", integer(1))
  .option('--seed <n>', "seed of noise and faults (default: the file's)", integer(0))
  .option('--sheet <png>', 'write a picture of golden and faulty images')
  .option('--audit', 'check every checksum against sums over whole tiles (slow)')
  .option('--json', 'print the result as JSON')
  .action(async (file, options) => {
    const { evaluate } = await import('./commands/evaluate.js');
    await evaluate(file, options, currentEnvironment());
  });

program
  .command('report')
  .description("write a study's report again from its store")
  .argument('<study>', 'name of the study')
  .option('--json', 'print the result as JSON')
  .action(async (study, options) => {
    const { report } = await import('./commands/report.js');
    await report(study, options, currentEnvironment());
  });

program
  .command('export')
  .description('write a policy of a study as JSON')
  .argument('<study>', 'name of the study')
  .option('--trial <n>', "trial whose policy to write (default: the front's knee)", integer(0))
  .option('--out <file>', 'where to write it (default: <study>-trial-<n>.json)')
  .action(async (study, options) => {
    const { exportStudyPolicy } = await import('./commands/export.js');
    await exportStudyPolicy(study, options, currentEnvironment());
  });

program
  .command('studies')
  .description('list the studies under runs/')
  .option('--json', 'print the list as JSON')
  .action(async (options) => {
    const { studies } = await import('./commands/studies.js');
    await studies(options);
  });

program
  .command('schema')
  .description('print the JSON Schema of search space files, for editors')
  .action(async () => {
    const { searchSpaceJsonSchema } = await import('../study/study-config.js');
    console.log(JSON.stringify(searchSpaceJsonSchema(), null, 2));
  });

const USAGE_ERROR = 2;

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = report(thrown);
}

/** Says what went wrong; returns the exit code. */
function report(thrown: unknown): number {
  // Commander has printed its own message; help and version are no errors.
  if (thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('commander.')) {
    return 'exitCode' in thrown && thrown.exitCode === 0 ? 0 : USAGE_ERROR;
  }
  const error = asLeewayError(thrown);
  console.error(`${pc.red(error.kind)}: ${error.message}`);
  if (error.kind === 'BugError') console.error(thrown instanceof Error ? thrown.stack : '');
  return error.exitCode;
}
