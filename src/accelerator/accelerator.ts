import type { ErrorCurve } from '../core/error-curve.js';
import type { OperatingPoint } from '../core/operating-point.js';
import { isAssumed, type NamedConstant } from './constant.js';
import type { Dram } from './dram.js';
import type { ProtectionHardware } from './protection-hardware.js';
import type { SystolicArray } from './systolic-array.js';
import type { VectorUnit } from './vector-unit.js';
import type { Transitions, VoltageDomain } from './voltage-domain.js';

/** An on-chip memory; energies and power at the core's nominal voltage. */
export interface Sram {
  readonly readEnergyPerByteJ: number;
  readonly writeEnergyPerByteJ: number;
  readonly leakagePowerW: number;
  /** Name of the voltage domain that supplies it. */
  readonly domain: string;
}

/** The buffers beside the array; each operand's is double-buffered, so half of it holds data in use. */
export interface LocalMemory extends Sram {
  readonly inputBytes: number;
  readonly weightBytes: number;
  readonly outputBytes: number;
}

/** The core, array and vector unit, which run at the policy's operating points. */
export interface Core {
  readonly nominal: OperatingPoint;
  readonly minVoltageV: number;
  readonly maxVoltageV: number;
  readonly minFrequencyHz: number;
  readonly maxFrequencyHz: number;
  /** Array energy of one INT8 multiply-accumulate at nominal voltage, in J. */
  readonly energyPerMacJ: number;
  /** Leakage of the array at nominal voltage, in W. */
  readonly leakagePowerW: number;
}

/** Which operating points exist: all within the core's ranges, or those listed alone. */
export const OPERATING_POINT_CHOICES = ['range', 'listed'] as const;

/** The operating points of a description. */
export interface OperatingPoints {
  readonly legal: (typeof OPERATING_POINT_CHOICES)[number];
  /** At nominal frequency, voltages falling. */
  readonly undervolted: readonly OperatingPoint[];
  /** At nominal voltage, frequencies rising. */
  readonly overclocked: readonly OperatingPoint[];
  /** Other pairs, such as those of a firmware table. */
  readonly pairs: readonly OperatingPoint[];
}

/** An accelerator as the cost model sees it: plain JSON in SI units. */
export interface Accelerator {
  readonly name: string;
  readonly summary: string;
  /** Process node in m. */
  readonly technologyM: number;
  readonly array: SystolicArray;
  readonly core: Core;
  readonly vectorUnit: VectorUnit;
  readonly protection: ProtectionHardware;
  readonly operatingPoints: OperatingPoints;
  /** By name; `core` supplies array and vector unit. */
  readonly domains: Readonly<Record<string, VoltageDomain>>;
  readonly transitions: Transitions;
  readonly localMemory: LocalMemory;
  readonly globalBuffer: Sram & { readonly capacityBytes: number };
  readonly dram: Dram;
  readonly errorCurve: ErrorCurve;
  /** Every constant of the description with its source. */
  readonly constants: readonly NamedConstant[];
}

/** Every constant that a result rests on, with its source, the error curve's included. */
export function constantsOf({ constants, errorCurve }: Accelerator): readonly NamedConstant[] {
  const { name, source } = errorCurve;
  return [...constants, { name: 'errorCurve', value: name, unit: null, source, assumed: isAssumed(source) }];
}
