import type { Command } from '@commander-js/extra-typings';
import { inputError } from '../core/errors.js';
import { examples, integer, positiveNumber, seed } from './arguments.js';
import { jsonOption, quietOption } from './common-options.js';
import { currentEnvironment } from './environment.js';

/** `leeway evaluate`: one policy, or what another program asks for. */
export function evaluate(program: Pick<Command, 'command'>): void {
  program
    .command('evaluate')
    .description('run one policy, or the assignments that another program asks for')
    .argument('<search-space>', 'YAML file that names network, accelerator and faults')
    .option('--policy <file>', 'policy as JSON or YAML, from leeway export or a report')
    .option('--stdin', 'answer assignments, one JSON object a line, with outcomes, one a line')
    .option(
      '--describe',
      'print parameters, objectives and constraints as JSON, for programs that use --stdin',
    )
    .option(
      '--images <n>',
      "images to run (default: the file's confirmation.images; with --stdin: its study.images)",
      integer(1),
    )
    .option('--seed <n>', "seed of noise and faults (default: the file's)", seed)
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
    .option('--workers <n>', 'with --stdin: worker threads (default: one per core)', integer(1))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'leeway evaluate search-spaces/dit-fashion.yaml --policy reports/dit-fashion/policy-knee.json --sheet knee.png',
        'leeway evaluate search-spaces/dit-fashion.yaml --describe',
        'leeway evaluate search-spaces/dit-fashion.yaml --stdin < assignments.jsonl > outcomes.jsonl',
      ),
    )
    .action(async (file, { policy, stdin, describe, ...options }) => {
      if (stdin || describe) {
        if (policy !== undefined) throw inputError('--policy: expected it without --stdin and --describe');
        const { describeSpace, evaluateStdin } = await import('./commands/evaluate-stdin.js');
        await (describe ? describeSpace : evaluateStdin)(file, options, currentEnvironment());
        return;
      }
      if (policy === undefined) {
        throw inputError('evaluate: expected --policy, --stdin or --describe, got none of them');
      }
      if (options.validate) {
        const { validate } = await import('./commands/validate.js');
        await validate(file, { ...options, policy }, currentEnvironment());
        return;
      }
      const { evaluate } = await import('./commands/evaluate.js');
      await evaluate(file, { ...options, policy }, currentEnvironment());
    });
}
