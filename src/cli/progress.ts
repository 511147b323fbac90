import { clearLine, cursorTo } from 'node:readline';

/** Where progress is shown: one line that is overwritten on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** Shows the current state; on anything but a terminal at most every {@link PLAIN_INTERVAL_MS}. */
  update(text: string): void;
  /** Writes a line that stays. */
  note(text: string): void;
  /** Takes the progress line away. */
  clear(): void;
}

const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 100;

/** Width of a terminal that does not say how wide it is. */
const DEFAULT_COLUMNS = 80;

/** Progress on standard error, so that standard output holds results only. */
export function createProgress(stream: NodeJS.WriteStream, now: () => number, quiet = false): Progress {
  let shownAt = -Infinity;
  const clear = () => {
    if (!stream.isTTY || quiet) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    update(text) {
      if (quiet || now() - shownAt < (stream.isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
      shownAt = now();
      clear();
      stream.write(stream.isTTY ? text.slice(0, (stream.columns || DEFAULT_COLUMNS) - 1) : `${text}\n`);
    },
    note(text) {
      if (quiet) return;
      clear();
      stream.write(`${text}\n`);
    },
    clear,
  };
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
