import { appendFileSync } from 'node:fs';
import { logPath } from '../study/study-log.js';
import type { Progress } from './progress.js';

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What a log says of an event besides its name: plain JSON. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What a running study tells people, and writes to its log. */
export class StudyOutput {
  private path: string | null = null;
  private readonly early: string[] = [];

  /**
   * @param progress shows what is for people
   * @param lines takes the log's lines too, in place of what is for people; null where they are not asked for
   */
  constructor(
    private readonly progress: Progress,
    private readonly now: () => Date,
    private readonly lines: ((line: string) => void) | null,
  ) {}

  /** From now on the log is kept in a study's folder; what came before is put at its end. */
  openLog(directory: string): void {
    this.path = logPath(directory);
    this.append(this.early.splice(0).join(''));
  }

  /** Tells an event to people and to the log. */
  say(event: string, text: string, fields: LogFields = {}): void {
    if (!this.lines) this.progress.note(text);
    this.record(event, { ...fields, text });
  }

  /** Tells an event to the log alone. */
  record(event: string, fields: LogFields = {}): void {
    const line = `${JSON.stringify({ time: this.now().toISOString(), event, ...fields })}\n`;
    this.lines?.(line);
    if (this.path === null) this.early.push(line);
    else this.append(line);
  }

  /** Shows how things stand; on a terminal in place of what was shown last. */
  update(text: string): void {
    if (!this.lines) this.progress.update(text);
  }

  /** Takes away what `update` has shown. */
  clear(): void {
    this.progress.clear();
  }

  /** A log that cannot be written, on a full disk for instance, must not end the study. */
  private append(lines: string): void {
    if (this.path === null) return;
    try {
      appendFileSync(this.path, lines);
    } catch {
      this.path = null;
      if (!this.lines)
        this.progress.note('The log cannot be written any more; the study goes on without it.');
    }
  }
}
