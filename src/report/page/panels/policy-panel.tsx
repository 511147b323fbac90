import { useMemo } from 'preact/hooks';
import { formatInterval, formatQuantity, formatSignedPercent } from '../../format.js';
import type { PolicyDetail } from '../../report-data.js';
import { type StudyView, scoresOf } from '../study-view.js';
import { EnergyChart } from './energy-chart.js';
import { ImageComparison } from './image-comparison.js';
import { PolicyMap } from './policy-map.js';

export interface PolicyPanelProps {
  readonly view: StudyView;
  readonly trialNumber: number;
}

/** Everything about the selected policy. */
export function PolicyPanel({ view, trialNumber }: PolicyPanelProps) {
  const detail = view.details.get(trialNumber);
  const trial = view.trials.get(trialNumber);
  return (
    <section aria-labelledby="policy" class="policy">
      <h2 id="policy" aria-live="polite">
        Selected policy: trial {trialNumber}
        {trialNumber === view.data.knee && ' (knee)'}
      </h2>
      <div class="halves">
        <div>
          <Scores view={view} trialNumber={trialNumber} />
          <p class="caption">
            Policy {trial?.policyId?.slice(0, 12) ?? 'unknown'}
            {detail && <PolicyLink detail={detail} study={view.data.study} />}
          </p>
          <Parameters assignment={trial?.assignment ?? {}} />
        </div>
        {detail && <EnergyChart nominal={view.data.nominal} detail={detail} />}
      </div>
      {detail ? (
        <>
          <PolicyMap key={trialNumber} view={view} detail={detail} />
          <ImageComparison golden={view.data.goldenImages} faulty={detail.images} />
        </>
      ) : (
        <p class="caption">Map, images and energy by component are kept for policies on the front.</p>
      )}
    </section>
  );
}

/** The policy's scores beside those of the nominal point. */
function Scores({ view, trialNumber }: PolicyPanelProps) {
  const policy = view.policies.get(trialNumber);
  const scores = policy?.metrics ?? scoresOf(view.trials.get(trialNumber)) ?? {};
  const nominal = view.data.nominal.metrics;
  return (
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">{policy?.member.confirmed ? 'On fresh seeds' : 'In the search'}</th>
          <th scope="col">this policy</th>
          <th scope="col">nominal</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        {view.metrics.map(({ metric, label, unit, description }) => (
          <tr key={metric}>
            <th scope="row" title={description}>
              {label}
            </th>
            <td>
              {policy?.halfWidths[metric]
                ? formatInterval(scores[metric], policy.halfWidths[metric], unit)
                : formatQuantity(scores[metric] ?? Number.NaN, unit)}
            </td>
            <td>{formatQuantity(nominal[metric] ?? Number.NaN, unit)}</td>
            <td>
              {unit === 'J' || unit === 's' ? formatSignedPercent(scores[metric] / nominal[metric] - 1) : ''}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PolicyLink({ detail, study }: { detail: PolicyDetail; study: string }) {
  const href = useMemo(
    () => `data:application/json,${encodeURIComponent(`${JSON.stringify(detail.policy, null, 1)}\n`)}`,
    [detail],
  );
  return (
    <>
      {' · '}
      <a href={href} download={`${study}-policy-${detail.trialNumber}.json`}>
        download as JSON
      </a>
    </>
  );
}

const Parameters = ({ assignment }: { assignment: Readonly<Record<string, string | number | boolean>> }) => (
  <details>
    <summary>Parameters chosen by the search ({Object.keys(assignment).length})</summary>
    <dl class="parameters">
      {Object.entries(assignment).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  </details>
);
