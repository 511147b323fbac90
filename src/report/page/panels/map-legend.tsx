import { sameOperatingPoint } from '../../../core/operating-point.js';
import { formatCount, formatPoint } from '../../format.js';
import type { PolicyDetail } from '../../report-data.js';
import {
  type ColouredPoint,
  countColour,
  largestCount,
  type MapCell,
  type MapQuantity,
} from '../map-cells.js';
import { thresholdText } from '../policy-text.js';

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
      {quantity === 'point' ? (
        <PointItems cells={cells} points={points} />
      ) : (
        <CountItems largest={largestCount(cells, quantity)} />
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
      {checkpoint && (
        <li>
          <span class="triangle">▲</span> checkpoint refreshed after this step (every{' '}
          {checkpoint.offloadInterval}, {checkpoint.layout})
        </li>
      )}
    </ul>
  );
}

function PointItems({ cells, points }: Pick<MapLegendProps, 'cells' | 'points'>) {
  const used = points.flatMap((candidate) => {
    const count = cells.filter(({ point }) => sameOperatingPoint(point, candidate.point)).length;
    return count > 0 ? [{ ...candidate, share: count / cells.length }] : [];
  });
  return (
    <>
      {used.map(({ point, colour, nominal, share }) => (
        <li key={colour}>
          <span class="swatch" style={{ background: colour }} /> {formatPoint(point)}
          {nominal && ' (nominal)'}, {Math.round(share * 100)} % of cells
        </li>
      ))}
    </>
  );
}

const CountItems = ({ largest }: { largest: number }) => (
  <>
    {[0, 0.25, 0.5, 0.75, 1].map((share) => (
      <li key={share}>
        <span class="swatch" style={{ background: countColour(share * largest, largest) }} />{' '}
        {formatCount(share * largest)}
      </li>
    ))}
  </>
);
