import { z } from 'zod';
import { choiceConstant, constant, constantFromZero, countConstant, listConstant } from './constant.js';
import { REGULATORS, SUPPLIES } from './supply.js';
import { DATAFLOWS } from './systolic-array.js';

const array = z.strictObject({
  rows: countConstant().describe('rows of multiply-accumulate elements; also B, the side of a checksum tile'),
  cols: countConstant().describe('columns of multiply-accumulate elements'),
  dataflow: choiceConstant(DATAFLOWS).describe('what stays in the elements: outputs, weights or inputs'),
});

const core = z.strictObject({
  nominalVoltage: constant('V').describe('supply to which all core energies refer'),
  nominalFrequency: constant('Hz').describe('clock of the nominal operating point'),
  minVoltage: constant('V').describe('lowest voltage a policy may ask for'),
  maxVoltage: constant('V').describe('highest voltage a policy may ask for'),
  minFrequency: constant('Hz').describe('lowest frequency a policy may ask for'),
  maxFrequency: constant('Hz').describe('highest frequency a policy may ask for'),
  regulator: choiceConstant(REGULATORS).describe("how the core's supply is made from its rail"),
  energyPerOperation: constant('J/op').describe('array energy per operation at nominal voltage'),
  operationsPerMac: countConstant().describe('operations that one multiply-accumulate counts as'),
  leakagePower: constantFromZero('W').describe('leakage of the array at nominal voltage'),
});

const operatingPoints = z.strictObject({
  undervolted: listConstant('V').describe('voltages offered at nominal frequency, highest first'),
  overclocked: listConstant('Hz').describe('frequencies offered at nominal voltage, lowest first'),
});

const sram = {
  readEnergyPerByte: constant('J/B').describe('energy per byte read at nominal voltage'),
  writeEnergyPerByte: constant('J/B').describe('energy per byte written at nominal voltage'),
  leakagePower: constantFromZero('W').describe('leakage of the whole memory at nominal voltage'),
  supply: choiceConstant(SUPPLIES).describe('core: scales with the core voltage; fixed: stays at nominal'),
};

const localMemory = z.strictObject({
  inputCapacity: constant('B').describe(
    'buffer of the left operand; half of it is filled while the other is used',
  ),
  weightCapacity: constant('B').describe(
    'buffer of the right operand; half of it is filled while the other is used',
  ),
  outputCapacity: constant('B').describe('buffer of outputs and INT32 partial sums'),
  ...sram,
});

const globalBuffer = z.strictObject({
  capacity: constant('B').describe('on-chip memory that weights and activations share'),
  ...sram,
});

const dram = z.strictObject({
  energyPerByte: constant('J/B').describe('energy per byte streamed, its share of row activations included'),
  bandwidth: constant('B/s').describe('peak bandwidth of all channels together'),
  accessSize: constant('B').describe('smallest transfer'),
  rowSize: constant('B').describe('row (page) of one pseudo-channel'),
  pseudoChannels: countConstant().describe('pseudo-channels that work in parallel'),
  activationEnergy: constant('J').describe('energy of opening and closing one row'),
  fourActivateWindow: constant('s').describe('tFAW: window in which a pseudo-channel may open four rows'),
  activateInterval: constant('s').describe('tRRD: shortest time between two activations of a pseudo-channel'),
});

const fields = z.strictObject({
  format: z.literal('leeway-accelerator/1'),
  name: z.string().min(1).describe('name in manifests and reports'),
  summary: z.string().min(1).describe('one sentence for people'),
  technology: constant('m').describe('process node that the energies refer to'),
  array,
  core,
  operatingPoints,
  localMemory,
  globalBuffer,
  dram,
  errorCurve: z.string().min(1).describe('path of the error curve, relative to this file'),
});

/** A description after parsing: quantities in SI units. */
export type Description = z.output<typeof fields>;

/** An accelerator description as it stands in `accelerators/*.yaml`: every constant with its source. */
export const descriptionSchema = fields.superRefine(checkRanges);

/** Reports values that contradict each other: each outside of the range that others set for it. */
function checkRanges({ core, operatingPoints, dram }: Description, context: z.RefinementCtx): void {
  const check = (section: string, name: string, value: number, low: number, high: number) => {
    if (value >= low && value <= high) return;
    const message = `expected a value between ${low} and ${high} (SI units), got ${value}`;
    context.addIssue({ code: 'custom', path: [section, name, 'value'], message });
  };
  const [volt, hertz] = [core.nominalVoltage.value, core.nominalFrequency.value];
  check('core', 'nominalVoltage', volt, core.minVoltage.value, core.maxVoltage.value);
  check('core', 'nominalFrequency', hertz, core.minFrequency.value, core.maxFrequency.value);
  for (const level of operatingPoints.undervolted.value)
    check('operatingPoints', 'undervolted', level, core.minVoltage.value, volt);
  for (const level of operatingPoints.overclocked.value)
    check('operatingPoints', 'overclocked', level, hertz, core.maxFrequency.value);
  check('dram', 'accessSize', dram.accessSize.value, 1, dram.rowSize.value);
}
