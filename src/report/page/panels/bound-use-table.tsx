import { boundText } from '../../bound-text.js';
import { formatGiven } from '../../format.js';
import type { StudyView } from '../study-view.js';

/** Which bound holds the front back. */
export function BoundUseTable({ view: { data, metrics } }: { view: StudyView }) {
  if (data.boundUse.length === 0) return null;
  const [first] = data.objectives;
  return (
    <>
      <h3>Bounds</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Bound</th>
            <th scope="col">Trials beyond it</th>
            <th scope="col">Beyond it alone</th>
            <th scope="col">Slack of the best</th>
          </tr>
        </thead>
        <tbody>
          {data.boundUse.map(({ metric, side, limit, exceeded, exceededAlone, slackOfBest }) => {
            const described = metrics.find((candidate) => candidate.metric === metric);
            return (
              <tr key={`${metric} ${side}`}>
                <th scope="row">
                  {described?.label ?? metric} {boundText({ metric, [side]: limit }, described)}
                </th>
                <td class="number">{exceeded}</td>
                <td class="number">{exceededAlone}</td>
                <td class="number">
                  {slackOfBest === null ? 'n/a' : shortened(slackOfBest, described?.unit)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="caption">
        The best is the policy on the front with the best {first.label.toLowerCase()}, by the scores that the
        search saw: the less slack it has, the more the bound costs.
      </p>
    </>
  );
}

const shortened = (value: number, unit: Parameters<typeof formatGiven>[1] = '') =>
  formatGiven(Number(value.toPrecision(3)), unit);
