import { useContext, useMemo } from 'preact/hooks';
import { formatInterval, formatQuantity, formatSignedPercent } from '../../format.js';
import { FilesContext } from '../files.js';
import { energyParts } from '../policy-counts.js';
import { type StudyView, shownScores } from '../study-view.js';
import { usePalette } from '../theme.js';
import { EnergyChart } from './energy-chart.js';
import { FaultTable } from './fault-table.js';
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
  const palette = usePalette();
  const energyBars = useMemo(() => {
    const parts = energyParts(trial, detail);
    if (!parts) return null;
    return [
      { name: 'nominal point', parts: view.data.nominal.energyByComponentJ, colour: palette.nominalBar },
      { name: `trial ${trialNumber}`, parts, colour: palette.accent },
    ];
  }, [view, trial, detail, trialNumber, palette]);
  return (
    <section aria-labelledby="policy" class="policy">
      <h2 id="policy" aria-live="polite">
        Selected policy: trial {trialNumber}
        {trialNumber === view.data.knee && ' (knee)'}
      </h2>
      <div class="halves">
        <div>
          <Scores view={view} trialNumber={trialNumber} />
          <FaultTable view={view} trials={[trialNumber]} />
          <p class="caption">
            Policy {trial?.policyId?.slice(0, 12) ?? 'unknown'}
            {trial?.policyId && <PolicyLink view={view} trialNumber={trialNumber} />}
          </p>
          <Parameters assignment={trial?.assignment ?? {}} />
        </div>
        {energyBars && <EnergyChart bars={energyBars} />}
      </div>
      {detail ? (
        <>
          <PolicyMap view={view} detail={detail} />
          <ImageComparison golden={view.data.goldenImages} faulty={detail.images} />
        </>
      ) : (
        <p class="caption">Maps and images are kept for policies on the front.</p>
      )}
    </section>
  );
}

/** The policy's scores beside those of the nominal point. */
function Scores({ view, trialNumber }: PolicyPanelProps) {
  const policy = view.policies.get(trialNumber);
  const scores = shownScores(view, trialNumber);
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

interface PolicyLinkProps {
  readonly view: StudyView;
  readonly trialNumber: number;
}

/** The policy as a file: from the server where there is one, else from the page, which holds those of the front. */
function PolicyLink({ view, trialNumber }: PolicyLinkProps) {
  const files = useContext(FilesContext);
  const policy = view.details.get(trialNumber)?.policy;
  const href = useMemo(() => {
    if (files !== null) return `${files}/policies/${trialNumber}.json`;
    return policy && `data:application/json,${encodeURIComponent(`${JSON.stringify(policy, null, 1)}\n`)}`;
  }, [files, policy, trialNumber]);
  if (href === undefined) return null;
  return (
    <>
      {' · '}
      <a href={href} download={`${view.data.study}-policy-${trialNumber}.json`}>
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
