/** An evaluator whose trials take so many milliseconds of processor time and nothing else. */
export async function createEvaluator({ milliseconds }) {
  return {
    async evaluate() {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
      return { status: 'scored', metrics: { energyJ: 1 }, standardErrors: {}, diagnostics: {} };
    },
    async dispose() {},
  };
}
