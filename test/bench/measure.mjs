/**
 * Runs contenders in turn (A B A B ...) and keeps each one's fastest round, so that a load on the machine that comes
 * and goes meets them all alike and mostly drops out.
 *
 * @param {Record<string, () => Promise<unknown>>} contenders
 * @param {number} rounds integer >= 1
 * @param {number} warmUps rounds before that are not counted
 * @returns {Promise<Record<string, number>>} shortest time in ms, by contender
 */
export async function alternate(contenders, rounds, warmUps = 1) {
  const best = Object.fromEntries(Object.keys(contenders).map((name) => [name, Infinity]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      if (round >= 0) best[name] = Math.min(best[name], performance.now() - start);
    }
  }
  return best;
}

/**
 * One line of the result.
 *
 * @param {string} name
 * @param {number} value
 * @param {string} unit 'x' for ratios
 * @param {{ atMost?: number, atLeast?: number }} target left out for figures that only inform
 * @param {string} note where the ratio comes from
 */
export function figure(name, value, unit, target = {}, note = '') {
  const { atMost = Infinity, atLeast = -Infinity } = target;
  const met = Object.keys(target).length === 0 ? null : value <= atMost && value >= atLeast;
  return { name, value, unit, target, met, note };
}

/** The figures as aligned text. */
export function table(figures) {
  const rows = figures.map(({ name, value, unit, target, met, note }) => [
    name,
    `${Number(value.toPrecision(3))} ${unit}`,
    targetText(target),
    met === null ? '' : met ? 'met' : 'missed',
    note,
  ]);
  return aligned([['figure', 'value', 'target', '', 'from'], ...rows]);
}

/** Rows of cells as lines of text with columns. */
export function aligned(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function targetText({ atMost, atLeast }) {
  if (atMost !== undefined) return `<= ${atMost}`;
  return atLeast === undefined ? '' : `>= ${atLeast}`;
}
