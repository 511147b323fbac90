import { displayScale, formatScaled } from '../../format.js';

/** Energy in joule by component. */
export type EnergyParts = Readonly<Record<string, number>>;

export interface EnergyBar {
  readonly name: string;
  readonly parts: EnergyParts;
  readonly colour: string;
}

/** Where the energy goes: components of policies beside each other, the dearest first; `bars` must not be empty. */
export function EnergyChart({ bars }: { bars: readonly EnergyBar[] }) {
  const components = componentsOf(bars.map(({ parts }) => parts));
  const totals = bars.map(({ parts }) => components.reduce((sum, name) => sum + (parts[name] ?? 0), 0));
  const largest = Math.max(...totals);
  const scale = displayScale('J', totals);
  const rows = [
    { name: 'total', values: totals },
    ...components.map((name) => ({ name, values: bars.map(({ parts }) => parts[name] ?? 0) })),
  ];
  return (
    <figure>
      <figcaption>Energy by component ({scale.symbol})</figcaption>
      <p class="bar-names">
        {bars.map(({ name, colour }) => (
          <span key={name}>
            <span class="key" style={{ background: colour }} /> {name}
          </span>
        ))}
      </p>
      <table class="energy">
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {values.map((energyJ, i) => (
                  <div key={bars[i].name} class="bar">
                    <span
                      style={{ width: `${(82 * energyJ) / largest}%`, background: bars[i].colour }}
                      title={bars[i].name}
                    />
                    {energyJ === 0 ? '0' : formatScaled(energyJ, scale)}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** Components that cost anything, the dearest first. */
function componentsOf(parts: readonly EnergyParts[]): string[] {
  const cost = (name: string) => Math.max(...parts.map((energies) => energies[name] ?? 0));
  const names = parts.flatMap((energies) => Object.keys(energies));
  return [...new Set(names)].filter((name) => cost(name) > 0).sort((a, b) => cost(b) - cost(a));
}
