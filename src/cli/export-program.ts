import { type Command, Option } from '@commander-js/extra-typings';
import { EXPORT_FORMAT_NAMES, EXPORT_FORMATS } from '../report/export/export-formats.js';
import { PICK_EXAMPLE } from '../report/export/policy-pick.js';
import { examples, integer } from './arguments.js';
import { currentEnvironment } from './environment.js';

/** `leeway export`: a policy of a study in the format of who uses it, or all trials for Optuna. */
export function exportPolicy(program: Pick<Command, 'command'>): void {
  program
    .command('export')
    .description(
      'write a policy of a study for programs, firmware, hardware or people, or all trials for Optuna',
    )
    .argument('<study>', 'name of the study')
    .addOption(pickOption())
    .addOption(new Option('--trial <n>', 'the same as --pick id:<n>').argParser(integer(0)).conflicts('pick'))
    .addOption(
      new Option('--format <format>', "(default: by --out's ending, else json)").choices(EXPORT_FORMAT_NAMES),
    )
    .option('--out <file>', 'where to write it, - for standard output (default: <study>-trial-<n>.<ending>)')
    .option('--certificate <file>', 'with --format md: certificate from leeway evaluate --validate')
    .addOption(
      new Option('--optuna <file>', 'write all trials as an Optuna journal instead').conflicts([
        'pick',
        'trial',
        'format',
        'out',
        'certificate',
      ]),
    )
    .addHelpText('after', `\n${formatsHelp()}\n${examples(...EXAMPLES)}`)
    .action(async (study, { optuna, ...options }) => {
      if (optuna !== undefined) {
        const { exportOptuna } = await import('./commands/export-optuna.js');
        await exportOptuna(study, optuna);
        return;
      }
      const { exportStudyPolicy } = await import('./commands/export.js');
      await exportStudyPolicy(study, options, currentEnvironment());
    });
}

const pickOption = () =>
  new Option(
    '--pick <pick>',
    'knee, min-energy, min-latency, best-quality, id:<trial>, or bounds and what is to be best, ' +
      `such as '${PICK_EXAMPLE}': metrics with <=, >=, < or > and numbers in SI units, then min:<metric> ` +
      'or max:<metric>. All but id pick from the front, confirmed policies first (default: knee)',
  );

const formatsHelp = () =>
  [
    'Formats:',
    ...EXPORT_FORMAT_NAMES.map((name) => {
      const { endings, description } = EXPORT_FORMATS[name];
      return `  ${name.padEnd(5)} ${description} (${endings.join(', ')})`;
    }),
  ].join('\n');

const EXAMPLES = [
  'leeway export dit-fashion --out policy.json',
  `leeway export dit-fashion --pick '${PICK_EXAMPLE}' --out policy.yaml`,
  'leeway export dit-fashion --pick min-latency --format c --out - > dit_fashion_policy.h',
  'leeway export dit-fashion --pick id:17 --out policy.sv',
  'leeway export dit-fashion --certificate knee-certificate.json --out knee.md',
  'leeway export dit-fashion --optuna dit-fashion.log && optuna-dashboard dit-fashion.log',
];
