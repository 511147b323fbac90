import { formatCount, formatNumber } from '../../format.js';
import { faultCounts } from '../policy-counts.js';
import type { StudyView } from '../study-view.js';

export interface FaultTableProps {
  readonly view: StudyView;
  readonly trials: readonly number[];
}

/** Words hit by faults and words put back, per image. */
export function FaultTable({ view, trials }: FaultTableProps) {
  const rows = trials.map((trial) => ({
    trial,
    counts: faultCounts(view.trials.get(trial), view.details.get(trial)),
  }));
  if (rows.every(({ counts }) => counts === null)) return null;
  return (
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">Words per image</th>
          <th scope="col">hit by a fault</th>
          <th scope="col">put back or repaired</th>
          <th scope="col">put back per fault</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ trial, counts }) => (
          <tr key={trial}>
            <th scope="row">trial {trial}</th>
            <td>{counts ? formatCount(counts.faulty) : 'n/a'}</td>
            <td>{counts ? formatCount(counts.restored) : 'n/a'}</td>
            <td>{counts && counts.faulty > 0 ? formatNumber(counts.restored / counts.faulty) : 'n/a'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
