import { paretoFront } from '../../core/pareto.js';
import { RandomStream } from '../../core/random-stream.js';
import type { Score, SuggestRequest } from '../search-algorithm.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { type Candidate, candidatePool } from './candidate-pool.js';
import type { DamagePrediction } from './damage-prediction.js';
import type { Design, StructuredSpace } from './design.js';
import { SearchModel } from './search-model.js';
import type { UsableTrial } from './usable-trials.js';
import { type VolumeGain, volumeGain } from './volume-gain.js';

/** Models are fitted anew after so many results: a share of those there are, within these limits. */
const REFIT_SHARE = 1 / 12;
const [FEWEST_NEW, MOST_NEW] = [2, 12];
/** How far the results grow between two fits that begin from nothing, as a share of those there are. */
const CHECKPOINT_SHARE = 1 / 4;

/** A choice of a model's parameters, and the candidates that follow from it. */
export interface ModelView {
  readonly prediction: DamagePrediction;
  /** The candidates that add volume to the front that the model was fitted to, the greatest gain first. */
  readonly pool: readonly RankedCandidate[];
}

/** A candidate with what it would add to that front, which is at least what it adds to any later one. */
export interface RankedCandidate extends Candidate {
  readonly mostGain: number;
}

/** A fitted model with what follows from it, computed when first asked for. */
export class FittedModel {
  /** The trials on the believed front. */
  readonly front: readonly UsableTrial[];
  private readonly gain: VolumeGain;
  private probable: ModelView | null = null;
  private readonly beliefs = new WeakMap<Design, { score: Score; objectives: readonly number[] }>();

  constructor(
    readonly model: SearchModel,
    readonly trials: readonly UsableTrial[],
    private readonly knowledge: SearchKnowledge,
    private readonly seed: number,
  ) {
    const feasible = trials.filter(({ score }) => score.violation <= 0);
    const believed = feasible.map((trial) => this.belief(trial));
    const front = paretoFront(believed);
    this.front = front.map((i) => feasible[i]);
    this.gain = volumeGain(
      front.map((i) => believed[i]),
      model.reference,
    );
  }

  /** The objectives that an evaluated trial most probably has. */
  belief(trial: UsableTrial): readonly number[] {
    let known = this.beliefs.get(trial.design);
    // The same assignment may come with another score in another request.
    if (known?.score !== trial.score) {
      known = { score: trial.score, objectives: this.model.believed(trial, this.model.mode) };
      this.beliefs.set(trial.design, known);
    }
    return known.objectives;
  }

  /** The most probable parameters. */
  get mostProbable(): ModelView {
    if (!this.probable) {
      const stream = new RandomStream(this.seed, 'search', { site: 2, trial: this.trials.length });
      this.probable = this.view(this.model.mode, stream);
    }
    return this.probable;
  }

  /** A draw of the posterior (see {@link SearchModel.draw}). */
  draw(temperature: number, stream: RandomStream): ModelView {
    return this.view(this.model.draw(temperature, stream), stream);
  }

  private view(prediction: DamagePrediction, stream: RandomStream): ModelView {
    const { model, front, knowledge } = this;
    const designs = front.map(({ design }) => design);
    const pool = candidatePool(model, prediction, designs, knowledge, stream)
      .map((candidate) => ({ ...candidate, mostGain: this.gain(candidate.objectives) }))
      .filter(({ mostGain }) => mostGain > 0)
      .sort((a, b) => b.mostGain - a.mostGain);
    return { prediction, pool };
  }
}

/** What the models of a study are made from beside its trials. */
type Subject = readonly unknown[];

/** Remembers the models of the last requests, which mostly repeat the trials of those before. It never changes an answer. */
export class ModelCache {
  private subject: Subject = [];
  private models: readonly Remembered[] = [];

  /** The model of the first trials of a list, as many as a refit now and then leaves (see `fittedCount`). */
  at(
    structured: StructuredSpace,
    { knowledge = {}, seed }: SuggestRequest,
    trials: readonly UsableTrial[],
  ): FittedModel {
    const { exact, reference, prior, transitionCost } = knowledge;
    const subject = [structured, exact, reference, prior, transitionCost, seed];
    if (!sameItems(this.subject, subject)) this.models = [];
    this.subject = subject;
    const make = (count: number): FittedModel => {
      const fitted = trials.slice(0, count);
      const known = this.models.find((model) => sameTrials(model.trials, fitted));
      if (known) return known.fitted;
      const base = checkpointBelow(count);
      const earlier = base < count ? make(base).model : undefined;
      const model = new SearchModel(structured, knowledge, fitted, seed, earlier);
      const made = { trials: fitted, fitted: new FittedModel(model, fitted, knowledge, seed) };
      // The last model and the checkpoint that the next ones begin with.
      this.models = [...this.models.filter(({ trials }) => trials.length === base), made];
      return made.fitted;
    };
    return make(fittedCount(trials.length));
  }
}

interface Remembered {
  readonly trials: readonly UsableTrial[];
  readonly fitted: FittedModel;
}

/** Of how many results the model is fitted to the first, given how many there are (at least one). */
function fittedCount(trials: number): number {
  let fitted = 1;
  for (;;) {
    const next = fitted + Math.min(MOST_NEW, Math.max(FEWEST_NEW, Math.floor(fitted * REFIT_SHARE)));
    if (next > trials) return fitted;
    fitted = next;
  }
}

/** The last count up to this one at which a fit begins from nothing; those between begin with its answer. */
function checkpointBelow(count: number): number {
  let checkpoint = 1;
  while (nextCheckpoint(checkpoint) <= count) checkpoint = nextCheckpoint(checkpoint);
  return checkpoint;
}

const nextCheckpoint = (checkpoint: number) => checkpoint + Math.ceil(checkpoint * CHECKPOINT_SHARE);

const sameItems = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((item, i) => Object.is(item, b[i]));

const sameTrials = (a: readonly UsableTrial[], b: readonly UsableTrial[]) =>
  a.length === b.length && a.every(({ design, score }, i) => design === b[i].design && score === b[i].score);
