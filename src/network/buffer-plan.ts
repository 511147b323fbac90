/** A tensor that lives from the stage that writes it to the last one that reads it, both included. */
export interface Lifetime {
  readonly name: string;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Assigns each tensor to a shared buffer, so that tensors alive at the same time never share one: greedy best fit in
 * order of first use. Keeps the working set small (it has to stay in the cache).
 *
 * @returns buffer index per tensor name, and the size in bytes of each buffer
 */
export function planBuffers(lifetimes: readonly Lifetime[]) {
  const sizes: number[] = [];
  const busyUntil: number[] = [];
  const assignment = new Map<string, number>();
  for (const { name, bytes, first, last } of [...lifetimes].sort((a, b) => a.first - b.first)) {
    const free = sizes.map((_, i) => i).filter((i) => busyUntil[i] < first);
    const waste = (i: number) => (sizes[i] >= bytes ? sizes[i] - bytes : (bytes - sizes[i]) * 2);
    const choice = free.sort((a, b) => waste(a) - waste(b))[0] ?? sizes.length;
    sizes[choice] = Math.max(sizes[choice] ?? 0, bytes);
    busyUntil[choice] = last;
    assignment.set(name, choice);
  }
  return { assignment, sizes };
}
