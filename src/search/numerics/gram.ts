/**
 * The lower triangle of `I + X Xᵀ`, `n x n`, zeros above; by blocks of three rows times three, so that each number read
 * serves three products.
 *
 * @param x `X`, `n x length`, row by row
 */
export function gramPlusIdentity(x: Float64Array, length: number): Float64Array {
  const n = x.length / length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i += 3) {
    for (let j = 0; j <= i; j += 3) addBlock(gram, x, length, n, i, j);
  }
  for (let i = 0; i < n; i++) {
    gram[i * n + i]++;
    gram.fill(0, i * n + i + 1, (i + 1) * n);
  }
  return gram;
}

/** Writes the products of three rows from `i` on with three from `j` on, as far as there are such rows. */
function addBlock(gram: Float64Array, x: Float64Array, length: number, n: number, i: number, j: number) {
  const rowAt = (row: number) => Math.min(row, n - 1) * length;
  // Variables, no arrays: they stay in registers.
  const [a, b, c] = [rowAt(i), rowAt(i + 1), rowAt(i + 2)];
  const [d, e, f] = [rowAt(j), rowAt(j + 1), rowAt(j + 2)];
  let [ad, ae, af] = [0, 0, 0];
  let [bd, be, bf] = [0, 0, 0];
  let [cd, ce, cf] = [0, 0, 0];
  for (let k = 0; k < length; k++) {
    const left0 = x[a + k];
    const left1 = x[b + k];
    const left2 = x[c + k];
    const right0 = x[d + k];
    const right1 = x[e + k];
    const right2 = x[f + k];
    ad += left0 * right0;
    ae += left0 * right1;
    af += left0 * right2;
    bd += left1 * right0;
    be += left1 * right1;
    bf += left1 * right2;
    cd += left2 * right0;
    ce += left2 * right1;
    cf += left2 * right2;
  }
  const block = [ad, ae, af, bd, be, bf, cd, ce, cf];
  for (let p = 0; p < 9; p++) {
    const row = i + Math.floor(p / 3);
    const column = j + (p % 3);
    if (row < n && column < n) gram[row * n + column] = block[p];
  }
}
