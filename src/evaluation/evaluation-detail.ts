import { type Images, PIXEL_RANGE } from '../core/image.js';
import type { Ledger, LedgerCounter } from '../core/ledger.js';
import type { DetailImage, EvaluationDetail } from '../core/trial.js';
import type { Workload } from '../core/workload.js';
import type { QualityScores } from '../quality/quality-metrics.js';
import type { GoldenBatch } from './golden-runs.js';

/** The images of one batch as a report shows them. */
export interface DetailBatch {
  readonly shape: Pick<EvaluationDetail, 'width' | 'height' | 'channels'>;
  readonly images: readonly DetailImage[];
}

/** Pairs each faulty image of a batch with its golden one; `scores` says how many images count. */
export function describeBatch(
  firstImage: number,
  golden: GoldenBatch,
  faulty: GoldenBatch,
  scores: QualityScores,
  classLabels: readonly string[],
): DetailBatch {
  const { width, height, channels } = golden.images;
  const images = scores.perceptualDistance.map((perceptualDistance, i) => ({
    image: firstImage + i,
    label: classLabels[golden.labels[i]],
    golden: encodePixels(golden.images, i),
    faulty: encodePixels(faulty.images, i),
    perceptualDistance,
    psnrDb: scores.psnrDb[i],
  }));
  return { shape: { width, height, channels }, images };
}

/** What a report shows of a run: its first `count` images, and where faults struck and were repaired. */
export function evaluationDetail(
  batches: readonly DetailBatch[],
  count: number,
  workload: Workload,
  ledger: Ledger,
): EvaluationDetail {
  return {
    ...batches[0].shape,
    images: batches.flatMap(({ images }) => images).slice(0, count),
    faultyWords: perCell('faultyWords', workload, ledger),
    restoredWords: perCell('restoredWords', workload, ledger),
  };
}

function perCell(counter: LedgerCounter, workload: Workload, ledger: Ledger): number[][] {
  return Array.from({ length: workload.steps }, (_, step) => {
    const row = workload.blocks.map(() => 0);
    for (const { block, index } of workload.gemms)
      row[block] += ledger.at(counter, step, index) / ledger.images;
    return row;
  });
}

/** One image as 8-bit pixels, `height x width x channels`, in base64. */
function encodePixels({ data, channels, height, width }: Images, image: number): string {
  const size = height * width;
  const pixels = Buffer.alloc(size * channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) {
      const value = data[(image * channels + channel) * size + i];
      const share = (value - PIXEL_RANGE.least) / (PIXEL_RANGE.most - PIXEL_RANGE.least);
      pixels[i * channels + channel] = Math.round(share * 255);
    }
  }
  return pixels.toString('base64');
}
