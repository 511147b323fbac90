import { Argument, type Command, Option } from '@commander-js/extra-typings';
import { DATAFLOWS } from '../accelerator/systolic-array.js';
import { SITE_SETS, type SiteSet } from '../reliability/site-sets.js';
import { arraySize, examples, integer, operatingPoint, positiveNumber } from './arguments.js';
import { jsonOption } from './common-options.js';

type Program = Pick<Command, 'command'>;

const SITES = Object.keys(SITE_SETS) as SiteSet[];

/** The command line of `leeway cost`. */
export function cost(program: Program): void {
  program
    .command('cost')
    .description('cycles, bytes, energy and time of a network on an accelerator, without running it')
    .argument(
      '[network]',
      'a published network (leeway cost --list) or the folder of an ONNX network, such as models/dit-fashion',
    )
    .option(
      '--accelerator <name>',
      'YAML file, or the name of a description that comes with Leeway',
      'edge-32x32',
    )
    .addOption(new Option('--policy <file>', 'policy as JSON; without one the nominal point is costed'))
    .addOption(
      new Option('--point <V@f>', "DRIFT's policy at a point, such as 0.68V@2GHz, in place of a file")
        .argParser(operatingPoint)
        .conflicts('policy'),
    )
    .option('--nominal-steps <n>', 'first steps that --point leaves at the nominal point', integer(0), 2)
    .addOption(
      new Option('--sites <set>', 'products that errors strike and checksums guard')
        .choices(SITES)
        .default('static-weights' as const),
    )
    .option('--steps <n>', "denoising steps in place of the network's default", integer(1))
    .option('--guidance <scale>', 'guidance scale; 1 is a single pass', positiveNumber)
    .option('--products', 'also print how each product is tiled, and in which loop order')
    .option('--svg <file>', 'write roofline and energy breakdown as a figure')
    .option('--list', 'list the published networks')
    .option(
      '--gemm <M,N,K>',
      'cost one M x K by K x N product on an array instead, beside what SCALE-Sim reports',
    )
    .addOption(
      new Option('--array <RxC>', 'array of --gemm')
        .argParser(arraySize)
        .default({ rows: 32, cols: 32 }, '32x32'),
    )
    .addOption(
      new Option('--dataflow <name>', 'dataflow of --gemm').choices(DATAFLOWS).default('os' as const),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'leeway cost dit-xl2-512 --accelerator tpu-like --svg dit.svg',
        'leeway cost dit-xl2-512 --accelerator drift-14nm-full --point 0.68V@2GHz --products',
        'leeway cost models/dit-fashion --policy policies/undervolted-rollback.json',
        'leeway cost --gemm 256,1152,1152 --array 32x32 --dataflow ws --json',
      ),
    )
    .action(async (network, options) => {
      const { gemm, array, dataflow, list, ...others } = options;
      if (gemm !== undefined) {
        const { costGemm } = await import('./commands/cost-gemm.js');
        costGemm({ ...options, gemm, array: { ...array, dataflow } });
      } else if (list) {
        const { listPublishedNetworks } = await import('./commands/list-published-networks.js');
        listPublishedNetworks(options);
      } else {
        const { cost } = await import('./commands/cost.js');
        await cost(network, others);
      }
    });
}

/** The command line of `leeway reproduce`. */
export function reproduce(program: Program): void {
  program
    .command('reproduce')
    .description("recompute a paper's published figures, and what Leeway's model makes of them")
    .addArgument(new Argument('<claim>').choices(['drift-energy']))
    .option('--markdown', 'print the tables as they stand in the README')
    .addOption(jsonOption())
    .addHelpText('after', examples('leeway reproduce drift-energy'))
    .action(async (_claim, options) => {
      const { reproduceDriftEnergy } = await import('./commands/reproduce.js');
      reproduceDriftEnergy(options);
    });
}
