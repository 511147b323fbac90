import type { ErrorCurve } from '../core/error-curve.js';
import type { Accelerator, Core, OperatingPoints, Sram } from './accelerator.js';
import { collectConstants } from './constant.js';
import type { Description } from './description.js';
import type { Dram } from './dram.js';
import type { SramEnergies } from './sram-energies.js';
import type { VoltageDomain } from './voltage-domain.js';

/** The sections that describe on-chip memories. */
export type MemoryName = 'localMemory' | 'globalBuffer';

/** A description whose on-chip memories have their energies, given or derived. */
export type CompleteDescription = Omit<Description, MemoryName> & {
  readonly [Name in MemoryName]: Description[Name] & SramEnergies;
};

/** An accelerator in SI numbers from its description, with all constants collected. */
export function buildAccelerator(description: CompleteDescription, errorCurve: ErrorCurve): Accelerator {
  const { array, vectorUnit, protection, transitions, globalBuffer, localMemory } = description;
  const core = coreOf(description.core);
  return {
    name: description.name,
    summary: description.summary,
    technologyM: description.technology.value,
    array: { rows: array.rows.value, cols: array.cols.value, dataflow: array.dataflow.value },
    core,
    vectorUnit: {
      lanes: vectorUnit.lanes.value,
      energyPerOperationJ: vectorUnit.energyPerOperation.value,
      leakagePowerW: vectorUnit.leakagePower.value,
    },
    protection: {
      adderEnergyRatio: protection.adderEnergyRatio.value,
      adderAreaRatio: protection.adderAreaRatio.value,
      shadowLatchEnergyRatio: protection.shadowLatchEnergyRatio.value,
      shadowLatchAreaRatio: protection.shadowLatchAreaRatio.value,
    },
    domains: Object.fromEntries(
      Object.entries(description.domains).map(([name, domain]) => [name, domainOf(domain)]),
    ),
    transitions: {
      slewSPerV: transitions.slew.value,
      settleS: transitions.settle.value,
      relockS: transitions.relock.value,
      minDwellS: transitions.minDwell.value,
    },
    operatingPoints: operatingPointsOf(description.operatingPoints, core),
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
  energyPerMacJ: core.energyPerOperation.value * core.operationsPerMac.value,
  leakagePowerW: core.leakagePower.value,
});

const domainOf = (domain: Description['domains'][string]): VoltageDomain => ({
  voltage: domain.voltage.value,
  minVoltageV: domain.minVoltage?.value ?? 0,
  regulator: domain.regulator.value,
  railVoltageV: domain.railVoltage?.value ?? null,
  currentEfficiency: domain.currentEfficiency?.value ?? 1,
  capacitanceF: domain.capacitance.value,
});

const operatingPointsOf = (points: Description['operatingPoints'], { nominal }: Core): OperatingPoints => ({
  legal: points.legal.value,
  undervolted: points.undervolted.value.map((voltageV) => ({ ...nominal, voltageV })),
  overclocked: points.overclocked.value.map((frequencyHz) => ({ ...nominal, frequencyHz })),
  pairs: points.pairs?.value ?? [],
});

const sramOf = (memory: CompleteDescription[MemoryName]): Sram => ({
  readEnergyPerByteJ: memory.readEnergyPerByte.value,
  writeEnergyPerByteJ: memory.writeEnergyPerByte.value,
  leakagePowerW: memory.leakagePower.value,
  domain: memory.domain.value,
});

const dramOf = (dram: Description['dram']): Dram => ({
  energyPerByteJ: dram.energyPerByte.value,
  activationEnergyJ: dram.activationEnergy.value,
  backgroundPowerW: dram.backgroundPower.value,
  accessBytes: dram.accessSize.value,
  rowBytes: dram.rowSize.value,
  pseudoChannels: dram.pseudoChannels.value,
  bankGroups: dram.bankGroups.value,
  banksPerGroup: dram.banksPerGroup.value,
  burstIntervalS: dram.burstInterval.value,
  sameGroupBurstIntervalS: dram.sameGroupBurstInterval.value,
  activateIntervalS: dram.activateInterval.value,
  fourActivateWindowS: dram.fourActivateWindow.value,
  rowCycleS: dram.rowCycle.value,
  rowMissS: dram.rowMiss.value,
  refreshS: dram.refresh.value,
  refreshIntervalS: dram.refreshInterval.value,
});
