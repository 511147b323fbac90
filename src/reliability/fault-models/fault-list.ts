/**
 * The faults of one image at one site: which words are hit, strictly ascending, and what each fault added.
 * Reused from call to call; only the first `count` entries mean anything.
 */
export class FaultList {
  count = 0;
  /** Index of the word within the image's `count x rows x cols` accumulators. */
  words = new Int32Array(1024);
  /** Faulty minus correct value: an integer of at most 33 bits, exact in a double. */
  deltas = new Float64Array(1024);

  clear(): void {
    this.count = 0;
  }

  /** Appends a fault; `word` must be above the last one's. */
  push(word: number, delta: number): void {
    if (this.count === this.words.length) this.grow();
    this.words[this.count] = word;
    this.deltas[this.count] = delta;
    this.count++;
  }

  private grow(): void {
    const { words, deltas } = this;
    this.words = new Int32Array(2 * words.length);
    this.words.set(words);
    this.deltas = new Float64Array(2 * deltas.length);
    this.deltas.set(deltas);
  }
}
