import type { OperatingPoint } from '../core/operating-point.js';

/** What a domain's voltage is: the operating point's, or the nominal one whatever the policy does. */
export const DOMAIN_VOLTAGES = ['operating-point', 'nominal'] as const;

/** How a domain's supply is made: lossless conversion, or a linear regulator (LDO) from a fixed rail. */
export const REGULATORS = ['ideal', 'ldo'] as const;

/** A supply that some components share. */
export interface VoltageDomain {
  readonly voltage: (typeof DOMAIN_VOLTAGES)[number];
  /** The domain's voltage never falls below this, whatever the operating point, in V. */
  readonly minVoltageV: number;
  readonly regulator: (typeof REGULATORS)[number];
  /** Rail of the LDO in V; the highest voltage it can make. Null for ideal conversion. */
  readonly railVoltageV: number | null;
  /** Share of the LDO's input current that reaches the load, 0..1; 1 for ideal conversion. */
  readonly currentEfficiency: number;
  /** Capacitance that a change of voltage charges, in F. */
  readonly capacitanceF: number;
}

/** What changing the operating point takes. */
export interface Transitions {
  /** Time per volt of change, in s/V. */
  readonly slewSPerV: number;
  /** Time until a changed voltage has settled, in s. */
  readonly settleS: number;
  /** Time until a changed clock is locked, in s. */
  readonly relockS: number;
  /** Shortest time between two changes that the regulator can follow, in s. */
  readonly minDwellS: number;
}

/**
 * Voltage of a domain in V while the core is at an operating point: the point's, but never below the domain's own
 * minimum (SRAM cells stop holding data before logic stops), or the nominal one throughout.
 *
 * @param nominalV the core's nominal voltage
 */
export function domainVoltageV(domain: VoltageDomain, point: OperatingPoint, nominalV: number): number {
  return domain.voltage === 'nominal' ? nominalV : Math.max(point.voltageV, domain.minVoltageV);
}

/**
 * Dynamic energy drawn from the source, relative to what the load takes at nominal voltage. A load switches the charge
 * `C V`. Ideal conversion draws its energy, `(V / Vnom)^2`, as DRIFT's published savings take for granted (arXiv
 * 2604.09073, cost script: `(V / 0.9)^2`). A linear regulator draws the same charge from its fixed rail,
 * `V Vrail / (eta Vnom^2)`: it saves in proportion to V only, and costs `Vrail / (eta Vnom)` at nominal.
 */
export function energyScale(domain: VoltageDomain, point: OperatingPoint, nominalV: number): number {
  const voltageV = domainVoltageV(domain, point, nominalV);
  return (voltageV * sourceVoltageV(domain, voltageV)) / nominalV ** 2;
}

/**
 * Leakage power drawn from the source, relative to the load's at nominal voltage, at a constant leakage current: `V /
 * Vnom` for ideal conversion, `Vrail / (eta Vnom)` whatever V is for a linear regulator. Assumed; real currents fall
 * with the voltage (drain-induced barrier lowering), so this does not flatter undervolting.
 */
export function leakageScale(domain: VoltageDomain, point: OperatingPoint, nominalV: number): number {
  return sourceVoltageV(domain, domainVoltageV(domain, point, nominalV)) / nominalV;
}

/**
 * Energy in J drawn from the source to change a domain's voltage. Upwards, its capacitance is charged: ideal conversion
 * draws what is then stored, `C (to^2 - from^2) / 2`; a linear regulator draws the charge from its rail, `C Vrail (to -
 * from) / eta`. Downwards, nothing is drawn and the stored energy is lost.
 */
export function transitionEnergyJ(domain: VoltageDomain, fromV: number, toV: number): number {
  if (toV <= fromV) return 0;
  const charge = domain.capacitanceF * (toV - fromV);
  return charge * (domain.railVoltageV === null ? (fromV + toV) / 2 : sourceVoltageV(domain, toV));
}

/** Volts that each coulomb of the load costs at the source: energy drawn per charge delivered at `voltageV`. */
function sourceVoltageV({ railVoltageV, currentEfficiency }: VoltageDomain, voltageV: number): number {
  return railVoltageV === null ? voltageV : railVoltageV / currentEfficiency;
}
