import { useMemo, useState } from 'preact/hooks';
import type { ComparedPolicy } from '../../headline.js';
import type { ReportMetric } from '../../report-data.js';
import { type FrontColumn, frontColumns, type SortOrder, sortPolicies } from '../front-columns.js';
import type { StudyView } from '../study-view.js';

export interface FrontTableProps {
  readonly view: StudyView;
  readonly selected: number | null;
  readonly onSelect: (trialNumber: number) => void;
}

/** The front's policies as a table: a column head sorts, a row selects. */
export function FrontTable({ view, selected, onSelect }: FrontTableProps) {
  const columns = useMemo(() => frontColumns(view), [view]);
  const [sort, setSort] = useState<SortOrder>({ key: 'energyJ', descending: false });
  const rows = sortPolicies(view.headline.policies, columns, sort);
  const sortBy = (key: string) => setSort({ key, descending: sort.key === key && !sort.descending });
  return (
    <section aria-labelledby="front-table">
      <h2 id="front-table">Policies on the front</h2>
      <div class="scroll tall">
        <table class="front">
          <thead>
            <tr>
              {columns.map(({ key, title, numeric }) => (
                <th key={key} scope="col" class={numeric ? 'number' : ''} aria-sort={ariaSort(sort, key)}>
                  <button type="button" onClick={() => sortBy(key)}>
                    {title}
                    <span aria-hidden="true">{sort.key === key ? (sort.descending ? ' ▾' : ' ▴') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((policy) => (
              <Row
                key={policy.member.trialNumber}
                policy={policy}
                columns={columns}
                selected={policy.member.trialNumber === selected}
                onSelect={onSelect}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p class="caption">
        Scores are those on fresh seeds where a policy was confirmed; ± is the half-width of the 95% interval.
        “Bound kept” says yes when the whole interval lies inside the bound, at 95% for all confirmed policies
        together. Threshold: smallest checksum deviation that triggers a rollback.
      </p>
      <Glossary metrics={view.metrics} />
    </section>
  );
}

/** What the scores mean, as far as the study says so. */
function Glossary({ metrics }: { metrics: readonly ReportMetric[] }) {
  const explained = metrics.filter(({ description }) => description !== undefined);
  return (
    <ul class="caption glossary">
      {explained.map(({ metric, label, description }) => (
        <li key={metric}>
          <b>{label}</b>: {description}
        </li>
      ))}
    </ul>
  );
}

function ariaSort(sort: SortOrder, key: string): 'ascending' | 'descending' | 'none' {
  if (sort.key !== key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

interface RowProps {
  readonly policy: ComparedPolicy;
  readonly columns: readonly FrontColumn[];
  readonly selected: boolean;
  readonly onSelect: (trialNumber: number) => void;
}

function Row({ policy, columns, selected, onSelect }: RowProps) {
  const [first, ...others] = columns;
  const choose = () => onSelect(policy.member.trialNumber);
  return (
    // The button in the first cell does the same from the keyboard.
    <tr class={selected ? 'selected' : ''} onClick={choose}>
      <th scope="row">
        <button type="button" aria-pressed={selected} onClick={choose}>
          {first.text(policy)}
        </button>
      </th>
      {others.map((column) => (
        <td key={column.key} class={column.numeric ? 'number' : ''}>
          {column.text(policy)}
        </td>
      ))}
    </tr>
  );
}
