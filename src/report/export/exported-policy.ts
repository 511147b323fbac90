import { basename } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { OperatingPoint } from '../../core/operating-point.js';
import { type Policy, policyId } from '../../core/policy.js';
import type { Interval } from '../../core/statistics/summary.js';
import type { Constraint, Metrics } from '../../core/trial.js';
import { confirmationSeed } from '../../study/confirm.js';
import { type BoundStatus, headline } from '../headline.js';
import { intervalHalfWidth } from '../interval.js';
import type { Confirmation, ReportData } from '../report-data.js';
import { kneePick, type PickedTrial } from './pick-trial.js';

/** A policy's scores on seeds that the search never saw. */
export interface ConfirmedScores extends Confirmation {
  readonly seed: number;
  /** 95% intervals of the means over images, by metric; none for fewer than two images. */
  readonly intervals95: Readonly<Record<string, Interval>>;
}

/** Where a policy comes from and what is known of it. Plain JSON; the same for the same study and trial. */
export interface Provenance {
  readonly policyId: string;
  readonly study: string;
  readonly title: string;
  readonly trial: number;
  /** Why this trial. */
  readonly picked: string;
  /** ISO 8601, when the study began. */
  readonly studyCreatedAt: string;
  /** Name of the network's folder, if the study's configuration says it. */
  readonly network?: string;
  readonly accelerator: string;
  readonly seeds: { readonly search: number; readonly confirmation: number };
  /** Command line that runs the study again. */
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 (hex) by input. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly constraints: readonly Constraint[];
  /** How surely the policy keeps them. */
  readonly bounds: BoundStatus;
  /** Means over the images of the search; lucky, since they were picked for. */
  readonly searched: { readonly metrics: Metrics; readonly standardErrors: Metrics } | null;
  readonly confirmed: ConfirmedScores | null;
  /** What it is compared with: the accelerator's nominal point in every cell. */
  readonly nominal: { readonly operatingPoint: OperatingPoint; readonly metrics: Metrics };
  /** 1 - energy / nominal energy, of the confirmed scores where there are any; absent without energies. */
  readonly energySaving?: number;
  /** Nominal latency / latency, of the same scores; absent without latencies. */
  readonly speedUp?: number;
}

/** A policy on its way out of a study. */
export interface ExportedPolicy {
  readonly policy: Policy;
  readonly provenance: Provenance;
}

/** A policy of a study with where it comes from. */
export function exportedPolicy(
  data: ReportData,
  policy: Policy,
  { trialNumber, reason }: PickedTrial,
): ExportedPolicy {
  const { manifest, nominal } = data;
  const searched = searchedScores(data, trialNumber);
  const confirmed = confirmedScores(data, trialNumber);
  const { energyJ, latencyS } = confirmed?.metrics ?? searched?.metrics ?? {};
  return {
    policy,
    provenance: {
      policyId: policyId(policy),
      study: data.study,
      title: data.title,
      trial: trialNumber,
      picked: reason,
      studyCreatedAt: data.createdAt,
      network: networkName(manifest.config),
      accelerator: data.accelerator.name,
      seeds: { search: manifest.seed, confirmation: confirmationSeed(manifest.seed) },
      command: manifest.command,
      versions: manifest.versions,
      hashes: manifest.hashes,
      constraints: data.constraints,
      bounds: boundStatus(data, trialNumber),
      searched,
      confirmed,
      nominal: { operatingPoint: nominal.operatingPoint, metrics: nominal.metrics },
      energySaving: finite(1 - energyJ / nominal.metrics.energyJ),
      speedUp: finite(nominal.metrics.latencyS / latencyS),
    },
  };
}

/** The front's knee on its way out; null when there is none, or it has no policy. */
export function exportedKnee(data: ReportData): ExportedPolicy | null {
  const detail = data.details.find(({ trialNumber }) => trialNumber === data.knee);
  return detail ? exportedPolicy(data, detail.policy, kneePick(detail.trialNumber)) : null;
}

function searchedScores({ trials }: ReportData, trialNumber: number): Provenance['searched'] {
  const outcome = trials.find(({ number }) => number === trialNumber)?.outcome;
  if (outcome?.status !== 'scored') return null;
  return { metrics: outcome.metrics, standardErrors: outcome.standardErrors };
}

function confirmedScores({ front, manifest }: ReportData, trialNumber: number): ConfirmedScores | null {
  const confirmed = front.find((member) => member.trialNumber === trialNumber)?.confirmed;
  if (!confirmed) return null;
  const { images, metrics, standardErrors } = confirmed;
  const intervals = Object.entries(standardErrors).flatMap(([metric, error]) => {
    const half = intervalHalfWidth(error, images);
    const bounds = { low: metrics[metric] - half, high: metrics[metric] + half };
    return Number.isFinite(half) ? [[metric, bounds] as const] : [];
  });
  return {
    seed: confirmationSeed(manifest.seed),
    images,
    metrics,
    standardErrors,
    intervals95: Object.fromEntries(intervals),
  };
}

const boundStatus = (data: ReportData, trialNumber: number): BoundStatus =>
  headline(data).policies.find(({ member }) => member.trialNumber === trialNumber)?.bounds ?? 'unconfirmed';

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** The folder's name alone: the rest of the path says something about the machine and not about the network. */
function networkName(config: string): string | undefined {
  const folder = z.looseObject({ network: z.string() }).safeParse(parse(config)).data?.network;
  return folder === undefined ? undefined : basename(folder);
}
