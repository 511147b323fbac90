import { dirname, join } from 'node:path';
import type { ErrorCurve } from '../core/error-curve.js';
import type { OperatingPoint } from '../core/operating-point.js';
import { readYamlConfig } from '../core/yaml-config.js';
import { collectConstants, isAssumed, type NamedConstant } from './constant.js';
import { type Description, descriptionSchema } from './description.js';
import type { Dram } from './dram.js';
import { loadErrorCurve } from './error-curve.js';
import type { Regulator, Supply } from './supply.js';
import type { SystolicArray } from './systolic-array.js';

/** An on-chip memory; energies and power at the core's nominal voltage. */
export interface Sram {
  readonly readEnergyPerByteJ: number;
  readonly writeEnergyPerByteJ: number;
  readonly leakagePowerW: number;
  readonly supply: Supply;
}

/** The buffers beside the array; each operand's is double-buffered, so half of it holds data in use. */
export interface LocalMemory extends Sram {
  readonly inputBytes: number;
  readonly weightBytes: number;
  readonly outputBytes: number;
}

/** The core: array, its supply and what a policy may ask of it. */
export interface Core {
  readonly nominal: OperatingPoint;
  readonly minVoltageV: number;
  readonly maxVoltageV: number;
  readonly minFrequencyHz: number;
  readonly maxFrequencyHz: number;
  readonly regulator: Regulator;
  /** Array energy of one INT8 multiply-accumulate at nominal voltage, in J. */
  readonly energyPerMacJ: number;
  /** Leakage of the array at nominal voltage, in W. */
  readonly leakagePowerW: number;
}

/** An accelerator as the cost model sees it: plain JSON in SI units. */
export interface Accelerator {
  readonly name: string;
  readonly summary: string;
  /** Process node in m. */
  readonly technologyM: number;
  readonly array: SystolicArray;
  readonly core: Core;
  /** The selectable operating points, from the nominal one outwards. */
  readonly operatingPoints: {
    /** At nominal frequency, voltages falling. */
    readonly undervolted: readonly OperatingPoint[];
    /** At nominal voltage, frequencies rising. */
    readonly overclocked: readonly OperatingPoint[];
  };
  readonly localMemory: LocalMemory;
  readonly globalBuffer: Sram & { readonly capacityBytes: number };
  readonly dram: Dram;
  readonly errorCurve: ErrorCurve;
  /** Every constant of the description with its source. */
  readonly constants: readonly NamedConstant[];
}

/**
 * Reads an accelerator description and the error curve that it names.
 *
 * @throws InputError with file, line and column of every problem
 */
export function loadAccelerator(path: string): Accelerator {
  const description = readYamlConfig(path, descriptionSchema, 'accelerator');
  const errorCurve = loadErrorCurve(join(dirname(path), description.errorCurve));
  return accelerator(description, errorCurve);
}

/** Every constant that a result rests on, with its source, the error curve's included. */
export function constantsOf({ constants, errorCurve }: Accelerator): readonly NamedConstant[] {
  const { name, source } = errorCurve;
  return [...constants, { name: 'errorCurve', value: name, unit: null, source, assumed: isAssumed(source) }];
}

function accelerator(description: Description, errorCurve: ErrorCurve): Accelerator {
  const { array, globalBuffer, localMemory, operatingPoints } = description;
  const core = coreOf(description.core);
  return {
    name: description.name,
    summary: description.summary,
    technologyM: description.technology.value,
    array: { rows: array.rows.value, cols: array.cols.value, dataflow: array.dataflow.value },
    core,
    operatingPoints: {
      undervolted: operatingPoints.undervolted.value.map((voltageV) => ({ ...core.nominal, voltageV })),
      overclocked: operatingPoints.overclocked.value.map((frequencyHz) => ({ ...core.nominal, frequencyHz })),
    },
    localMemory: {
      ...sramOf(localMemory),
      inputBytes: localMemory.inputCapacity.value,
      weightBytes: localMemory.weightCapacity.value,
      outputBytes: localMemory.outputCapacity.value,
    },
    globalBuffer: { ...sramOf(globalBuffer), capacityBytes: globalBuffer.capacity.value },
    dram: dramOf(description.dram),
    errorCurve,
    constants: collectConstants(description),
  };
}

const coreOf = (core: Description['core']): Core => ({
  nominal: { voltageV: core.nominalVoltage.value, frequencyHz: core.nominalFrequency.value },
  minVoltageV: core.minVoltage.value,
  maxVoltageV: core.maxVoltage.value,
  minFrequencyHz: core.minFrequency.value,
  maxFrequencyHz: core.maxFrequency.value,
  regulator: core.regulator.value,
  energyPerMacJ: core.energyPerOperation.value * core.operationsPerMac.value,
  leakagePowerW: core.leakagePower.value,
});

const sramOf = (memory: Description['localMemory'] | Description['globalBuffer']): Sram => ({
  readEnergyPerByteJ: memory.readEnergyPerByte.value,
  writeEnergyPerByteJ: memory.writeEnergyPerByte.value,
  leakagePowerW: memory.leakagePower.value,
  supply: memory.supply.value,
});

const dramOf = (dram: Description['dram']): Dram => ({
  energyPerByteJ: dram.energyPerByte.value,
  bandwidthBytesPerS: dram.bandwidth.value,
  accessBytes: dram.accessSize.value,
  rowBytes: dram.rowSize.value,
  pseudoChannels: dram.pseudoChannels.value,
  activationEnergyJ: dram.activationEnergy.value,
  fourActivateWindowS: dram.fourActivateWindow.value,
  activateIntervalS: dram.activateInterval.value,
});
