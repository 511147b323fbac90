import { relativeWidths, type Standing } from '../evaluation/analysis/schedule.js';
import { formatDuration } from './progress.js';

/** Where an analysis stands, in a line. */
export function progressLine(standing: Standing, leftS: number | null): string {
  const { plan, record } = standing;
  const started = plan.cells.filter(({ target }) => record.samplesOf(target.id).distances.length > 0);
  const map = relativeWidths(standing, 'map');
  const narrow = map.filter(({ ratio }) => ratio < 1);
  return [
    `${started.length}/${plan.cells.length} places`,
    `${narrow.length}/${map.length} of the map narrow enough`,
    `${record.images} images`,
    ...(leftS === null ? [] : [`at most ${formatDuration(leftS * 1000)} left`]),
  ].join(' · ');
}
