/**
 * The lower triangle of `I + X Xᵀ`, `n x n`, zeros above; by blocks of two rows times two, so that each number read serves
 * two products.
 *
 * @param x `X`, `n x length`, row by row
 */
export function gramPlusIdentity(x: Float64Array, length: number): Float64Array {
  const n = x.length / length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i += 2) {
    for (let j = 0; j <= i; j += 2) addBlock(gram, x, length, n, i, j);
    gram[i * n + i]++;
    if (i + 1 < n) {
      gram[(i + 1) * n + i + 1]++;
      gram[i * n + i + 1] = 0;
    }
  }
  return gram;
}

/** Writes the products of rows `i`, `i + 1` with rows `j`, `j + 1`, as far as there are such rows. */
function addBlock(gram: Float64Array, x: Float64Array, length: number, n: number, i: number, j: number) {
  const a = i * length;
  const b = Math.min(i + 1, n - 1) * length;
  const c = j * length;
  const d = Math.min(j + 1, n - 1) * length;
  let ac = 0;
  let ad = 0;
  let bc = 0;
  let bd = 0;
  for (let k = 0; k < length; k++) {
    ac += x[a + k] * x[c + k];
    ad += x[a + k] * x[d + k];
    bc += x[b + k] * x[c + k];
    bd += x[b + k] * x[d + k];
  }
  gram[i * n + j] = ac;
  if (j + 1 < n) gram[i * n + j + 1] = ad;
  if (i + 1 < n) gram[(i + 1) * n + j] = bc;
  if (i + 1 < n && j + 1 < n) gram[(i + 1) * n + j + 1] = bd;
}
