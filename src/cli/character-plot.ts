const BARS = '▁▂▃▄▅▆▇█';

/**
 * Values as a row of bars, the last one at its end; of more values than there is room for, as many at even distances.
 *
 * @param width columns at most, integer >= 2
 * @returns nothing for no values; all equal values have the lowest bar
 */
export function sparkline(values: readonly number[], width: number): string {
  const count = Math.min(width, values.length);
  const shown = Array.from(
    { length: count },
    (_, i) => values[Math.round((i * (values.length - 1)) / Math.max(1, count - 1))],
  );
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  return shown.map((value) => BARS[place(value, least, most, BARS.length)]).join('');
}

/**
 * Points as dots in a frame, the first coordinate to the right and the second upwards.
 *
 * @param points pairs of finite numbers; without any the frame is empty
 * @param columns of dots; @param rows of dots
 * @returns the rows of text from above
 */
export function scatter(points: readonly (readonly number[])[], columns: number, rows: number): string[] {
  const cells = Array.from({ length: rows }, () => Array<string>(columns).fill(' '));
  const [left, right] = extent(points.map(([x]) => x));
  const [low, high] = extent(points.map(([, y]) => y));
  for (const [x, y] of points) {
    cells[rows - 1 - place(y, low, high, rows)][place(x, left, right, columns)] = '●';
  }
  return [...cells.map((row) => `│${row.join('')}`), `└${'─'.repeat(columns)}`];
}

/** In which of `count` equal parts of a range a value is, from 0. */
function place(value: number, least: number, most: number, count: number): number {
  const share = most > least ? (value - least) / (most - least) : 0;
  return Math.min(count - 1, Math.floor(share * count));
}

const extent = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
