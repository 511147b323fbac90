/** Lanczos approximation of the gamma function for g = 7: coefficients of Godfrey 2001, relative error about 1e-15. */
const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Change of the continued fraction at which it has converged: some units of the last digit, so that it is reached. */
const CONVERGED = 1e-15;
/** Keeps a partial denominator of the continued fraction away from 0. */
const TINY = 1e-300;

/** log of the gamma function for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x + LANCZOS_G - 0.5;
  const series = LANCZOS.reduce(
    (sum, coefficient, i) => sum + (i === 0 ? coefficient : coefficient / (x + i - 1)),
    0,
  );
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
}

/**
 * The regularised incomplete beta function I_x(a, b), for x in [0, 1] and a, b > 0 (NIST DLMF 8.17.2): by the
 * continued fraction 8.17.22 on the side of its mean where that converges fast.
 *
 * @param complement 1 - x, for callers that know it better than a subtraction does
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(complement, b, a, x);
  const logFactor = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(complement);
  return Math.exp(logFactor) / (a * continuedFraction(x, a, b));
}

/** 1 + d_1/(1 + d_2/(1 + ...)) of DLMF 8.17.22, by the method of Lentz as modified by Thompson and Barnett 1986. */
function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 0;
  let value = 1;
  for (let level = 1; ; level++) {
    const term = partialNumerator(level, x, a, b);
    denominator = 1 / awayFromZero(1 + term * denominator);
    numerator = awayFromZero(1 + term / numerator);
    const change = numerator * denominator;
    value *= change;
    if (!(Math.abs(change - 1) > CONVERGED)) return value;
  }
}

/** d_level of DLMF 8.17.23. */
function partialNumerator(level: number, x: number, a: number, b: number): number {
  const m = Math.floor(level / 2);
  return level % 2 === 0
    ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}

const awayFromZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
