import { metricsOf } from '../network/metric-description.js';
import type { LocatedDescription } from '../network/network-description.js';
import { type ReferenceStatistics, readReferenceStatistics } from '../quality/reference-statistics.js';

/** The reference statistics that a network description names; undefined where it names none. */
export function openReference({ description, resolve }: LocatedDescription): ReferenceStatistics | undefined {
  const named = metricsOf(description).find(({ referenceStatistics }) => referenceStatistics !== undefined);
  return named?.referenceStatistics === undefined
    ? undefined
    : readReferenceStatistics(resolve(named.referenceStatistics));
}
