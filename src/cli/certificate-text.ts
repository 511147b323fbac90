import type { Certificate } from '../core/certificate.js';
import { formatFactor, formatNumber, formatQuantity, formatSignedPercent } from '../report/format.js';

const VERDICTS: Readonly<Record<Certificate['verdict'], string>> = {
  'non-inferior': 'NON-INFERIOR: no worse than fault-free INT8 runs by more than the margin',
  inferior: 'INFERIOR: worse than fault-free INT8 runs by more than the margin',
  undecided: 'UNDECIDED: these images do not tell',
};

/** A certificate as people read it. */
export function certificateText(certificate: Certificate): string {
  const { verdict, policyId, margin, level, looks, images, imagesNeeded, seeds, metrics } = certificate;
  const { energySaving, speedUp, versions, inputHashes, leewayVersion, createdAt, command } = certificate;
  const last = looks[looks.length - 1];
  const needed =
    verdict !== 'undecided'
      ? []
      : [
          imagesNeeded === null
            ? 'Images needed         none would do: the mean lies at the margin or beyond'
            : `Images needed         about ${imagesNeeded}, if mean and spread are as seen (power 80 %)`,
        ];
  return [
    VERDICTS[verdict],
    `Policy                ${policyId}`,
    `Claim                 mean perceptual distance below ${margin}, one-sided confidence ${percentText(level)}`,
    `Mean                  ${formatNumber(last.mean)} over ${images} images${boundsText(last)}`,
    ...looks.map(
      ({ images, level, mean, verdict }, i) =>
        `Look ${i + 1}                ${images} images at ${percentText(level)}: ${formatNumber(mean)}, ${verdict}`,
    ),
    ...needed,
    `Energy                ${formatQuantity(metrics.energyJ, 'J')} (${formatSignedPercent(-energySaving)} against nominal)`,
    `Latency               ${formatQuantity(metrics.latencyS, 's')} (${formatFactor(speedUp)} as fast)`,
    `Seeds                 ${seeds.map(({ seed }) => seed).join(', ')}`,
    `Versions              leeway ${leewayVersion}, ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    ...Object.entries(inputHashes).map(([name, hash]) => `${`sha256 ${name}`.padEnd(26)}${hash}`),
    `Made                  ${createdAt} by: ${command}`,
  ].join('\n');
}

/** Early looks have levels close to 1, which two decimals would round to it. */
const percentText = (share: number) => `${Number((100 * share).toPrecision(7))} %`;

function boundsText({ bounds, level }: Certificate['looks'][number]): string {
  if (bounds === null) return ', all of them identical to the fault-free ones';
  return `, one-sided ${percentText(level)} bounds ${formatNumber(bounds.low)} and ${formatNumber(bounds.high)}`;
}
