import { sameOperatingPoint } from '../core/operating-point.js';
import type { Policy } from '../core/policy.js';
import type { Accelerator } from './accelerator.js';
import { transitionTimeS } from './switching.js';
import { domainVoltageV, energyScale, leakageScale, transitionEnergyJ } from './voltage-domain.js';

/** What each operating point of a policy does to energies and time: length `n` = points of the policy's table. */
export interface PointCosts {
  readonly frequencyHz: Float64Array;
  /** Dynamic energy relative to nominal of array and vector unit, and of both on-chip memories. */
  readonly coreScale: Float64Array;
  readonly localMemoryScale: Float64Array;
  readonly globalBufferScale: Float64Array;
  /** Leakage power of array, vector unit and on-chip memories together in W. */
  readonly leakageW: Float64Array;
  /** 1 for the nominal operating point, else 0. */
  readonly nominal: Uint8Array;
  /** Time in s and energy in J of changing from point a to point b, at `a * n + b`. */
  readonly transitionS: Float64Array;
  readonly transitionJ: Float64Array;
}

/** Scales of a policy's operating points on an accelerator; DRAM has none, it keeps its own supply. */
export function pointCosts(
  accelerator: Accelerator,
  { operatingPoints }: Pick<Policy, 'operatingPoints'>,
): PointCosts {
  const { core, domains, vectorUnit, localMemory, globalBuffer, transitions } = accelerator;
  const nominalV = core.nominal.voltageV;
  const perPoint = (value: (point: Policy['operatingPoints'][number]) => number) =>
    Float64Array.from(operatingPoints, value);
  const scale = (domain: string) => perPoint((point) => energyScale(domains[domain], point, nominalV));
  const leakage = (domain: string, powerW: number) =>
    perPoint((point) => powerW * leakageScale(domains[domain], point, nominalV));
  const leakages = [
    leakage('core', core.leakagePowerW + vectorUnit.leakagePowerW),
    leakage(localMemory.domain, localMemory.leakagePowerW),
    leakage(globalBuffer.domain, globalBuffer.leakagePowerW),
  ];
  const pairs = operatingPoints.flatMap((from) => operatingPoints.map((to) => [from, to] as const));
  const voltageChangeJ = (from: Policy['operatingPoints'][number], to: typeof from) =>
    Object.values(domains).reduce((sum, domain) => {
      const volts = (point: typeof from) => domainVoltageV(domain, point, nominalV);
      return sum + transitionEnergyJ(domain, volts(from), volts(to));
    }, 0);
  return {
    frequencyHz: perPoint((point) => point.frequencyHz),
    coreScale: scale('core'),
    localMemoryScale: scale(localMemory.domain),
    globalBufferScale: scale(globalBuffer.domain),
    leakageW: leakages[0].map((core, i) => core + leakages[1][i] + leakages[2][i]),
    nominal: Uint8Array.from(operatingPoints, (point) => (sameOperatingPoint(point, core.nominal) ? 1 : 0)),
    transitionS: Float64Array.from(pairs, ([from, to]) => transitionTimeS(transitions, from, to)),
    transitionJ: Float64Array.from(pairs, ([from, to]) => voltageChangeJ(from, to)),
  };
}
