import type { Metrics } from '../core/trial.js';
import type { StudyConfig } from './study-config.js';

type ConfiguredObjectives = StudyConfig['objectives'];

/** The worst value of interest of each objective's metric, as configured. */
export const worstValues = (objectives: ConfiguredObjectives): Metrics =>
  Object.fromEntries(objectives.map(({ metric, worst }) => [metric, worst]));

/**
 * A hypervolume as a share of the box between zero and the worst values of interest: comparable between studies with
 * the same worst values, and free of units.
 */
export const hypervolumeShare = (hypervolume: number, objectives: ConfiguredObjectives): number =>
  hypervolume / objectives.reduce((product, { worst }) => product * Math.abs(worst), 1);
