import { paretoFront } from '../../core/pareto.js';
import { RandomStream } from '../../core/random-stream.js';
import type { Score, SuggestRequest } from '../search-algorithm.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { type Candidate, candidatePool } from './candidate-pool.js';
import type { DamagePrediction } from './damage-prediction.js';
import type { Design, StructuredSpace } from './design.js';
import { SearchModel } from './search-model.js';
import type { UsableTrial } from './usable-trials.js';

/** Models are fitted anew after so many results: a share of those there are, within these limits. */
const REFIT_SHARE = 1 / 12;
const [FEWEST_NEW, MOST_NEW] = [2, 12];

/** A choice of a model's parameters, and the candidates that follow from it. */
export interface ModelView {
  readonly prediction: DamagePrediction;
  readonly pool: readonly Candidate[];
}

/** A fitted model with what follows from it, computed when first asked for. */
export class FittedModel {
  private readonly front: readonly Design[];
  private probable: ModelView | null = null;
  private readonly beliefs = new WeakMap<Design, { score: Score; objectives: readonly number[] }>();

  constructor(
    readonly model: SearchModel,
    private readonly trials: readonly UsableTrial[],
    private readonly knowledge: SearchKnowledge,
    private readonly seed: number,
  ) {
    const feasible = trials.filter(({ score }) => score.violation <= 0);
    this.front = paretoFront(feasible.map((trial) => this.belief(trial))).map((i) => feasible[i].design);
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
    return { prediction, pool: candidatePool(model, prediction, front, knowledge, stream) };
  }
}

/** Remembers the last fitted model: requests mostly repeat the trials of those before. It never changes an answer. */
export class ModelCache {
  private last: { key: readonly unknown[]; fitted: FittedModel } | null = null;

  /** The model of the first trials of a list, as many as a refit now and then leaves (see `fittedCount`). */
  at(
    structured: StructuredSpace,
    { knowledge = {}, seed }: SuggestRequest,
    trials: readonly UsableTrial[],
  ): FittedModel {
    const { exact, reference, prior, transitionCost } = knowledge;
    const fitted = trials.slice(0, fittedCount(trials.length));
    const key = [
      ...[structured, exact, reference, prior, transitionCost, seed],
      ...fitted.flatMap(({ design, score }) => [design, score]),
    ];
    if (!this.last || !sameItems(this.last.key, key)) {
      const model = new SearchModel(structured, knowledge, fitted, seed);
      this.last = { key, fitted: new FittedModel(model, fitted, knowledge, seed) };
    }
    return this.last.fitted;
  }
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

const sameItems = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
