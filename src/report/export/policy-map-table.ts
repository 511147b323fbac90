import { contentHash } from '../../core/canonical-json.js';
import { type Cell, type Policy, refreshesCheckpoint } from '../../core/policy.js';
import { formatPoint } from '../format.js';

/** Text that Markdown takes for nothing but text, in a table too. */
export const markdownText = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&');

/**
 * The map of a policy as a Markdown section: one row per run of equal steps, one column per run of equal blocks, and a
 * legend. A cell reads `P1 R2`: operating point 1, protection 2.
 */
export function mapSection(policy: Policy): string[] {
  const { blocks, cells, checkpoint } = policy;
  const refreshed = (step: number) => checkpoint !== null && refreshesCheckpoint(checkpoint, step);
  const rows = runs(cells.map((row, step) => contentHash([row, refreshed(step)])));
  const columns = runs(blocks.map((_, block) => contentHash(cells.map((row) => row[block]))));
  const heads = columns.map(([first, last]) => markdownText(range(blocks[first], blocks[last])));
  return [
    '## Map',
    '',
    `| step |${heads.map((head) => ` ${head} |`).join('')}${checkpoint ? ' checkpoint |' : ''}`,
    `| --- |${' --- |'.repeat(heads.length + (checkpoint ? 1 : 0))}`,
    ...rows.map(([first, last]) => {
      const texts = columns.map(([block]) => ` ${cellText(cells[first][block])} |`).join('');
      const mark = checkpoint ? ` ${refreshed(first) ? 'refreshed' : ''} |` : '';
      return `| ${range(String(first), String(last))} |${texts}${mark}`;
    }),
    '',
    ...legend(policy),
  ];
}

const cellText = ({ point, protection }: Cell) => `P${point} R${protection}`;

const range = (first: string, last: string) => (first === last ? first : `${first} to ${last}`);

/** First and last index of each run of equal keys. */
function runs(keys: readonly string[]): (readonly [first: number, last: number])[] {
  const starts = [...keys.keys()].filter((i) => i === 0 || keys[i] !== keys[i - 1]);
  return starts.map((first, k) => [first, (starts[k + 1] ?? keys.length) - 1]);
}

function legend({ operatingPoints, protections, checkpoint }: Policy): string[] {
  const plan = checkpoint
    ? [`- Checkpoint every ${checkpoint.offloadInterval} steps, ${checkpoint.layout}`]
    : ['- No checkpoint'];
  return [
    ...operatingPoints.map((point, i) => `- P${i}: ${formatPoint(point)}`),
    ...protections.map(({ scheme, ...settings }, i) => {
      const texts = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
      return `- R${i}: ${[scheme, ...texts].join(', ')}`;
    }),
    ...plan,
    '- Step 0 is the first denoising step, the noisiest',
  ];
}
