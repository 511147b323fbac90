import { useMemo } from 'preact/hooks';
import { formatInterval, formatQuantity, formatSignedPercent } from '../../format.js';
import type { ReportMetric } from '../../report-data.js';
import type { Explorer } from '../explorer/use-explorer.js';
import { energyParts } from '../policy-counts.js';
import { type StudyView, shownScores } from '../study-view.js';
import { usePalette } from '../theme.js';
import { CompareImages } from './compare-images.js';
import { EnergyChart } from './energy-chart.js';
import { FaultTable } from './fault-table.js';
import { PolicyMap } from './policy-map.js';

export interface ComparePanelProps {
  readonly view: StudyView;
  readonly explorer: Explorer;
}

/** The ticked policies side by side: scores, energy, faults, maps and images. */
export function ComparePanel({ view, explorer }: ComparePanelProps) {
  const { compared } = explorer;
  const palette = usePalette();
  const bars = useMemo(
    () => [
      { name: 'nominal point', parts: view.data.nominal.energyByComponentJ, colour: palette.nominalBar },
      ...compared.flatMap((trial, i) => {
        const parts = energyParts(view.trials.get(trial), view.details.get(trial));
        return parts ? [{ name: `trial ${trial}`, parts, colour: palette.series[i] }] : [];
      }),
    ],
    [view, compared, palette],
  );
  if (compared.length === 0) return null;
  return (
    <section aria-labelledby="compare" class="compare">
      <h2 id="compare" aria-live="polite">
        Comparison of {compared.map((trial) => `trial ${trial}`).join(', ')}
      </h2>
      {compared.length === 1 && <p class="caption">Tick another policy in the table to compare with it.</p>}
      <div class="halves">
        <div>
          <CompareScores view={view} explorer={explorer} />
          <FaultTable view={view} trials={compared} />
        </div>
        <EnergyChart bars={bars} />
      </div>
      <div class="maps">
        {compared.map((trial) => {
          const detail = view.details.get(trial);
          return (
            detail && <PolicyMap key={trial} view={view} detail={detail} title={`Map of trial ${trial}`} />
          );
        })}
      </div>
      <CompareImages view={view} trials={compared} />
    </section>
  );
}

/** Scores as columns, the first policy being what the others are measured against. */
function CompareScores({ view, explorer }: ComparePanelProps) {
  const { compared, toggleCompared, select } = explorer;
  const palette = usePalette();
  return (
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">Score</th>
          {compared.map((trial, i) => (
            <th key={trial} scope="col">
              <span class="key" style={{ background: palette.series[i] }} />
              <button type="button" class="link" onClick={() => select(trial)}>
                trial {trial}
              </button>{' '}
              <button
                type="button"
                class="link"
                aria-label={`Take trial ${trial} out of the comparison`}
                onClick={() => toggleCompared(trial)}
              >
                ×
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.metrics.map((metric) => (
          <tr key={metric.metric}>
            <th scope="row">{metric.label}</th>
            {compared.map((trial) => (
              <td key={trial}>
                {scoreText(view, metric, trial)}
                {trial !== compared[0] && (
                  <Change view={view} metric={metric} trials={[compared[0], trial]} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function scoreText(view: StudyView, { metric, unit }: ReportMetric, trial: number): string {
  const value = shownScores(view, trial)[metric] ?? Number.NaN;
  const halfWidth = view.policies.get(trial)?.halfWidths[metric];
  return halfWidth ? formatInterval(value, halfWidth, unit) : formatQuantity(value, unit);
}

interface ChangeProps {
  readonly view: StudyView;
  readonly metric: ReportMetric;
  readonly trials: readonly [number, number];
}

/** Relative change of an energy or a latency. */
function Change({ view, metric: { metric, unit }, trials }: ChangeProps) {
  if (unit !== 'J' && unit !== 's') return null;
  const [from, to] = trials.map((trial) => shownScores(view, trial)[metric]);
  return <span class="muted"> ({formatSignedPercent(to / from - 1)})</span>;
}
