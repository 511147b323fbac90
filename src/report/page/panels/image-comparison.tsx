import { formatNumber, formatQuantity } from '../../format.js';
import type { FaultyImage, GoldenImage } from '../../report-data.js';

export interface ImageComparisonProps {
  readonly golden: readonly GoldenImage[];
  readonly faulty: readonly FaultyImage[];
}

/** Fault-free images, what the policy makes of the same noise, and the difference. */
export function ImageComparison({ golden, faulty }: ImageComparisonProps) {
  const pairs = faulty.flatMap((image) => {
    const reference = golden.find((candidate) => candidate.image === image.image);
    return reference ? [{ reference, image }] : [];
  });
  if (pairs.length === 0) return null;
  return (
    <div>
      <h3>Images</h3>
      <p class="caption">
        Each pair began from the same noise. Left: fault-free; right: under the selected policy; below: the
        absolute difference, four times amplified (black = equal).
      </p>
      <div class="images">
        {pairs.map(({ reference, image }) => (
          <Pair key={image.image} golden={reference} faulty={image} />
        ))}
      </div>
    </div>
  );
}

function Pair({ golden, faulty }: { golden: GoldenImage; faulty: FaultyImage }) {
  const mistaken = faulty.recognisedAs !== null && faulty.recognisedAs !== golden.label;
  return (
    <figure class="pair">
      <img src={golden.uri} alt={`${golden.label} ${golden.image}, fault-free`} />
      <img src={faulty.uri} alt={`${golden.label} ${golden.image}, under the policy`} />
      <div class="difference" role="img" aria-label={`${golden.label} ${golden.image}, difference`}>
        <img src={golden.uri} alt="" />
        <img src={faulty.uri} alt="" />
      </div>
      <figcaption>
        <b>{golden.label}</b>
        <br />
        distance {formatNumber(faulty.perceptualDistance, 2)}
        <br />
        {faulty.psnrDb === null ? 'identical' : `PSNR ${formatQuantity(faulty.psnrDb, 'dB')}`}
        {mistaken && <span class="mistaken">taken for {faulty.recognisedAs}</span>}
      </figcaption>
    </figure>
  );
}
