import { z } from 'zod';
import { choiceConstant, constant, constantFromZero, countConstant, ratioConstant } from './constant.js';
import { dramSection, globalBufferSection, localMemorySection } from './memory-description.js';
import { domainsSection, operatingPointsSection, transitionsSection } from './supply-description.js';
import { DATAFLOWS } from './systolic-array.js';

const FORMAT = 'leeway-accelerator/2';

const OLD_FORMAT =
  "expected format 'leeway-accelerator/2', got 'leeway-accelerator/1'; add the sections vectorUnit, protection, domains " +
  "(core's regulator moves there) and transitions, operatingPoints.legal, a domain instead of supply for each " +
  "memory, and dram's backgroundPower, bankGroups, banksPerGroup and timings instead of bandwidth, as in " +
  'accelerators/edge-32x32.yaml';

/** Checks the format alone, so that a file of another version gets one message and not one per section. */
export const formatSchema = z.looseObject({
  format: z.literal(FORMAT, {
    error: ({ input }) =>
      input === 'leeway-accelerator/1'
        ? OLD_FORMAT
        : `expected format '${FORMAT}', got ${JSON.stringify(input) ?? 'nothing'}`,
  }),
});

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
  energyPerOperation: constant('J/op').describe('array energy per operation at nominal voltage'),
  operationsPerMac: countConstant().describe('operations that one multiply-accumulate counts as'),
  leakagePower: constantFromZero('W').describe('leakage of the array at nominal voltage'),
});

const vectorUnit = z.strictObject({
  lanes: countConstant().describe('operations per cycle'),
  energyPerOperation: constantFromZero('J/op').describe('energy of one operation at nominal voltage'),
  leakagePower: constantFromZero('W').describe('leakage at nominal voltage'),
});

const protection = z.strictObject({
  adderEnergyRatio: ratioConstant().describe(
    'energy of a checksum addition relative to a multiply-accumulate',
  ),
  adderAreaRatio: ratioConstant().describe(
    'area of a checksum adder relative to a multiply-accumulate element',
  ),
  shadowLatchEnergyRatio: ratioConstant().describe('energy that shadow latches add, relative to the array'),
  shadowLatchAreaRatio: ratioConstant().describe('area that shadow latches add, relative to the array'),
});

const movedCurve = z.strictObject({
  file: z.string().min(1).describe('path of the error curve, relative to this file'),
  referenceFrequency: constant('Hz').describe("clock that takes the place of the curve's own reference"),
});

const fields = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string().min(1).describe('name in manifests and reports'),
  summary: z.string().min(1).describe('one sentence for people'),
  technology: constant('m').describe('process node that the energies refer to'),
  array,
  core,
  vectorUnit,
  protection,
  domains: domainsSection,
  transitions: transitionsSection,
  operatingPoints: operatingPointsSection,
  localMemory: localMemorySection,
  globalBuffer: globalBufferSection,
  dram: dramSection,
  errorCurve: z
    .union([z.string().min(1), movedCurve])
    .describe('path of the error curve, relative to this file, or the path and another reference clock'),
});

/** A description after parsing: quantities in SI units. */
export type Description = z.output<typeof fields>;

/** An accelerator description as it stands in `accelerators/*.yaml`: every constant with its source. */
export const descriptionSchema = fields.superRefine((description, context) => {
  const check: Check = (path, value, low, high) => {
    if (value >= low && value <= high) return;
    const message = `expected a value between ${low} and ${high} (SI units), got ${value}`;
    context.addIssue({ code: 'custom', path: [...path, 'value'], message });
  };
  checkPoints(description, check);
  checkMemories(description, check);
  checkDomains(description, check);
  for (const memory of ['localMemory', 'globalBuffer'] as const) {
    const { value } = description[memory].domain;
    if (value in description.domains) continue;
    const message = `expected ${Object.keys(description.domains).join(' or ')}, got ${value}; add it to domains`;
    context.addIssue({ code: 'custom', path: [memory, 'domain', 'value'], message });
  }
});

/** Reports a value outside of the range that other values set for it. */
type Check = (path: readonly string[], value: number, low: number, high: number) => void;

function checkPoints({ core, operatingPoints }: Description, check: Check): void {
  const volts = [core.minVoltage.value, core.maxVoltage.value] as const;
  const hertz = [core.minFrequency.value, core.maxFrequency.value] as const;
  check(['core', 'nominalVoltage'], core.nominalVoltage.value, ...volts);
  check(['core', 'nominalFrequency'], core.nominalFrequency.value, ...hertz);
  for (const level of operatingPoints.undervolted.value)
    check(['operatingPoints', 'undervolted'], level, volts[0], core.nominalVoltage.value);
  for (const level of operatingPoints.overclocked.value)
    check(['operatingPoints', 'overclocked'], level, core.nominalFrequency.value, hertz[1]);
  for (const { voltageV, frequencyHz } of operatingPoints.pairs?.value ?? []) {
    check(['operatingPoints', 'pairs'], voltageV, ...volts);
    check(['operatingPoints', 'pairs'], frequencyHz, ...hertz);
  }
}

function checkMemories({ dram, localMemory, globalBuffer }: Description, check: Check): void {
  check(['dram', 'accessSize'], dram.accessSize.value, 1, dram.rowSize.value);
  check(
    ['dram', 'sameGroupBurstInterval'],
    dram.sameGroupBurstInterval.value,
    dram.burstInterval.value,
    Infinity,
  );
  check(['dram', 'refresh'], dram.refresh.value, 0, dram.refreshInterval.value / 2);
  const macro = ({ energy }: Description['localMemory' | 'globalBuffer']) => energy?.macroCapacity.value ?? 1;
  check(['localMemory', 'energy', 'macroCapacity'], macro(localMemory), 1, localBytes(localMemory));
  check(['globalBuffer', 'energy', 'macroCapacity'], macro(globalBuffer), 1, globalBuffer.capacity.value);
}

function checkDomains({ core, domains }: Description, check: Check): void {
  const nominalV = core.nominalVoltage.value;
  for (const [name, { minVoltage, railVoltage }] of Object.entries(domains)) {
    check(['domains', name, 'minVoltage'], minVoltage?.value ?? 0, 0, nominalV);
    check(['domains', name, 'railVoltage'], railVoltage?.value ?? nominalV, nominalV, Infinity);
  }
}

/** Bytes of the three buffers of the local memory together. */
export const localBytes = ({
  inputCapacity,
  weightCapacity,
  outputCapacity,
}: Description['localMemory']): number => inputCapacity.value + weightCapacity.value + outputCapacity.value;

/** JSON Schema (draft 7) of accelerator descriptions, for editors. */
export function acceleratorJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(descriptionSchema, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'Leeway accelerator' };
}
