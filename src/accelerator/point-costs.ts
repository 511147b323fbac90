import { sameOperatingPoint } from '../core/operating-point.js';
import type { Policy } from '../core/policy.js';
import type { Accelerator } from './accelerator.js';
import { dynamicScale, leakageScale } from './supply.js';

/** What each operating point of a policy does to energies and time: length = points of the policy's table. */
export interface PointCosts {
  readonly frequencyHz: Float64Array;
  /** Dynamic energy relative to nominal of the array and of both on-chip memories. */
  readonly coreScale: Float64Array;
  readonly localMemoryScale: Float64Array;
  readonly globalBufferScale: Float64Array;
  /** Leakage power of array and on-chip memories together in W. */
  readonly leakageW: Float64Array;
  /** 1 for the nominal operating point, else 0. */
  readonly nominal: Uint8Array;
}

/** Scales of a policy's operating points on an accelerator; DRAM has none, it keeps its own supply. */
export function pointCosts(accelerator: Accelerator, { operatingPoints }: Policy): PointCosts {
  const { core, localMemory, globalBuffer } = accelerator;
  const ratios = operatingPoints.map((point) => point.voltageV / core.nominal.voltageV);
  const scale = (supply: 'core' | 'fixed') =>
    Float64Array.from(ratios, (ratio) => dynamicScale(supply, core.regulator, ratio));
  const leakageW = (ratio: number) =>
    core.leakagePowerW * leakageScale('core', ratio) +
    localMemory.leakagePowerW * leakageScale(localMemory.supply, ratio) +
    globalBuffer.leakagePowerW * leakageScale(globalBuffer.supply, ratio);
  return {
    frequencyHz: Float64Array.from(operatingPoints, (point) => point.frequencyHz),
    coreScale: scale('core'),
    localMemoryScale: scale(localMemory.supply),
    globalBufferScale: scale(globalBuffer.supply),
    leakageW: Float64Array.from(ratios, leakageW),
    nominal: Uint8Array.from(operatingPoints, (point) => (sameOperatingPoint(point, core.nominal) ? 1 : 0)),
  };
}
