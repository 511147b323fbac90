import { paretoFront } from '../../core/pareto.js';
import { RandomStream } from '../../core/random-stream.js';
import type { Score, SuggestRequest } from '../search-algorithm.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { type Candidate, candidatePool } from './candidate-pool.js';
import type { DamagePrediction } from './damage-prediction.js';
import type { Design, StructuredSpace } from './design.js';
import { fitCounts } from './fit-schedule.js';
import { SearchModel } from './search-model.js';
import type { UsableTrial } from './usable-trials.js';
import { type VolumeGain, volumeGain } from './volume-gain.js';

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

/** Remembers the model of the last request, whose trials the next one mostly repeats. It never changes an answer. */
export class ModelCache {
  private subject: Subject = [];
  private last: FittedModel | null = null;

  /** The model of the first trials of a list, as many as the schedule has it ({@link fitCounts}). */
  at(
    structured: StructuredSpace,
    { knowledge = {}, seed }: SuggestRequest,
    trials: readonly UsableTrial[],
  ): FittedModel {
    const { exact, reference, prior, transitionCost } = knowledge;
    const subject = [structured, exact, reference, prior, transitionCost, seed];
    if (!sameItems(this.subject, subject)) this.last = null;
    this.subject = subject;
    const counts = fitCounts(trials.length);
    const known = this.last && beginsWith(trials, this.last.trials) ? this.last.trials.length : 0;
    if (!counts.includes(known)) this.last = null;
    for (const count of counts.slice(counts.indexOf(known) + 1)) {
      const first = trials.slice(0, count);
      const model = new SearchModel(structured, knowledge, first, seed, this.last?.model);
      this.last = new FittedModel(model, first, knowledge, seed);
    }
    return this.last!;
  }
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((item, i) => Object.is(item, b[i]));

/** Whether a list begins with the given trials. */
const beginsWith = (trials: readonly UsableTrial[], first: readonly UsableTrial[]) =>
  first.length <= trials.length &&
  first.every(({ design, score }, i) => design === trials[i].design && score === trials[i].score);
