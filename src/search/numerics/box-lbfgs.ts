/** Value of a function at `x`; writes its gradient. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

/** A box that variables are held in, one bound each; infinite where there is none. */
export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface State {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

const MEMORY = 10;
const ARMIJO = 1e-4;
const MAX_HALVINGS = 12;
/** Length of the first step, before anything is known of the curvature. */
const FIRST_STEP = 0.1;

/**
 * A local minimum of a smooth function within a box: limited-memory BFGS (Nocedal and Wright, Numerical Optimization,
 * 2nd ed. 2006, algorithm 7.4) on the variables that are free to move, each step projected onto the box and shortened
 * until it descends (Bertsekas, SIAM J. Control Optim. 20(2), 1982). It never ends above its start.
 *
 * @param start within the box
 * @param tolerance it ends when a step gains less than this
 */
export function minimiseInBox(
  f: Differentiable,
  start: Float64Array,
  box: Box,
  maxIterations: number,
  tolerance: number,
): { readonly x: Float64Array; readonly value: number } {
  let state = evaluate(f, start);
  let pairs: Pair[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const free = freeGradient(state, box);
    if (!free.some((g) => g !== 0)) break;
    const next = descend(f, state, direction(free, pairs), box);
    if (!next) {
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    pairs = remember(pairs, state, next);
    const gain = state.value - next.value;
    state = next;
    if (gain < tolerance) break;
  }
  return state;
}

function evaluate(f: Differentiable, x: Float64Array): State {
  const gradient = new Float64Array(x.length);
  return { x, value: f(x, gradient), gradient };
}

/** The gradient without the components that push a variable out of the box. */
function freeGradient({ x, gradient }: State, { low, high }: Box): Float64Array {
  return gradient.map((g, i) => ((x[i] <= low[i] && g > 0) || (x[i] >= high[i] && g < 0) ? 0 : g));
}

/** Minus the approximate inverse Hessian times the gradient, by the two-loop recursion; fixed variables stay. */
function direction(free: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = free.map((g) => -g);
  const alphas = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    alphas[i] = pairs[i].rho * dot(pairs[i].s, q);
    addScaled(q, -alphas[i], pairs[i].y);
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.rho * dot(last.y, last.y)) : FIRST_STEP / Math.sqrt(dot(q, q));
  for (let i = 0; i < q.length; i++) q[i] *= scale;
  pairs.forEach(({ s, y, rho }, i) => {
    addScaled(q, alphas[i] - rho * dot(y, q), s);
  });
  for (let i = 0; i < q.length; i++) if (free[i] === 0) q[i] = 0;
  // A direction that does not descend comes from curvature seen elsewhere.
  return dot(q, free) < 0 ? q : free.map((g) => (-g * FIRST_STEP) / Math.sqrt(dot(free, free)));
}

function descend(f: Differentiable, from: State, step: Float64Array, { low, high }: Box): State | null {
  let size = 1;
  for (let halving = 0; halving <= MAX_HALVINGS; halving++, size /= 2) {
    const x = from.x.map((xi, i) => Math.min(high[i], Math.max(low[i], xi + size * step[i])));
    const slope = from.gradient.reduce((sum, g, i) => sum + g * (x[i] - from.x[i]), 0);
    if (!(slope < 0)) continue;
    const next = evaluate(f, x);
    if (next.value <= from.value + ARMIJO * slope) return next;
  }
  return null;
}

function remember(pairs: readonly Pair[], from: State, to: State): Pair[] {
  const s = to.x.map((xi, i) => xi - from.x[i]);
  const y = to.gradient.map((gi, i) => gi - from.gradient[i]);
  const curvature = dot(s, y);
  if (!(curvature > 1e-10 * dot(y, y))) return [...pairs];
  return [...pairs, { s, y, rho: 1 / curvature }].slice(-MEMORY);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * source[i];
}
