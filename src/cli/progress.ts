import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';

/** Where progress is shown: lines that are overwritten on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** Shows the current state; on anything but a terminal its first line, at most every {@link PLAIN_INTERVAL_MS}. */
  update(text: string): void;
  /** Writes a line that stays. */
  note(text: string): void;
  /** Takes the current state away. */
  clear(): void;
}

const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 100;

/** Size of a terminal that does not say how large it is. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/**
 * Progress on standard error, so that standard output holds results only.
 *
 * @param stamp what lines begin with on anything but a terminal, such as the time
 */
export function createProgress(
  stream: NodeJS.WriteStream,
  now: () => number,
  quiet = false,
  stamp = () => '',
): Progress {
  let shownAt = -Infinity;
  let shownLines = 0;
  const clear = () => {
    if (shownLines === 0) return;
    moveCursor(stream, 0, 1 - shownLines);
    cursorTo(stream, 0);
    clearScreenDown(stream);
    shownLines = 0;
  };
  const show = (text: string) => {
    const lines = fitting(text, stream);
    clear();
    shownLines = lines.length;
    stream.write(lines.join('\n'));
  };
  return {
    update(text) {
      if (quiet || now() - shownAt < (stream.isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
      shownAt = now();
      if (stream.isTTY) show(text);
      else stream.write(`${stamp()}${text.split('\n')[0]}\n`);
    },
    note(text) {
      if (quiet) return;
      clear();
      stream.write(`${stream.isTTY ? '' : stamp()}${text}\n`);
    },
    clear,
  };
}

/** The part of a text that a terminal can show and take away again. */
function fitting(text: string, { columns, rows }: NodeJS.WriteStream): string[] {
  const width = (columns || DEFAULT_COLUMNS) - 1;
  return text
    .split('\n')
    .slice(0, (rows || DEFAULT_ROWS) - 1)
    .map((line) => cut(line, width));
}

/** An escape sequence of a colour, which takes no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const COLOUR = /\u001b\[[\d;]*m/g;

/** A line that is too long loses its colours with its end. */
function cut(line: string, width: number): string {
  const plain = line.replace(COLOUR, '');
  return plain.length <= width ? line : plain.slice(0, width);
}

/** @example formatDuration(75_000) // '1 min 15 s' */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
