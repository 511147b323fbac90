import { formatCount, formatPoint, formatQuantity } from '../../format.js';
import type { PolicyDetail } from '../../report-data.js';
import {
  type ColouredPoint,
  countColour,
  isCount,
  largestCount,
  type MapCell,
  type MapQuantity,
  samePoint,
} from '../map-cells.js';
import { thresholdText } from '../policy-text.js';
import { usePalette } from '../theme.js';

export interface MapLegendProps {
  readonly detail: PolicyDetail;
  readonly cells: readonly MapCell[];
  readonly points: readonly ColouredPoint[];
  readonly quantity: MapQuantity;
}

/** What the map's colours, hatching and triangles mean. */
export function MapLegend({ detail, cells, points, quantity }: MapLegendProps) {
  const { checkpoint } = detail.policy;
  return (
    <ul class="legend">
      {isCount(quantity) ? (
        <CountItems largest={largestCount(cells, quantity)} />
      ) : (
        <PointItems cells={cells} points={points} quantity={quantity} />
      )}
      {cells.some(({ thresholdBit }) => thresholdBit !== null) && (
        <li>
          <span class="swatch" /> plain: checked, deviations from {thresholdText(detail.policy)} on are rolled
          back
        </li>
      )}
      {cells.some(({ thresholdBit }) => thresholdBit === null) && (
        <li>
          <span class="swatch hatched" /> hatched: not checked
        </li>
      )}
      {cells.some(({ restoredWords }) => (restoredWords ?? 0) > 0) && (
        <li>
          <svg class="dot" width="10" height="10" aria-hidden="true">
            <circle cx="5" cy="5" r="3.5" class="rollback" />
          </svg>{' '}
          dot: words were rolled back here (the larger, the more)
        </li>
      )}
      {checkpoint && (
        <li>
          <span class="triangle">▲</span> checkpoint refreshed after this step (every{' '}
          {checkpoint.offloadInterval}, {checkpoint.layout})
        </li>
      )}
    </ul>
  );
}

interface PointItemsProps extends Pick<MapLegendProps, 'cells' | 'points'> {
  readonly quantity: Parameters<typeof samePoint>[0];
}

function PointItems({ cells, points, quantity }: PointItemsProps) {
  const used = points.flatMap((candidate) => {
    const count = cells.filter(({ point }) => samePoint(quantity, point, candidate.point)).length;
    return count > 0 ? [{ ...candidate, share: count / cells.length }] : [];
  });
  const text = ({ point }: ColouredPoint) => {
    if (quantity === 'voltageV') return formatQuantity(point.voltageV, 'V');
    return quantity === 'frequencyHz' ? formatQuantity(point.frequencyHz, 'Hz') : formatPoint(point);
  };
  return (
    <>
      {used.map((candidate) => (
        <li key={candidate.colour}>
          <span class="swatch" style={{ background: candidate.colour }} /> {text(candidate)}
          {candidate.nominal && ' (nominal)'}, {Math.round(candidate.share * 100)} % of cells
        </li>
      ))}
    </>
  );
}

function CountItems({ largest }: { largest: number }) {
  const palette = usePalette();
  return (
    <>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <li key={share}>
          <span class="swatch" style={{ background: countColour(share * largest, largest, palette) }} />{' '}
          {formatCount(share * largest)}
        </li>
      ))}
    </>
  );
}
