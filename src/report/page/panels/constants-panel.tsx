import { formatGiven } from '../../format.js';
import type { HardwareConstant, ReportData } from '../../report-data.js';

/** What the figures rest on: limits, and every hardware constant with its source. */
export function ConstantsPanel({ data }: { data: ReportData }) {
  const { name, constants } = data.accelerator;
  const assumed = constants.filter((constant) => constant.assumed);
  const ordered = [...assumed, ...constants.filter((constant) => !constant.assumed)];
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">What the figures rest on</h2>
      {data.notes.length > 0 && (
        <ul>
          {data.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <h3>
        Accelerator {name}: {constants.length} constants, {assumed.length} of them assumed
      </h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Constant</th>
              <th scope="col">Value</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {ordered.map((constant) => (
              <tr key={constant.name}>
                <th scope="row">{constant.name}</th>
                <td class="number">{valueText(constant)}</td>
                <td>
                  {constant.assumed && <b class="assumed">assumed</b>} {constant.source}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const valueText = ({ value, unit }: HardwareConstant): string =>
  typeof value === 'number' ? formatGiven(value, unit) : value;
