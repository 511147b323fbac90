import { z } from 'zod';
import { constant, constantFromZero, countConstant, nameConstant } from './constant.js';
import type { SramEnergies } from './sram-energies.js';

const table = z.strictObject({
  table: z.string().min(1).describe('path of a table of SRAM macros (CSV), relative to this file'),
  wordBits: countConstant().describe('bits that one access reads or writes'),
  macroCapacity: constant('B').describe('capacity of the macros that the memory is built of'),
});

/** How an on-chip memory's energies are given: from a table, or as three constants. */
const sram = {
  energy: table.optional().describe('energies from a table of SRAM macros, scaled to the core'),
  readEnergyPerByte: constantFromZero('J/B').optional().describe('energy per byte read at nominal voltage'),
  writeEnergyPerByte: constantFromZero('J/B')
    .optional()
    .describe('energy per byte written at nominal voltage'),
  leakagePower: constantFromZero('W').optional().describe('leakage of the whole memory at nominal voltage'),
  domain: nameConstant().describe('voltage domain that supplies it'),
};

type SramDescription = Partial<SramEnergies> & { readonly energy?: z.output<typeof table> };

/** Whether a memory's description gives its energies as constants. */
export const hasEnergies = <M extends SramDescription>(memory: M): memory is M & SramEnergies =>
  memory.readEnergyPerByte !== undefined &&
  memory.writeEnergyPerByte !== undefined &&
  memory.leakagePower !== undefined;

function checkEnergies(memory: SramDescription, context: z.RefinementCtx): void {
  const { energy, readEnergyPerByte, writeEnergyPerByte, leakagePower } = memory;
  const constants = [readEnergyPerByte, writeEnergyPerByte, leakagePower].filter((one) => one !== undefined);
  if (constants.length === (energy === undefined ? 3 : 0)) return;
  const message =
    'expected either energy: { table, wordBits, macroCapacity } or readEnergyPerByte, writeEnergyPerByte and ' +
    `leakagePower, got ${energy === undefined ? `${constants.length} of these three` : 'some of both'}`;
  context.addIssue({ code: 'custom', path: energy === undefined ? [] : ['energy'], message });
}

/** Section `localMemory`. */
export const localMemorySection = z
  .strictObject({
    inputCapacity: constant('B').describe(
      'buffer of the left operand; half of it is filled while the other is used',
    ),
    weightCapacity: constant('B').describe(
      'buffer of the right operand; half of it is filled while the other is used',
    ),
    outputCapacity: constant('B').describe('buffer of outputs and INT32 partial sums'),
    ...sram,
  })
  .superRefine(checkEnergies);

/** Section `globalBuffer`. */
export const globalBufferSection = z
  .strictObject({
    capacity: constant('B').describe('on-chip memory that weights and activations share'),
    ...sram,
  })
  .superRefine(checkEnergies);

/** Section `dram`. */
export const dramSection = z.strictObject({
  energyPerByte: constant('J/B').describe('energy per byte streamed, its share of row activations included'),
  activationEnergy: constantFromZero('J').describe('energy of opening and closing one row'),
  backgroundPower: constantFromZero('W').describe(
    'standby and refresh of all channels, whatever is transferred',
  ),
  accessSize: constant('B').describe('smallest transfer (burst) of one pseudo-channel'),
  rowSize: constant('B').describe('row (page) of one pseudo-channel'),
  pseudoChannels: countConstant().describe('pseudo-channels that work in parallel'),
  bankGroups: countConstant().describe('bank groups of one pseudo-channel'),
  banksPerGroup: countConstant().describe('banks of one bank group'),
  burstInterval: constant('s').describe(
    'tCCD_S: time between bursts of different bank groups; sets the peak bandwidth',
  ),
  sameGroupBurstInterval: constant('s').describe('tCCD_L: shortest time between bursts of one bank group'),
  activateInterval: constant('s').describe('tRRD: shortest time between two activations of a pseudo-channel'),
  fourActivateWindow: constant('s').describe('tFAW: window in which a pseudo-channel may open four rows'),
  rowCycle: constant('s').describe('tRC: shortest time between two activations of one bank'),
  rowMiss: constant('s').describe('tRP + tRCD + CL: from a request to data of a row that was closed'),
  refresh: constantFromZero('s').describe('tRFC: time that a refresh of all banks blocks a pseudo-channel'),
  refreshInterval: constant('s').describe('tREFI: time between two refreshes'),
});
