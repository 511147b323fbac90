/** A number of things whose plural ends in s, in words: `1 worker`, `2 workers`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
