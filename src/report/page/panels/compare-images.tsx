import { formatNumber } from '../../format.js';
import type { StudyView } from '../study-view.js';

export interface CompareImagesProps {
  readonly view: StudyView;
  readonly trials: readonly number[];
}

/** A row per image: fault-free, then under each policy, all from the same noise. */
export function CompareImages({ view, trials }: CompareImagesProps) {
  const shown = trials.filter((trial) => (view.details.get(trial)?.images.length ?? 0) > 0);
  const { goldenImages } = view.data;
  if (shown.length === 0 || goldenImages.length === 0) return null;
  return (
    <>
      <h3>The same images under each policy</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a pointer, only focus lets it scroll */}
      <section class="scroll plain" tabIndex={0} aria-label="Images under each policy">
        <table class="image-rows">
          <thead>
            <tr>
              <th scope="col">Policy</th>
              {goldenImages.map(({ image, label }) => (
                <th key={image} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">fault-free</th>
              {goldenImages.map(({ image, label, uri }) => (
                <td key={image}>
                  <img src={uri} alt={`${label} ${image}, fault-free`} />
                </td>
              ))}
            </tr>
            {shown.map((trial) => (
              <tr key={trial}>
                <th scope="row">trial {trial}</th>
                {goldenImages.map(({ image, label }) => (
                  <ImageCell key={image} view={view} trial={trial} image={image} label={label} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="caption">Below each image: its perceptual distance from the fault-free one.</p>
    </>
  );
}

interface ImageCellProps {
  readonly view: StudyView;
  readonly trial: number;
  readonly image: number;
  readonly label: string;
}

function ImageCell({ view, trial, image, label }: ImageCellProps) {
  const found = view.details.get(trial)?.images.find((candidate) => candidate.image === image);
  if (!found) return <td>n/a</td>;
  return (
    <td>
      <img src={found.uri} alt={`${label} ${image}, trial ${trial}`} />
      <span class="caption">{formatNumber(found.perceptualDistance, 2)}</span>
    </td>
  );
}
