import { useMemo, useRef } from 'preact/hooks';
import type { PolicyDetail } from '../../report-data.js';
import { largestCount, type MapCell } from '../map-cells.js';
import { cellAt, cellBox, cellOf, type MapGeometry, mapGeometry } from '../map-geometry.js';
import { thresholdBits } from '../policy-text.js';
import { useWidth } from '../use-width.js';

export interface MapGridProps {
  readonly detail: PolicyDetail;
  readonly cells: readonly MapCell[];
  readonly colour: (cell: MapCell) => string;
  readonly pointed: MapCell | null;
  readonly onPoint: (cell: MapCell | null) => void;
}

/** Height of a line of text. */
const LINE = 14;

/** The map itself: steps across, blocks downwards, checkpoint refreshes on the step axis. */
export function MapGrid({ detail, cells, colour, pointed, onPoint }: MapGridProps) {
  const container = useRef<HTMLDivElement>(null);
  const available = useWidth(container, 1130);
  const geometry = useMemo(() => mapGeometry(detail.policy, available), [detail, available]);
  const several = thresholdBits(detail.policy).length > 1;
  const mostRestored = useMemo(() => largestCount(cells, 'restoredWords'), [cells]);
  const layer = useMemo(
    () =>
      cells.map((cell) => (
        <Cell
          key={`${cell.step},${cell.block}`}
          geometry={geometry}
          cell={cell}
          fill={colour(cell)}
          thresholds={several}
          mostRestored={mostRestored}
        />
      )),
    [cells, geometry, colour, several, mostRestored],
  );
  const point = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    onPoint(cellAt(geometry, cells, event.clientX - box.left, event.clientY - box.top));
  };
  const walk = (event: KeyboardEvent) => {
    const move = ARROWS[event.key];
    if (!move) return;
    event.preventDefault();
    const next = pointed
      ? cellOf(geometry, cells, pointed.step + move[0], pointed.block + move[1])
      : cells[0];
    onPoint(next ?? pointed);
  };
  return (
    <div ref={container} class="scroll">
      <svg
        class="map"
        width={geometry.width}
        height={geometry.height}
        viewBox={`0 0 ${geometry.width} ${geometry.height}`}
        role="application"
        aria-label={`Map of ${geometry.blocks.length} blocks by ${geometry.steps} steps; the arrow keys walk through the cells.`}
        tabindex={0}
        onPointerMove={point}
        onPointerLeave={() => onPoint(null)}
        onKeyDown={walk}
      >
        <Hatching />
        <BlockNames geometry={geometry} />
        {layer}
        <StepAxis geometry={geometry} checkpoints={detail.checkpointSteps} />
        {pointed && <rect class="cursor" {...cellBox(geometry, pointed)} />}
      </svg>
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const Hatching = () => (
  <defs>
    <pattern id="unchecked" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line x1="0" y1="0" x2="0" y2="6" class="hatch" />
    </pattern>
  </defs>
);

function BlockNames({ geometry: { blocks, left, cellHeight } }: { geometry: MapGeometry }) {
  const every = Math.ceil(LINE / cellHeight);
  return (
    <>
      {blocks.map(
        (block, row) =>
          row % every === 0 && (
            <text key={block} x={left - 8} y={(row + 0.5) * cellHeight} class="block">
              {block}
            </text>
          ),
      )}
    </>
  );
}

interface CellProps {
  readonly geometry: MapGeometry;
  readonly cell: MapCell;
  readonly fill: string;
  /** Whether to write the threshold bit into the cell, where it fits. */
  readonly thresholds: boolean;
  /** Words rolled back in the cell that has most of them. */
  readonly mostRestored: number;
}

function Cell({ geometry, cell, fill, thresholds, mostRestored }: CellProps) {
  const { x, y, width, height } = cellBox(geometry, cell);
  const restored = cell.restoredWords ?? 0;
  const inner = { x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1 };
  return (
    <>
      <rect {...inner} fill={fill} />
      {cell.thresholdBit === null && <rect {...inner} fill="url(#unchecked)" />}
      {thresholds && cell.thresholdBit !== null && width >= 20 && height >= LINE && (
        <text x={x + width / 2} y={y + height / 2} class="threshold">
          {cell.thresholdBit}
        </text>
      )}
      {restored > 0 && width >= 8 && (
        <circle
          cx={x + width - 5}
          cy={y + height - 5}
          r={1 + 2.5 * Math.sqrt(restored / mostRestored)}
          class="rollback"
        />
      )}
    </>
  );
}

/** Step numbers, with a triangle over each step that refreshes the checkpoint. */
function StepAxis({ geometry, checkpoints }: { geometry: MapGeometry; checkpoints: readonly number[] }) {
  const { blocks, steps, left, cellWidth, cellHeight } = geometry;
  const every = Math.ceil(24 / cellWidth);
  const centre = (step: number) => (step + 0.5) * cellWidth;
  return (
    <g transform={`translate(${left} ${blocks.length * cellHeight})`}>
      {checkpoints.map((step) => (
        <path key={step} d={`M${centre(step)} 4l5 8h-10z`} class="checkpoint" />
      ))}
      {Array.from({ length: Math.ceil(steps / every) }, (_, i) => i * every).map((step) => (
        <text key={step} x={centre(step)} y={24} class="step">
          {step}
        </text>
      ))}
      <text x={(steps * cellWidth) / 2} y={46} class="axis-title">
        denoising step (0 = noisiest)
      </text>
    </g>
  );
}
