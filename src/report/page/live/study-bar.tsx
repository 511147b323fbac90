import { useState } from 'preact/hooks';
import type { StudyAction, StudyState, StudySummary } from '../../dashboard-messages.js';
import { studyFiles } from './use-route.js';

/** How far a study is, what can be done with it, and what can be downloaded. */
export function StudyBar({ summary }: { summary: StudySummary }) {
  const { name, state, trials, ofTrials, problem } = summary;
  const [message, setMessage] = useState('');
  const files = studyFiles(name);
  const act = async (action: StudyAction) => setMessage(await request(files, action));
  return (
    <div class="study-bar">
      <span class={`state ${state}`}>{state}</span>
      {trials !== null && ofTrials !== null && (
        <span>
          <progress value={trials} max={ofTrials} aria-label="Trials" />{' '}
          <output>
            {trials} of {ofTrials} trials
          </output>
        </span>
      )}
      {ACTIONS[state].map(([action, text]) => (
        <button key={action} type="button" class="plain" onClick={() => void act(action)}>
          {text}
        </button>
      ))}
      <span>
        Download{' '}
        <a href={`${files}/trials.csv`} download>
          trials.csv
        </a>{' '}
        <a href={`${files}/front.csv`} download>
          front.csv
        </a>{' '}
        <a href={`${files}/report.json`} download>
          report.json
        </a>
      </span>
      {(message !== '' || problem !== null) && <p role="alert">{message || problem}</p>}
    </div>
  );
}

const ACTIONS: Readonly<Record<StudyState, readonly (readonly [StudyAction, string])[]>> = {
  running: [
    ['pause', 'Pause'],
    ['stop', 'Stop'],
  ],
  paused: [
    ['resume', 'Go on'],
    ['stop', 'Stop'],
  ],
  stopping: [],
  stopped: [['resume', 'Go on']],
  finished: [],
  damaged: [],
};

/** Asks the server; returns what to tell the person, '' for nothing. */
async function request(files: string, action: StudyAction): Promise<string> {
  try {
    const response = await fetch(`${files}/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leeway-request': '1' },
      body: JSON.stringify({ action }),
    });
    if (response.ok) return '';
    const { error } = (await response.json()) as { error?: string };
    return error ?? `The server answered ${response.status}.`;
  } catch {
    return 'The dashboard does not answer.';
  }
}
