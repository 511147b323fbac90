import { z } from 'zod';
import { OPERATING_POINT_CHOICES } from './accelerator.js';
import {
  choiceConstant,
  constant,
  constantFromZero,
  efficiencyConstant,
  listConstant,
  operatingPointsConstant,
} from './constant.js';
import { DOMAIN_VOLTAGES, REGULATORS } from './voltage-domain.js';

const domain = z
  .strictObject({
    voltage: choiceConstant(DOMAIN_VOLTAGES).describe(
      "the operating point's voltage, or always the nominal one",
    ),
    minVoltage: constantFromZero('V')
      .optional()
      .describe('the voltage never falls below this; without it, 0 V'),
    regulator: choiceConstant(REGULATORS).describe(
      'ideal: lossless conversion; ldo: linear regulator from a fixed rail',
    ),
    railVoltage: constant('V').optional().describe('rail of the linear regulator, for ldo only'),
    currentEfficiency: efficiencyConstant()
      .optional()
      .describe("share of the linear regulator's input current that reaches the load, for ldo only"),
    capacitance: constantFromZero('F').describe('capacitance that a change of voltage charges'),
  })
  .superRefine(({ regulator, railVoltage, currentEfficiency }, context) => {
    const given = [railVoltage, currentEfficiency].filter((one) => one !== undefined).length;
    if (given === (regulator.value === 'ldo' ? 2 : 0)) return;
    const message =
      regulator.value === 'ldo'
        ? "expected railVoltage and currentEfficiency with regulator 'ldo'; add them"
        : "expected railVoltage and currentEfficiency with regulator 'ldo' only; remove them";
    context.addIssue({ code: 'custom', path: ['regulator'], message });
  });

/** Section `domains`: supplies by name, `core` among them. */
export const domainsSection = z
  .object({ core: domain.describe('supply of array and vector unit') })
  .catchall(domain);

/** Section `transitions`. */
export const transitionsSection = z.strictObject({
  slew: constantFromZero('s/V').describe('time per volt of change'),
  settle: constantFromZero('s').describe('time until a changed voltage has settled'),
  relock: constantFromZero('s').describe('time until a changed clock is locked'),
  minDwell: constantFromZero('s').describe('shortest time between two changes that the regulator can follow'),
});

/** Section `operatingPoints`. */
export const operatingPointsSection = z.strictObject({
  legal: choiceConstant(OPERATING_POINT_CHOICES).describe(
    "range: every point within the core's ranges; listed: those of this section alone",
  ),
  undervolted: listConstant('V').describe('voltages offered at nominal frequency, highest first'),
  overclocked: listConstant('Hz').describe('frequencies offered at nominal voltage, lowest first'),
  pairs: operatingPointsConstant().optional().describe("other points, such as '0.7 V, 1.6 GHz'"),
});
