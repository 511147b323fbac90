import { inputError } from '../core/errors.js';

/** A process node and a supply voltage. */
export interface TechnologyPoint {
  /** Process node in m. */
  readonly nodeM: number;
  readonly voltageV: number;
}

/**
 * Energy of a switching circuit by node in nm, `E(V) = a V^2 + b V + c`, in units that cancel in a ratio: [a, b, c].
 * A. Stillmaker, B. Baas, Scaling equations for the accurate prediction of CMOS device performance from 180 nm to 7 nm,
 * Integration 58 (2017) 74-81; coefficients as in accelergy-library-plug-in, scaling.py (ENERGY_SCALING).
 */
const ENERGY_FITS: readonly (readonly [nodeNm: number, a: number, b: number, c: number])[] = [
  [7, 0.1776, -0.09097, 0.02447],
  [10, 0.2068, -0.09311, 0.02375],
  [14, 0.2363, -0.09675, 0.02239],
  [16, 0.2958, -0.1241, 0.03024],
  [20, 0.373, -0.1582, 0.04104],
  [32, 0.9559, -0.7823, 0.471],
  [45, 1.103, -0.362, 0.2767],
  [65, 3.755, -4.398, 1.975],
  [90, 4.762, -4.781, 2.092],
  [130, 7.171, -6.709, 2.904],
];

/**
 * Switching energy at one node and voltage relative to another, by the fits of Stillmaker and Baas (2017); between
 * their nodes, energies are interpolated linearly in the node. At a fixed node it rises somewhat faster than `V^2`:
 * 14 nm from 0.8 V to 0.9 V gives 1.317, not 1.266.
 *
 * @throws InputError outside of 7 to 130 nm
 * @example energyRatio({ nodeM: 45e-9, voltageV: 0.9 }, { nodeM: 7e-9, voltageV: 0.8 }) // 0.0774
 */
export function energyRatio(from: TechnologyPoint, to: TechnologyPoint): number {
  return relativeEnergy(to) / relativeEnergy(from);
}

function relativeEnergy({ nodeM, voltageV }: TechnologyPoint): number {
  const energyOf = ([, a, b, c]: (typeof ENERGY_FITS)[number]) => a * voltageV ** 2 + b * voltageV + c;
  // Rounded, so that 14e-9 m meets the table's 14 nm exactly.
  const nodeNm = Number((nodeM / 1e-9).toPrecision(12));
  const above = ENERGY_FITS.findIndex(([node]) => node >= nodeNm);
  if (ENERGY_FITS[above]?.[0] === nodeNm) return energyOf(ENERGY_FITS[above]);
  if (above <= 0) {
    throw inputError(
      `technology of ${nodeNm} nm: expected a node from 7 to 130 nm, which the published scaling covers; ` +
        'give energies at the node itself',
    );
  }
  const [low, high] = [ENERGY_FITS[above - 1], ENERGY_FITS[above]];
  const share = (nodeNm - low[0]) / (high[0] - low[0]);
  return (1 - share) * energyOf(low) + share * energyOf(high);
}
