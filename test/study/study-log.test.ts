import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StudyOutput } from '../../src/cli/study-output.js';
import { logPath, readStudyLog } from '../../src/study/study-log.js';
import { temporaryDirectory } from './temporary-directory.js';

const now = () => new Date('2026-11-22T10:00:00.000Z');

/** What a study's output has shown, and the output. */
function output(lines: ((line: string) => void) | null = null) {
  const shown: string[] = [];
  const progress = {
    note: (text: string) => shown.push(text),
    update: (text: string) => shown.push(text),
    clear: () => {},
  };
  return { shown, output: new StudyOutput(progress, now, lines) };
}

describe('the log of a study', () => {
  it('holds what was said before its folder was there, and after', () => {
    const directory = temporaryDirectory();
    const { shown, output: told } = output();
    told.say('study', 'Study night', { study: 'night' });
    told.openLog(directory);
    told.record('trial', { number: 0 });
    told.update('1/6 trials');
    expect(shown).toEqual(['Study night', '1/6 trials']);
    const time = '2026-11-22T10:00:00.000Z';
    expect(readStudyLog(directory)).toEqual([
      { time, event: 'study', study: 'night', text: 'Study night' },
      { time, event: 'trial', number: 0 },
    ]);
  });

  it('goes to somebody else too, in place of what is for people', () => {
    const lines: string[] = [];
    const { shown, output: told } = output((line) => lines.push(line));
    told.say('plan', 'Plan: ...');
    told.update('1/6 trials');
    expect(shown).toEqual([]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'plan', text: 'Plan: ...' }]);
  });

  it('is done without where it cannot be written', () => {
    const { shown, output: told } = output();
    told.openLog('/no/such/place');
    told.record('trial', { number: 0 });
    told.record('trial', { number: 1 });
    expect(shown).toEqual(['The log cannot be written any more; the study goes on without it.']);
  });

  it('is read without lines that a crash cut off, and is empty where there is none', () => {
    const directory = temporaryDirectory();
    expect(readStudyLog(directory)).toEqual([]);
    appendFileSync(logPath(directory), '{"time":"t","event":"trial"}\nnull\n{"time":"t","ev');
    expect(readStudyLog(directory)).toEqual([{ time: 't', event: 'trial' }]);
  });
});
