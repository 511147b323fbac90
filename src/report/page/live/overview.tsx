import { useMemo, useState } from 'preact/hooks';
import type { ClusterSummary } from '../../cluster-messages.js';
import type { StudySummary } from '../../dashboard-messages.js';
import { formatTime } from '../../format.js';
import { ThemeToggle } from '../theme.js';
import { ClusterPanel } from './cluster-panel.js';
import { ConnectionNote } from './connection-note.js';
import { useEvents } from './use-events.js';
import { studyLink } from './use-route.js';

/** All studies with how far they are, and who is at work in the cluster where the server knows one. */
export function Overview({ hasCluster }: { hasCluster: boolean }) {
  const [studies, setStudies] = useState<readonly StudySummary[] | null>(null);
  const [cluster, setCluster] = useState<ClusterSummary | null>(null);
  const handlers = useMemo(
    () => ({
      studies: (data: unknown) => setStudies(data as readonly StudySummary[]),
      cluster: (data: unknown) => setCluster(data as ClusterSummary),
    }),
    [],
  );
  const connection = useEvents('/api/events', handlers);
  return (
    <>
      <div class="top">
        <ThemeToggle />
      </div>
      <header>
        <p class="kicker">Leeway dashboard</p>
        <h1>Studies</h1>
      </header>
      <ConnectionNote connection={connection} />
      {studies === null ? <p>Asking for the studies …</p> : <StudyTable studies={studies} />}
      {hasCluster && <ClusterPanel cluster={cluster} />}
    </>
  );
}

function StudyTable({ studies }: { studies: readonly StudySummary[] }) {
  if (studies.length === 0) {
    return (
      <p>
        No studies yet; start one by <code>leeway tune search-spaces/dit-fashion.yaml</code>.
      </p>
    );
  }
  return (
    <table class="studies">
      <thead>
        <tr>
          <th scope="col">Study</th>
          <th scope="col">Question</th>
          <th scope="col">Begun</th>
          <th scope="col">State</th>
          <th scope="col">Trials</th>
        </tr>
      </thead>
      <tbody>
        {studies.map((study) => (
          <tr key={study.name}>
            <th scope="row">
              <a href={studyLink(study.name)}>{study.name}</a>
            </th>
            <td>{study.problem ?? study.title}</td>
            <td>{study.createdAt === null ? '' : formatTime(study.createdAt)}</td>
            <td>
              <span class={`state ${study.state}`}>{study.state}</span>
            </td>
            <td>
              <Progress study={study} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Progress({ study: { name, trials, ofTrials } }: { study: StudySummary }) {
  if (trials === null || ofTrials === null) return null;
  return (
    <>
      <progress value={trials} max={ofTrials} aria-label={`Trials of ${name}`} /> {trials} of {ofTrials}
    </>
  );
}
