/*
 * The error function by the rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error
 * function", Math. Comp. 23, 1969, with the coefficients of his program CALERF: 16 digits at the cost of an
 * exponential, for the inner loops of models.
 */

const SMALL = 0.46875;
const LARGE = 4;
const SQRT_1_PI = 0.5641895835477563;
const SQRT_HALF = Math.SQRT1_2;

const A = [3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315];
const B = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const C = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const D = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const P = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
  0.016315387137302097,
];
const Q = [
  2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];

/** e^(x^2) (1 - erf x), the scaled complementary error function; no underflow for large `x`. Infinity below -26.6. */
export function erfcx(x: number): number {
  const y = Math.abs(x);
  if (y <= SMALL) return Math.exp(y * y) * (1 - x * smallErf(y * y));
  const scaled = y <= LARGE ? middleErfcx(y) : largeErfcx(y);
  return x >= 0 ? scaled : 2 * Math.exp(y * y) - scaled;
}

/** P(Z <= x) of the standard normal distribution, to 15 digits in both tails; as `normalCdf`, but several times as fast. */
export function fastNormalCdf(x: number): number {
  if (x < 0) return 0.5 * Math.exp(-0.5 * x * x) * erfcx(-x * SQRT_HALF);
  return 1 - 0.5 * Math.exp(-0.5 * x * x) * erfcx(x * SQRT_HALF);
}

/** erf(x) / x as a function of x^2. */
function smallErf(z: number): number {
  let numerator = A[4] * z;
  let denominator = z;
  for (let i = 0; i < 3; i++) {
    numerator = (numerator + A[i]) * z;
    denominator = (denominator + B[i]) * z;
  }
  return (numerator + A[3]) / (denominator + B[3]);
}

function middleErfcx(y: number): number {
  let numerator = C[8] * y;
  let denominator = y;
  for (let i = 0; i < 7; i++) {
    numerator = (numerator + C[i]) * y;
    denominator = (denominator + D[i]) * y;
  }
  return (numerator + C[7]) / (denominator + D[7]);
}

function largeErfcx(y: number): number {
  const z = 1 / (y * y);
  let numerator = P[5] * z;
  let denominator = z;
  for (let i = 0; i < 4; i++) {
    numerator = (numerator + P[i]) * z;
    denominator = (denominator + Q[i]) * z;
  }
  const correction = (z * (numerator + P[4])) / (denominator + Q[4]);
  return (SQRT_1_PI - correction) / y;
}
