import type { Accumulators, Site } from '../core/site.js';
import { accumulatorWords } from '../core/workload.js';
import { FaultList } from './fault-models/fault-list.js';

/**
 * One image's accumulators at one site with the faults that struck them: the emulator's own knowledge, which no
 * protection has. The working memory is reused from image to image.
 */
export class StruckWords {
  readonly faults = new FaultList();
  site!: Site;
  accumulators!: Accumulators;
  /** Index of the image's first word in the batch's accumulators. */
  offset = 0;
  /** Correct value of each struck word, in the order of the faults. */
  private originals = new Int32Array(0);
  /** Per word of the image: whether a fault hit it, in whichever run. */
  private hit = new Uint8Array(0);
  /** Words that are marked in `hit`. */
  private marked: number[] = [];

  /** Turns to image `index` of the batch at a site, with no faults. */
  open(site: Site, accumulators: Accumulators, index: number): void {
    const words = accumulatorWords(site.gemm);
    this.site = site;
    this.accumulators = accumulators;
    this.offset = index * words;
    for (const word of this.marked) this.hit[word] = 0;
    this.marked.length = 0;
    if (this.hit.length < words) this.hit = new Uint8Array(words);
    this.faults.clear();
  }

  /** Adds the listed faults to the accumulators, wrapping at 32 bits. */
  strike(): void {
    const { faults, offset } = this;
    const { data } = this.accumulators;
    if (this.originals.length < faults.count) this.originals = new Int32Array(faults.words.length);
    for (let i = 0; i < faults.count; i++) {
      const word = offset + faults.words[i];
      this.originals[i] = data[word];
      data[word] += faults.deltas[i];
      this.mark(faults.words[i]);
    }
  }

  /** Takes all faults back, so that the product can be run anew; `strike` puts them in again. */
  lift(): void {
    const { data } = this.accumulators;
    for (let i = 0; i < this.faults.count; i++) data[this.offset + this.faults.words[i]] = this.originals[i];
  }

  read(word: number): number {
    return this.accumulators.data[this.offset + word];
  }

  /** Wraps at 32 bits. */
  write(word: number, value: number): void {
    this.accumulators.data[this.offset + word] = value;
  }

  /** Makes a struck word correct again; any other stays as it is. */
  makeCorrect(word: number): void {
    const fault = this.faultOf(word);
    if (fault >= 0) this.write(word, this.originals[fault]);
  }

  /** A word without its fault. */
  correctValue(word: number): number {
    const fault = this.faultOf(word);
    return fault < 0 ? this.read(word) : this.originals[fault];
  }

  isHit(word: number): boolean {
    return this.hit[word] === 1;
  }

  /** Counts a word as hit; false when it was already. */
  mark(word: number): boolean {
    if (this.hit[word] === 1) return false;
    this.hit[word] = 1;
    this.marked.push(word);
    return true;
  }

  unmark(word: number): void {
    this.hit[word] = 0;
  }

  /** Position of a word's fault in the list, -1 when it has none; by bisection, since words ascend. */
  private faultOf(word: number): number {
    if (this.hit[word] === 0) return -1;
    const { words } = this.faults;
    let low = 0;
    let high = this.faults.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (words[middle] === word) return middle;
      if (words[middle] < word) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
