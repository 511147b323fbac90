import { formatGiven } from '../../format.js';
import type { ReportMetric } from '../../report-data.js';
import type { Explorer } from '../explorer/use-explorer.js';
import { type StudyView, scoredTrials, titleOf } from '../study-view.js';

export interface RangeFieldsProps {
  readonly view: StudyView;
  readonly explorer: Explorer;
}

/** A lower and an upper limit for every metric, and how many trials lie within them. */
export function RangeFields({ view, explorer }: RangeFieldsProps) {
  const { kept, clearRanges } = explorer;
  const all = scoredTrials(view).length;
  return (
    <fieldset class="ranges">
      <legend>Keep trials with</legend>
      {view.metrics.map((metric) => (
        <Fields key={metric.metric} view={view} explorer={explorer} metric={metric} />
      ))}
      <output class="kept">
        {kept === null ? `all ${all} scored trials` : `${kept.size} of ${all} scored trials`}
      </output>
      <button type="button" class="plain" disabled={kept === null} onClick={clearRanges}>
        Show all
      </button>
    </fieldset>
  );
}

function Fields({ view, explorer, metric }: RangeFieldsProps & { metric: ReportMetric }) {
  const { divisor } = view.scales[metric.metric];
  const range = explorer.ranges[metric.metric];
  const set = (side: 'least' | 'most', text: string) => {
    const { [side]: _, ...other } = range ?? {};
    const value = text.trim() === '' ? Number.NaN : Number(text);
    explorer.setRange(metric.metric, Number.isFinite(value) ? { ...other, [side]: value * divisor } : other);
  };
  const field = (side: 'least' | 'most', name: string) => (
    <input
      type="number"
      step="any"
      aria-label={`${metric.label}, ${name}`}
      placeholder={name}
      value={range?.[side] === undefined ? '' : formatGiven(range[side] / divisor, '').replace('−', '-')}
      onChange={(event) => set(side, event.currentTarget.value)}
    />
  );
  return (
    <span class="range">
      {field('least', 'least')} ≤ {titleOf(view, metric)} ≤ {field('most', 'most')}
    </span>
  );
}
