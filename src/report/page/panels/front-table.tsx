import { memo } from 'preact/compat';
import { useMemo, useState } from 'preact/hooks';
import type { ComparedPolicy } from '../../headline.js';
import type { ReportMetric } from '../../report-data.js';
import { Choice } from '../choice.js';
import { comparedTrials } from '../compared-trials.js';
import type { Explorer } from '../explorer/use-explorer.js';
import { type FrontColumn, frontColumns, type SortOrder, sortPolicies } from '../front-columns.js';
import type { StudyView } from '../study-view.js';

export interface FrontTableProps {
  readonly view: StudyView;
  readonly explorer: Explorer;
}

/** Rows shown at first, and added each time that more are asked for. */
const PAGE = 100;

type Rows = 'front' | 'all';

const ROWS: readonly (readonly [Rows, string])[] = [
  ['front', 'policies on the front'],
  ['all', 'all scored trials'],
];

/** Policies as a table: a column head sorts, a row selects, a box takes it into the comparison. */
export function FrontTable({ view, explorer }: FrontTableProps) {
  const columns = useMemo(() => frontColumns(view), [view]);
  const [which, setWhich] = useState<Rows>('front');
  const [most, setMost] = useState(PAGE);
  const [sort, setSort] = useState<SortOrder>({ key: 'energyJ', descending: false });
  const { kept, selected, compared, select, toggleCompared } = explorer;
  const rows = useMemo(() => {
    const policies = which === 'front' ? view.headline.policies : comparedTrials(view);
    const shown = kept ? policies.filter(({ member }) => kept.has(member.trialNumber)) : policies;
    return sortPolicies(shown, columns, sort);
  }, [view, which, kept, columns, sort]);
  const sortBy = (key: string) => setSort({ key, descending: sort.key === key && !sort.descending });
  return (
    <section aria-labelledby="front-table">
      <h2 id="front-table">Policies</h2>
      <div class="controls">
        <Choice label="Rows" value={which} options={ROWS} onChoose={setWhich} />
        <span>
          {rows.length} {rows.length === 1 ? 'row' : 'rows'}
          {kept && ' within the ranges'}
        </span>
      </div>
      <div class="scroll tall">
        <table class="front">
          <Head columns={columns} sort={sort} onSort={sortBy} />
          <tbody>
            {rows.slice(0, most).map((policy) => (
              <Row
                key={policy.member.trialNumber}
                policy={policy}
                columns={columns}
                selected={policy.member.trialNumber === selected}
                compared={compared.includes(policy.member.trialNumber)}
                onSelect={select}
                onCompare={toggleCompared}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > most && (
        <button type="button" class="plain" onClick={() => setMost(most + PAGE)}>
          Show {Math.min(PAGE, rows.length - most)} more of {rows.length - most}
        </button>
      )}
      <p class="caption">
        Scores are those on fresh seeds where a policy was confirmed; ± is the half-width of the 95% interval.
        “Bound kept” says yes when the whole interval lies inside the bound, at 95% for all confirmed policies
        together. Threshold: smallest checksum deviation that triggers a rollback. Tick “Compare” to see up to
        four policies side by side.
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

interface HeadProps {
  readonly columns: readonly FrontColumn[];
  readonly sort: SortOrder;
  readonly onSort: (key: string) => void;
}

const Head = ({ columns, sort, onSort }: HeadProps) => (
  <thead>
    <tr>
      {columns.map(({ key, title, numeric }) => (
        <th key={key} scope="col" class={numeric ? 'number' : ''} aria-sort={ariaSort(sort, key)}>
          <button type="button" onClick={() => onSort(key)}>
            {title}
            <span aria-hidden="true">{sort.key === key ? (sort.descending ? ' ▾' : ' ▴') : ''}</span>
          </button>
        </th>
      ))}
      <th scope="col" class="screen">
        Compare
      </th>
    </tr>
  </thead>
);

function ariaSort(sort: SortOrder, key: string): 'ascending' | 'descending' | 'none' {
  if (sort.key !== key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

interface RowProps {
  readonly policy: ComparedPolicy;
  readonly columns: readonly FrontColumn[];
  readonly selected: boolean;
  readonly compared: boolean;
  readonly onSelect: (trialNumber: number) => void;
  readonly onCompare: (trialNumber: number) => void;
}

/** In a memo, so that a selection draws two rows and not all. */
const Row = memo(({ policy, columns, selected, compared, onSelect, onCompare }: RowProps) => {
  const [first, ...others] = columns;
  const { trialNumber } = policy.member;
  const choose = () => onSelect(trialNumber);
  return (
    // The button in the first cell does the same from the keyboard.
    <tr class={selected ? 'selected' : ''} onClick={(event) => isBox(event.target) || choose()}>
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
      <td class="screen">
        <input
          type="checkbox"
          checked={compared}
          aria-label={`Compare trial ${trialNumber}`}
          onChange={() => onCompare(trialNumber)}
        />
      </td>
    </tr>
  );
});

/** Whether a click was meant for a row's box and not for the row. */
const isBox = (target: EventTarget | null) => target instanceof HTMLInputElement;
