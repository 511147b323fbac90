import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { SITE_SETS, type SiteSet } from '../reliability/site-sets.js';
import { examples, integer, positiveNumber, seed } from './arguments.js';
import { jsonOption, quietOption } from './common-options.js';
import { duration } from './duration.js';
import { currentEnvironment } from './environment.js';

const SITES = Object.keys(SITE_SETS) as SiteSet[];

/**
 * DRIFT's bench runs at this rate (arXiv 2604.09073). Striking one block of dit-fashion for a fifth of its steps, it leaves the map neither at
 * its floor nor saturated: its means spread over most of the metric's useful range, so that the fewest images are needed.
 */
const WORD_ERROR_RATE = 3e-3;

/** The command line of `leeway analyze`. */
export function analyze(program: Pick<Command, 'command'>): void {
  program
    .command('analyze')
    .description(
      'measure which blocks, steps, layers and bits of a network matter: errors strike one place at a time',
    )
    .argument('<network>', 'folder of an ONNX network, such as models/dit-fashion, or a search space file')
    .option(
      '--name <name>',
      "name of the analysis, a folder under analyses/ (default: the network's or file's name)",
    )
    .option('--budget <time>', 'time to spend over all runs (default: 10m, none with --images)', duration)
    .option(
      '--images <n>',
      'images to spend over all runs; makes the result independent of the time',
      integer(1),
    )
    .option(
      '--word-error-rate <p>',
      'probability that an accumulator word of a struck block and step segment is wrong; larger places are struck less often',
      probability,
      WORD_ERROR_RATE,
    )
    .option(
      '--segments <n>',
      'equal segments that the steps are cut into (default: 5, or those of the search space)',
      integer(1),
    )
    .addOption(
      new Option(
        '--sites <set>',
        "products that errors strike (default: all-gemm, or the search space's)",
      ).choices(SITES),
    )
    .option(
      '--bound <distance>',
      "perceptual distance above which an image counts as damaged (default: 0.1, or the search space's bound)",
      positiveNumber,
    )
    .option(
      '--tolerance <share>',
      'an interval is narrow enough below this share of the range of the map',
      probability,
      0.25,
    )
    .option('--seed <n>', 'seed of noise and errors', seed, 1)
    .option(
      '--workers <n>',
      'worker threads (default: one per core); results do not depend on it',
      integer(1),
    )
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'leeway analyze models/dit-fashion',
        'leeway analyze models/dit-fashion --budget 1h     (goes on from there)',
        'leeway analyze search-spaces/dit-fashion.yaml --images 2000 --name short',
      ),
    )
    .action(async (subject, options) => {
      const { analyze } = await import('./commands/analyze.js');
      await analyze(subject, options, currentEnvironment());
    });
}

/** Parses an option that is a number above 0 and below 1. */
function probability(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('expected a number above 0 and below 1, such as 1e-3.');
}
