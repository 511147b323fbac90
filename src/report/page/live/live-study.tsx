import { useMemo, useState } from 'preact/hooks';
import type { StudySummary, StudyUpdate } from '../../dashboard-messages.js';
import type { ReportData } from '../../report-data.js';
import { App } from '../app.js';
import { FilesContext } from '../files.js';
import { ThemeToggle } from '../theme.js';
import { ConnectionNote } from './connection-note.js';
import { StudyBar } from './study-bar.js';
import { useEvents } from './use-events.js';
import { studyFiles } from './use-route.js';

interface Shown {
  readonly summary: StudySummary;
  readonly report: ReportData | null;
}

/** One study, brought up to date while it runs. */
export function LiveStudy({ name }: { name: string }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [gone, setGone] = useState(false);
  const handlers = useMemo(
    () => ({
      update: (data: unknown) => setShown((before) => updated(before, data as StudyUpdate)),
      gone: () => setGone(true),
    }),
    [],
  );
  const connection = useEvents(`${studyFiles(name)}/events`, handlers);
  const bar = (
    <>
      <div class="top">
        <a href="#/">All studies</a>
        <ThemeToggle />
      </div>
      <ConnectionNote connection={connection} />
      {gone && <p class="warning">This study is no longer there.</p>}
      {shown && <StudyBar summary={shown.summary} />}
    </>
  );
  if (shown?.report) {
    return (
      <FilesContext.Provider value={studyFiles(name)}>
        <App data={shown.report}>{bar}</App>
      </FilesContext.Provider>
    );
  }
  return (
    <>
      {bar}
      <h1>Study {name}</h1>
      <p>
        {shown?.summary.problem ??
          (connection === 'lost' ? 'There is no such study.' : 'Reading the study …')}
      </p>
    </>
  );
}

/** What was there with what is new. */
function updated(before: Shown | null, { summary, from, report }: StudyUpdate): Shown {
  if (!report || !before?.report || from === 0) return { summary, report };
  const kept = before.report.trials.filter(({ number }) => number < from);
  return { summary, report: { ...report, trials: [...kept, ...report.trials] } };
}
