import { asLeewayError } from '../core/errors.js';
import type { ClusterWorkerNews } from '../execution/cluster/cluster-worker.js';
import { formatDuration, type Progress } from './progress.js';
import type { LogFields } from './study-output.js';

/** What a worker tells people, or programs as JSON lines. */
export class WorkerOutput {
  /** @param lines takes events in place of people; null for people */
  constructor(
    private readonly progress: Progress,
    private readonly now: () => Date,
    private readonly lines: ((line: string) => void) | null,
  ) {}

  say(event: string, text: string, fields: LogFields = {}): void {
    if (!this.lines) this.progress.note(text);
    this.lines?.(`${JSON.stringify({ time: this.now().toISOString(), event, ...fields, text })}\n`);
  }

  /** Tells what a worker does. */
  tell(news: ClusterWorkerNews): void {
    const fields = news.kind === 'trial' ? trialFields(news) : {};
    this.say(news.kind, textOf(news), { study: news.study, ...fields });
  }
}

type TrialNews = Extract<ClusterWorkerNews, { kind: 'trial' }>;

function textOf(news: ClusterWorkerNews): string {
  switch (news.kind) {
    case 'serves':
      return `Takes trials of study ${news.study} on ${news.host}.`;
    case 'leaves':
      return `Takes no more trials of study ${news.study}.`;
    case 'not-yet':
      return `Study ${news.study} cannot be served yet: ${news.error.message}`;
    case 'refuses':
      return `Refused: ${news.error.message}`;
    case 'trial':
      return trialText(news);
  }
}

const END_TEXTS = {
  revoked: 'given up, because nobody wants it any more',
  overtaken: 'given up, because another worker has it',
  draining: 'handed back',
  broken: 'handed back, because it cannot be evaluated here',
} as const;

function trialText({ study, trialNumber, end }: TrialNews): string {
  const status = end.kind === 'finished' ? end.outcome.status : END_TEXTS[end.kind];
  const reason = end.kind === 'broken' ? `: ${asLeewayError(end.error).message}` : '';
  return `${study}: trial ${trialNumber} ${status} after ${formatDuration(end.busyMs)}${reason}`;
}

const trialFields = ({ trialNumber, end }: TrialNews): LogFields => ({
  trialNumber,
  status: end.kind === 'finished' ? end.outcome.status : end.kind,
  busyMs: Math.round(end.busyMs),
});
