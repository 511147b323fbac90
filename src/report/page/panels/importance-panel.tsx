import type { ParameterImportance } from '../../../study/parameter-importance.js';
import { formatScaled } from '../../format.js';
import type { StudyView } from '../study-view.js';

/** Parameters listed for each objective. */
const SHOWN = 8;

/** Pairs below this share of the variance are not worth a line. */
const LEAST_SHARE = 0.005;

/** What each objective depends on. */
export function ImportancePanel({ view: { data, metrics } }: { view: StudyView }) {
  if (data.importance.length === 0) return null;
  return (
    <section aria-labelledby="importance">
      <h2 id="importance">What the objectives depend on</h2>
      <p class="caption">
        Share of each objective's variance over the whole search space that a parameter explains by itself
        (functional ANOVA of a random forest on the scored trials; values worse than the worst of interest
        count as that). What is left to 100 % are effects of several parameters together. A search looks
        mostly where policies are good, so that small shares are uncertain.
      </p>
      <div class="halves">
        {data.importance.map((importance) => (
          <Importance
            key={importance.metric}
            importance={importance}
            label={metrics.find(({ metric }) => metric === importance.metric)?.label ?? importance.metric}
          />
        ))}
      </div>
    </section>
  );
}

function Importance({ importance, label }: { importance: ParameterImportance; label: string }) {
  const { parameters, pairs } = importance;
  const rows = [
    ...parameters.slice(0, SHOWN),
    ...pairs.map(({ names, share }) => ({ name: names.join(' with '), share })),
  ].filter(({ share }) => share >= LEAST_SHARE);
  const largest = Math.max(...rows.map(({ share }) => share));
  return (
    <figure>
      <figcaption>{label}</figcaption>
      {rows.length === 0 ? (
        <p>Nothing stands out.</p>
      ) : (
        <table class="importance">
          <tbody>
            {rows.map(({ name, share }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="number">{percent(share)}</td>
                <td>
                  <div class="share" style={{ width: `${(100 * share) / largest}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </figure>
  );
}

const percent = (share: number): string =>
  `${formatScaled(share, { divisor: 0.01, symbol: '%', decimals: 1 })} %`;
