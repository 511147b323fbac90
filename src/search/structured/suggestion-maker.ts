import { dominates } from '../../core/pareto.js';
import type { RandomStream } from '../../core/random-stream.js';
import type { Positions } from '../search-space.js';
import { drawUnseen, type SeenAssignments } from '../suggest-unseen.js';
import { type Candidate, neighbourOf, resetting } from './candidate-pool.js';
import { createDesign, type Design, designPositions } from './design.js';
import type { FittedModel, ModelView } from './model-cache.js';
import { contrastDesign } from './screening.js';
import type { UsableTrial } from './usable-trials.js';
import { type VolumeGain, volumeGain } from './volume-gain.js';

/** Candidates of the pool that are predicted in full, and variations tried of the chosen one. */
const MAX_CHOICES = 8;
const VARIATIONS = 16;
/** Share of suggestions that follow a draw of the posterior, and how far it is from the most probable parameters. */
const DRAW_SHARE = 0.25;
const TEMPERATURE = 0.6;
/** Share of the first suggestions that screen cells, and trials per cell after which it has fallen to a third. */
const SCREENING_SHARE = 0.2;
const SCREENING_TRIALS_PER_CELL = 2;
/** Contrasts of which the most telling is run. */
const CONTRASTS = 8;
/** Standard deviations that the optimistic bound of the loss lies below what is expected. */
const OPTIMISM = 2;

/** Makes the suggestions of one request. */
export class SuggestionMaker {
  /** Feasible trials that may be on the believed front: that of the fitted ones, and all later ones. */
  private readonly contenders: readonly UsableTrial[];
  private readonly planned: Design[];

  /**
   * @param trials all results, also those that the model was not fitted to
   * @param pending designs whose results are not known yet
   */
  constructor(
    private readonly fitted: FittedModel,
    trials: readonly UsableTrial[],
    private readonly pending: readonly Design[],
  ) {
    const later = trials.slice(fitted.trials.length).filter(({ score }) => score.violation <= 0);
    this.contenders = [...fitted.front, ...later];
    this.planned = [...pending];
  }

  /** @param earlier what the request was answered with for the trials before */
  next(stream: RandomStream, seen: SeenAssignments, earlier: readonly Positions[]): Positions {
    const { structured } = this.fitted.model;
    for (const positions of earlier.slice(this.planned.length - this.pending.length)) {
      this.planned.push(createDesign(structured, positions));
    }
    if (stream.uniform() < this.screeningShare(seen)) return this.screen(stream, seen);
    const view =
      stream.uniform() < DRAW_SHARE ? this.fitted.draw(TEMPERATURE, stream) : this.fitted.mostProbable;
    return this.mostGain(view, stream, seen) ?? this.screen(stream, seen);
  }

  /** The candidate that adds most volume to what is believed of all trials, improved by small variations. */
  private mostGain(view: ModelView, stream: RandomStream, seen: SeenAssignments): Positions | null {
    const gain = this.gainOver(view);
    const best = this.promising(view, gain).find(
      (design) => !seen.has(this.positions(design)) && !this.isHopeless(design),
    );
    return best ? this.vary(best, gain, view, stream, seen) : null;
  }

  private gainOver(view: ModelView): VolumeGain {
    const points = [
      ...this.contenders.map((trial) => this.fitted.belief(trial)),
      ...this.planned.map((design) => this.predict(design, view)),
    ];
    return volumeGain(points, this.fitted.model.reference);
  }

  /** Designs of the view's pool that add volume, the greatest gain first. */
  private promising(view: ModelView, gain: VolumeGain): Design[] {
    const estimated = mostGaining(view.pool, gain).map(({ design }) => design);
    return byFalling(estimated, (design) => gain(this.predict(design, view)));
  }

  private vary(
    start: Design,
    gain: VolumeGain,
    view: ModelView,
    stream: RandomStream,
    seen: SeenAssignments,
  ): Positions {
    const { model } = this.fitted;
    let best = start;
    let most = gain(this.predict(start, view));
    for (let i = 0; i < VARIATIONS; i++) {
      const positions = i % 2 === 0 ? resetting(model, best, stream) : neighbourOf(model, best, stream);
      const design = createDesign(model.structured, positions);
      const value = gain(this.predict(design, view));
      if (value <= most || seen.has(positions)) continue;
      best = design;
      most = value;
    }
    return this.positions(best);
  }

  /** Falls with the number of trials: there is most to learn at first. */
  private screeningShare({ size }: SeenAssignments): number {
    const { cells } = this.fitted.model.structured.grid;
    return SCREENING_SHARE * Math.exp(-size / (SCREENING_TRIALS_PER_CELL * cells.length));
  }

  /** Of some contrasts around promising designs the one whose loss is least certain: its result tells most. */
  private screen(stream: RandomStream, seen: SeenAssignments): Positions {
    const { model, mostProbable } = this.fitted;
    const { pool } = mostProbable;
    const promising = this.promising(mostProbable, this.gainOver(mostProbable));
    const bases = promising.length > 0 ? promising : pool.map(({ design }) => design);
    let best: Positions | null = null;
    let most = -1;
    for (let i = 0; i < CONTRASTS && bases.length > 0; i++) {
      const positions = contrastDesign(model.structured.grid, bases[stream.integer(bases.length)], stream);
      if (seen.has(positions)) continue;
      const contrast = createDesign(model.structured, positions);
      const deviation = model.logDeviation(contrast);
      if (deviation <= most || this.isHopeless(contrast)) continue;
      best = positions;
      most = deviation;
    }
    return best ?? drawUnseen(model.structured.space, stream, seen);
  }

  /** Whether an evaluated trial dominates a design even where the design's loss is put at its optimistic bound. */
  private isHopeless(design: Design): boolean {
    const { model, mostProbable } = this.fitted;
    const expected = this.predict(design, mostProbable);
    const loss = model.shiftedLoss(expected[model.damageObjective], -OPTIMISM, model.logDeviation(design));
    const optimistic = expected.with(model.damageObjective, loss);
    return this.contenders.some((trial) => dominates(this.fitted.belief(trial), optimistic));
  }

  private predict(design: Design, { prediction }: ModelView): number[] {
    const { model } = this.fitted;
    return model.predict(design, prediction, model.exact.values(design));
  }

  private positions(design: Design): Positions {
    return designPositions(this.fitted.model.structured, design);
  }
}

/** The candidates of greatest positive gain, greatest first, looking no further than any could still be among them. */
function mostGaining(pool: ModelView['pool'], gain: VolumeGain): Candidate[] {
  let most: { candidate: Candidate; gain: number }[] = [];
  for (const candidate of pool) {
    const least = most.length < MAX_CHOICES ? 0 : most[MAX_CHOICES - 1].gain;
    if (candidate.mostGain <= least) break;
    const gained = gain(candidate.objectives);
    if (gained <= least) continue;
    most = [...most, { candidate, gain: gained }].sort((a, b) => b.gain - a.gain).slice(0, MAX_CHOICES);
  }
  return most.map(({ candidate }) => candidate);
}

/** The items of positive value, greatest first. */
function byFalling<T>(items: readonly T[], value: (item: T) => number): T[] {
  return items
    .map((item) => ({ item, value: value(item) }))
    .filter((entry) => entry.value > 0)
    .sort((a, b) => b.value - a.value)
    .map(({ item }) => item);
}
