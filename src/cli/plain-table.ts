import Table from 'cli-table3';

/**
 * An empty table without colours.
 *
 * @param left titles of the columns that are aligned to the left; the others are numbers
 */
export const plainTable = (head: readonly string[], left: readonly string[]) =>
  new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((title) => (left.includes(title) ? 'left' : 'right')),
  });
