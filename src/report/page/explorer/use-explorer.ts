import { useCallback, useMemo, useState } from 'preact/hooks';
import { type StudyView, scoredTrials, shownScores } from '../study-view.js';
import { type Range, type Ranges, withinRanges, withRange } from './ranges.js';

/** Policies that fit side by side. */
export const MOST_COMPARED = 4;

/** What is chosen on the page; every chart and table shows the same choice. */
export interface Explorer {
  /** Trial whose policy is shown; null when there is nothing to show. */
  readonly selected: number | null;
  readonly compared: readonly number[];
  readonly ranges: Ranges;
  /** Trials within the ranges; null while everything is. */
  readonly kept: ReadonlySet<number> | null;
  select(trial: number): void;
  /** Takes a trial into the comparison or out of it; the oldest goes when there is no room. */
  toggleCompared(trial: number): void;
  setRange(metric: string, range: Range | null): void;
  clearRanges(): void;
}

export function useExplorer(view: StudyView): Explorer {
  const [chosen, setChosen] = useState<number | null>(null);
  const [compared, setCompared] = useState<readonly number[]>([]);
  const [ranges, setRanges] = useState<Ranges>({});
  const kept = useMemo(() => keptTrials(view, ranges), [view, ranges]);
  const select = useCallback((trial: number) => setChosen(trial), []);
  const toggleCompared = useCallback(
    (trial: number) =>
      setCompared((before) =>
        before.includes(trial)
          ? before.filter((other) => other !== trial)
          : [...before, trial].slice(-MOST_COMPARED),
      ),
    [],
  );
  const setRange = useCallback(
    (metric: string, range: Range | null) => setRanges((before) => withRange(before, metric, range)),
    [],
  );
  const clearRanges = useCallback(() => setRanges({}), []);
  const selected = chosen ?? view.headline.bestSaving?.member.trialNumber ?? view.data.knee;
  return { selected, compared, ranges, kept, select, toggleCompared, setRange, clearRanges };
}

function keptTrials(view: StudyView, ranges: Ranges): ReadonlySet<number> | null {
  if (Object.keys(ranges).length === 0) return null;
  return new Set(scoredTrials(view).filter((trial) => withinRanges(ranges, shownScores(view, trial))));
}
