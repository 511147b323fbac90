import { useMemo, useState } from 'preact/hooks';
import { formatCount, formatPoint } from '../../format.js';
import type { PolicyDetail } from '../../report-data.js';
import { Choice } from '../choice.js';
import { cellColour, isCount, type MapCell, type MapQuantity, mapCells, pointColours } from '../map-cells.js';
import { powerOfTwo } from '../policy-text.js';
import type { StudyView } from '../study-view.js';
import { usePalette } from '../theme.js';
import { MapGrid } from './map-grid.js';
import { MapLegend } from './map-legend.js';

export interface PolicyMapProps {
  readonly view: StudyView;
  readonly detail: PolicyDetail;
  readonly title?: string;
}

/** The policy as a map, blocks by steps: what each cell runs at, whether it is checked, what happened there. */
export function PolicyMap({ view, detail, title = 'Map of the policy' }: PolicyMapProps) {
  const cells = useMemo(() => mapCells(detail), [detail]);
  const palette = usePalette();
  const [quantity, setQuantity] = useState<MapQuantity>('point');
  const points = useMemo(
    () => (isCount(quantity) ? [] : pointColours(view, quantity, palette)),
    [view, quantity, palette],
  );
  const [pointed, setPointed] = useState<MapCell | null>(null);
  const colour = useMemo(
    () => cellColour(quantity, cells, points, palette),
    [quantity, cells, points, palette],
  );
  const blocks = detail.policy.blocks;
  return (
    <div>
      <h3>{title}</h3>
      <div class="controls">
        <Choice label="Colour" value={quantity} options={quantities(detail)} onChoose={setQuantity} />
        <output class="readout">
          {pointed ? describeCell(pointed, blocks) : 'Point at a cell for its figures.'}
        </output>
      </div>
      <MapGrid detail={detail} cells={cells} colour={colour} pointed={pointed} onPoint={setPointed} />
      <MapLegend detail={detail} cells={cells} points={points} quantity={quantity} />
    </div>
  );
}

function quantities({ faultyWords, restoredWords }: PolicyDetail): (readonly [MapQuantity, string])[] {
  return [
    ['point', 'voltage and frequency'],
    ['voltageV', 'voltage'],
    ['frequencyHz', 'frequency'],
    ...(restoredWords ? ([['restoredWords', 'words rolled back per image']] as const) : []),
    ...(faultyWords ? ([['faultyWords', 'faulty words per image']] as const) : []),
  ];
}

function describeCell(cell: MapCell, blocks: readonly string[]): string {
  const check =
    cell.thresholdBit === null ? 'not checked' : `checked, threshold ${powerOfTwo(cell.thresholdBit)}`;
  const counts = [
    cell.faultyWords === null ? [] : [`${formatCount(cell.faultyWords)} faulty`],
    cell.restoredWords === null ? [] : [`${formatCount(cell.restoredWords)} rolled back`],
  ].flat();
  const words = counts.length > 0 ? `, words per image: ${counts.join(', ')}` : '';
  return `step ${cell.step}, ${blocks[cell.block]}: ${formatPoint(cell.point)}, ${check}${words}`;
}
