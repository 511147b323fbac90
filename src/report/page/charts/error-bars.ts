import type { CustomSeriesOption } from 'echarts/charts';
import { COLOURS } from '../palette.js';
import type { FrontMark } from './trade-off-marks.js';

/** Half the length of the stroke that ends an error bar, in pixels. */
const CAP = 4;

const line = ([x1, y1]: number[], [x2, y2]: number[], stroke: string) => ({
  type: 'line' as const,
  shape: { x1, y1, x2, y2 },
  style: { stroke, lineWidth: 1.2 },
});

/** 95% intervals of the front's confirmed scores, and a thin line to where the search had seen each policy. */
export function errorBars(front: readonly FrontMark[]): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    clip: true,
    z: 3,
    data: front.map((mark) => [mark, mark.low, mark.high, mark.searched].flatMap(({ x, y }) => [x, y])),
    encode: { x: [0, 2, 4, 6], y: [1, 3, 5, 7] },
    renderItem: (_, api) => {
      const at = (x: number, y: number) => api.coord([api.value(x), api.value(y)]);
      const bottom = at(0, 3);
      const top = at(0, 5);
      const caps = [bottom, top].map(([x, y]) => line([x - CAP, y], [x + CAP, y], COLOURS.text));
      return {
        type: 'group',
        children: [
          line(at(0, 1), at(6, 7), COLOURS.dominated),
          line(at(2, 1), at(4, 1), COLOURS.text),
          line(bottom, top, COLOURS.text),
          ...caps,
        ],
      };
    },
  };
}
