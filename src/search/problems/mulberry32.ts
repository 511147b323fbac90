/**
 * Uniform numbers in [0, 1) by mulberry32 (Tommy Ettinger, public domain): a 32-bit generator that is the same in every
 * language, so that the constants and the noise of a test problem can be repeated elsewhere. For nothing else.
 */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers from {@link mulberry32} by Box-Muller, two uniform ones each, the sine branch unused. */
export function mulberryNormals(seed: number): () => number {
  const uniform = mulberry32(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
}
