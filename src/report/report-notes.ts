import type { Accelerator } from '../accelerator/accelerator.js';
import type { StudyConfig } from '../study/study-config.js';

/** What a reader has to know before believing a study's figures. */
export function reportNotes(
  { faults, confirmation }: StudyConfig,
  { errorCurve, domains, dram }: Accelerator,
): string[] {
  const ideal =
    domains.core.regulator === 'ideal'
      ? 'Voltage conversion is taken as ideal, so that energy falls with the square of the voltage, as DRIFT (arXiv 2604.09073) assumes; a linear regulator on a fixed rail would save in proportion to the voltage only.'
      : 'The core is supplied by a linear regulator on a fixed rail: energy falls in proportion to the voltage.';
  const sites =
    faults.sites === 'drift'
      ? 'Errors strike the linear layers of transformer blocks only, as in DRIFT: embeddings, modulation, attention products and the final layer are taken as error-free at every operating point.'
      : `Errors strike the matrix products of the site set '${faults.sites}'.`;
  return [
    'Energy and latency count matrix products and, to first order, norms, softmax, activation functions, residual sums and changes of the operating point.',
    dram.backgroundPowerW > 0
      ? `Standby and refresh of DRAM count with ${dram.backgroundPowerW.toFixed(2)} W over the whole latency.`
      : 'Standby and refresh of DRAM are not counted: the stack is taken to serve the whole system.',
    ideal,
    sites,
    `Error rates come from the curve '${errorCurve.name}'. Rates below its first entry count as zero, which means "less often than the table resolves"; nothing is extrapolated beyond its last.`,
    'Errors are independent single bit flips, without correlation in time or space and without dependence on the data.',
    'Activations are quantised to INT8 with static scales; norms, softmax and residual sums run in FP32.',
    `Scores of the search carry the luck of few images and of having been picked; confirmed scores are means over ${confirmation.images} images of a seed that the search never saw.`,
  ];
}
