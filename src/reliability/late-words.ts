import type { RandomStream } from '../core/random-stream.js';
import type { FaultList } from './fault-models/fault-list.js';
import type { LateWords } from './protection/protected-image.js';

/**
 * What shadow latches show of some faults: each is caught with probability `coverage`, and its late update is one of
 * the word's `depth`, uniform, as the fault models say nothing of it.
 */
export function lateWordsOf(
  { words, count }: FaultList,
  coverage: number,
  depth: number,
  stream: RandomStream,
): LateWords {
  const caught: number[] = [];
  const updates: number[] = [];
  for (let i = 0; i < count; i++) {
    if (coverage < 1 && stream.uniform() >= coverage) continue;
    caught.push(words[i]);
    updates.push(stream.integer(depth));
  }
  return { words: Int32Array.from(caught), updates: Int32Array.from(updates) };
}
