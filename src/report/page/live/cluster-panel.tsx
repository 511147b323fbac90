import type { ComponentChildren } from 'preact';
import { counted } from '../../../core/counted.js';
import type { ClusterStudySummary, ClusterSummary, ClusterWorkerSummary } from '../../cluster-messages.js';

/** Who is at work in a cluster; null as long as its server has not answered. */
export function ClusterPanel({ cluster }: { cluster: ClusterSummary | null }) {
  return (
    <section class="cluster" aria-labelledby="cluster">
      <h2 id="cluster">Cluster</h2>
      {cluster === null ? <p>Asking for the workers …</p> : <Cluster cluster={cluster} />}
    </section>
  );
}

function Cluster({ cluster: { address, studies, workers, problem } }: { cluster: ClusterSummary }) {
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const running = workers.reduce((sum, worker) => sum + worker.running, 0);
  const perMinute = workers.reduce((sum, worker) => sum + worker.perMinute, 0);
  return (
    <>
      {problem !== null && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      <p>
        {address}: {counted(workers.length, 'worker')}, {running} of {slots} evaluations at a time running,{' '}
        {perMinute.toFixed(1)} trials a minute
      </p>
      {studies.length === 0 ? <p>No study is being run.</p> : <StudyTable studies={studies} />}
      {workers.length === 0 ? <p>No worker is there.</p> : <WorkerTable workers={workers} />}
    </>
  );
}

function Table({
  caption,
  head,
  children,
}: {
  caption: string;
  head: string[];
  children: ComponentChildren;
}) {
  return (
    <table class="studies">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

const STUDY_HEAD = ['Study', 'On', 'Version', 'Priority', 'Workers', 'Waiting', 'Running', 'Failed'];

const StudyTable = ({ studies }: { studies: readonly ClusterStudySummary[] }) => (
  <Table caption="Studies that its workers are wanted for" head={STUDY_HEAD}>
    {studies.map(({ name, host, leewayVersion, priority, workers, waiting, running, failed }) => (
      <tr key={`${host} ${name}`}>
        <th scope="row">{name}</th>
        <td>{host}</td>
        <td>{leewayVersion}</td>
        <td>{priority}</td>
        <td>{workers}</td>
        <td>{waiting}</td>
        <td>{running}</td>
        <td>{failed}</td>
      </tr>
    ))}
  </Table>
);

const WORKER_HEAD = ['Worker', 'On', 'Version', 'Running', 'Trials', 'Failed', 'Per minute', 'Remarks'];

const WorkerTable = ({ workers }: { workers: readonly ClusterWorkerSummary[] }) => (
  <Table caption="Workers" head={WORKER_HEAD}>
    {workers.map((worker) => (
      <tr key={`${worker.host} ${worker.name}`}>
        <th scope="row">{worker.name}</th>
        <td>{worker.host}</td>
        <td>{worker.leewayVersion}</td>
        <td>
          {worker.running} of {worker.slots}
        </td>
        <td>{worker.finished}</td>
        <td>{worker.failed}</td>
        <td>{worker.perMinute.toFixed(1)}</td>
        <td>{[...(worker.draining ? ['takes no more trials'] : []), ...worker.refusals].join('; ')}</td>
      </tr>
    ))}
  </Table>
);
