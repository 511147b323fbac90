import type { RandomStream } from '../../core/random-stream.js';
import { completePositions } from '../conditions.js';
import { mutate } from '../evolution/variation.js';
import { drawPosition } from '../parameter.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { joinPositions, settingPositions } from './cell-grid.js';
import type { DamagePrediction } from './damage-prediction.js';
import { cellPart, type Design, designPositions, type SettingPart, settingPart } from './design.js';
import { mixedLevels } from './mixed-levels.js';
import type { SearchModel } from './search-model.js';
import { sweptLevels } from './swept-levels.js';

/** A design with an estimate of its objective vector. */
export interface Candidate {
  readonly design: Design;
  readonly objectives: readonly number[];
}

const DRAWN_SETTINGS = 10;
const FRONT_SETTINGS = 8;
const FRONT_LEVELS = 16;
const MIXTURES = 48;

/**
 * Designs worth a thought: the levels of Lagrangian sweeps, of some of the front and of mixtures of both, each with drawn
 * settings and with some of the front's.
 *
 * @param front designs of the present front
 */
export function candidatePool(
  model: SearchModel,
  prediction: DamagePrediction,
  front: readonly Design[],
  knowledge: SearchKnowledge,
  stream: RandomStream,
): Candidate[] {
  const choices = settingChoices(model, front, stream).map((settings) => ({
    settings,
    logFactor: prediction.logFactor(settings.values),
  }));
  const swept = sweptLevels(model, prediction, knowledge, stream);
  const known = Array.from(
    { length: front.length > 0 ? FRONT_LEVELS : 0 },
    () => front[stream.integer(front.length)].cells,
  );
  const corners = [...swept, ...known.map(({ levels }) => levels)];
  const mixed = mixedLevels(model, prediction, corners, MIXTURES, stream);
  const computed = [...swept, ...mixed].map((levels) => cellPart(model.structured, levels));
  return [...computed, ...known].flatMap((cells) => {
    const sums = model.cellSums(cells, prediction);
    return choices.map(({ settings, logFactor }) => ({
      design: { cells, settings },
      objectives: model.estimate(sums, settings, logFactor, prediction),
    }));
  });
}

function settingChoices(model: SearchModel, front: readonly Design[], stream: RandomStream): SettingPart[] {
  const { structured } = model;
  const { space, grid } = structured;
  const safest = new Uint8Array(grid.cells.length);
  const drawn = Array.from({ length: grid.settings.length > 0 ? DRAWN_SETTINGS : 1 }, () => {
    const settings = grid.settings.map((p) => drawPosition(space.parameters[p], stream));
    const complete = completePositions(space, joinPositions(grid, safest, settings), stream);
    return settingPart(structured, settingPositions(grid, complete));
  });
  const count = grid.settings.length > 0 && front.length > 0 ? FRONT_SETTINGS : 0;
  return [...drawn, ...Array.from({ length: count }, () => front[stream.integer(front.length)].settings)];
}

/** Encoded: a design like another one, mostly one level up or down in about one cell. */
export function neighbourOf({ structured }: SearchModel, design: Design, stream: RandomStream) {
  const { space } = structured;
  const positions = designPositions(structured, design);
  return completePositions(space, mutate(positions, space.parameters, stream), stream);
}

/** Encoded: the same levels with about one setting changed; the design itself where there are no settings. */
export function resetting({ structured }: SearchModel, { cells, settings }: Design, stream: RandomStream) {
  const { space, grid } = structured;
  const parameters = grid.settings.map((p) => space.parameters[p]);
  const moved = mutate(settings.positions, parameters, stream);
  return completePositions(space, joinPositions(grid, cells.levels, moved), stream);
}
