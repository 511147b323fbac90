import type { ComponentChildren } from 'preact';
import { boundsText, boundText } from '../../bound-text.js';
import {
  formatFactor,
  formatInterval,
  formatQuantity,
  formatSignedPercent,
  formatTime,
} from '../../format.js';
import type { BoundStatus, ComparedPolicy } from '../../headline.js';
import { summaryAnswers } from '../../summary-answers.js';
import type { StudyView } from '../study-view.js';

export interface HeadlinePanelProps {
  readonly view: StudyView;
  readonly onSelect: (trialNumber: number) => void;
}

/** What was asked and what was found, for somebody who reads nothing else. */
export function HeadlinePanel({ view, onSelect }: HeadlinePanelProps) {
  const { data, headline } = view;
  const { bestSaving, fastest } = headline;
  const unfinished = data.finishedAt === null;
  return (
    <header>
      <p class="kicker">
        Leeway study <b>{data.study}</b>, {formatTime(data.createdAt)}
        {unfinished && ' (not finished)'}
      </p>
      <h1>{data.title}</h1>
      <p class="question">{data.question}</p>
      {!bestSaving && !unfinished && (
        <p class="warning">No policy of this study keeps {boundsText(data)} on fresh seeds.</p>
      )}
      <div class="tiles">
        {bestSaving && <SavingTile view={view} policy={bestSaving} onSelect={onSelect} />}
        {bestSaving && <QualityTiles view={view} policy={bestSaving} />}
        {fastest && fastest.speedUp > 1 && <SpeedTile view={view} policy={fastest} onSelect={onSelect} />}
        {!bestSaving && unfinished && <HopeTiles view={view} onSelect={onSelect} />}
        <CountsTile view={view} />
      </div>
      {unfinished ? (
        <details>
          <summary>What has been found and assumed so far, and what all this means</summary>
          <Explanation view={view} />
        </details>
      ) : (
        <Explanation view={view} />
      )}
    </header>
  );
}

/** The answers to what every reader asks, and what a policy is. */
function Explanation({ view }: { view: StudyView }) {
  return (
    <>
      <Answers view={view} />
      <p class="intro">
        A policy sets the supply voltage and clock of every network block at every denoising step, and where
        checksums guard the results. A lower voltage or a faster clock saves energy or time but flips bits;
        checksums find the large errors and put back values from a checkpoint. Each trial ran a policy with
        injected faults and compared its images with the fault-free ones made from the same noise.
        {view.data.front.some(({ confirmed }) => confirmed) &&
          ' The front ran again on seeds that the search never saw; those are the figures shown here.'}
      </p>
    </>
  );
}

/** The page in two minutes; the question itself stands above. */
function Answers({ view: { data, headline } }: { view: StudyView }) {
  const [, ...answers] = summaryAnswers(data, headline);
  return (
    <dl class="answers">
      {answers.map(({ question, answer }) => (
        <div key={question}>
          <dt>{question}</dt>
          <dd>{answer}</dd>
        </div>
      ))}
      <div>
        <dt>How to reproduce it</dt>
        <dd>
          <code>{data.manifest.command}</code>; versions and checksums stand <a href="#reproduce">below</a>
        </dd>
      </div>
    </dl>
  );
}

interface TileProps {
  readonly title: string;
  readonly value: string;
  readonly children: ComponentChildren;
}

const Tile = ({ title, value, children }: TileProps) => (
  <div class="tile">
    <h2>{title}</h2>
    <p class={value.length > 13 ? 'value long' : 'value'}>{value}</p>
    <p>{children}</p>
  </div>
);

interface PolicyTileProps {
  readonly view: StudyView;
  readonly policy: ComparedPolicy;
  readonly onSelect: (trialNumber: number) => void;
}

function SavingTile({ view, policy, onSelect }: PolicyTileProps) {
  const nominal = view.data.nominal.metrics;
  if (Number.isNaN(policy.energySaving)) return null;
  return (
    <Tile title="Energy against nominal" value={formatSignedPercent(-policy.energySaving)}>
      {formatQuantity(nominal.energyJ, 'J')} → {formatQuantity(policy.metrics.energyJ, 'J')} with{' '}
      <TrialLink trialNumber={policy.member.trialNumber} onSelect={onSelect} />
    </Tile>
  );
}

/** The bounded metrics of the policy that the headline names. */
function QualityTiles({ view, policy }: { view: StudyView; policy: ComparedPolicy }) {
  const { metrics, halfWidths, bounds, member } = policy;
  return (
    <>
      {view.data.constraints.map((constraint) => {
        const metric = view.metrics.find((candidate) => candidate.metric === constraint.metric);
        const value = metrics[constraint.metric];
        const halfWidth = halfWidths[constraint.metric] ?? 0;
        return (
          <Tile
            key={constraint.metric}
            title={metric?.label ?? constraint.metric}
            value={formatInterval(value, halfWidth, metric?.unit ?? '')}
          >
            Bound {boundText(constraint, metric)} {STATUS_TEXTS[bounds]}
            {member.confirmed && `; 95% interval over ${member.confirmed.images} fresh images`}
          </Tile>
        );
      })}
    </>
  );
}

const STATUS_TEXTS: Readonly<Record<BoundStatus, string>> = {
  met: 'kept',
  'on average': 'kept on average, not surely',
  exceeded: 'not kept',
  unconfirmed: 'not confirmed',
};

function SpeedTile({ view, policy, onSelect }: PolicyTileProps) {
  return (
    <Tile title="Fastest within bounds" value={formatFactor(policy.speedUp)}>
      {formatQuantity(view.data.nominal.metrics.latencyS, 's')} →{' '}
      {formatQuantity(policy.metrics.latencyS, 's')} at {formatSignedPercent(-policy.energySaving)} energy
      with <TrialLink trialNumber={policy.member.trialNumber} onSelect={onSelect} />
    </Tile>
  );
}

/** What a study that still runs hopes for, by the scores of its search. */
function HopeTiles({ view, onSelect }: HeadlinePanelProps) {
  const { saving, fastest } = view.headline.hoped;
  const note = (policy: ComparedPolicy) => (
    <>
      <TrialLink trialNumber={policy.member.trialNumber} onSelect={onSelect} />, by the search; not confirmed
      yet
    </>
  );
  return (
    <>
      {saving && (
        <Tile title="Best energy so far" value={formatSignedPercent(-saving.energySaving)}>
          {note(saving)}
        </Tile>
      )}
      {fastest && (
        <Tile title="Fastest so far" value={formatFactor(fastest.speedUp)}>
          {note(fastest)}
        </Tile>
      )}
    </>
  );
}

function CountsTile({ view }: { view: StudyView }) {
  const { scored, infeasible, failed } = view.headline.counts;
  return (
    <Tile title="Policies on the front" value={String(view.data.front.length)}>
      of {view.data.trials.length} trials: {scored} scored, {infeasible} infeasible, {failed} failed
    </Tile>
  );
}

const TrialLink = ({ trialNumber, onSelect }: { trialNumber: number; onSelect: (trial: number) => void }) => (
  <button type="button" class="link" onClick={() => onSelect(trialNumber)}>
    trial {trialNumber}
  </button>
);
