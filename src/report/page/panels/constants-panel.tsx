import { formatGiven } from '../../format.js';
import type { ProductRow } from '../../product-rows.js';
import type { HardwareConstant, ReportData } from '../../report-data.js';

/** What the figures rest on: limits, and every hardware constant with its source. */
export function ConstantsPanel({ data }: { data: ReportData }) {
  const { name, constants, products } = data.accelerator;
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
      <Products products={products} />
    </section>
  );
}

function Products({ products }: { products: readonly ProductRow[] }) {
  return (
    <>
      <h3>How the matrix products run: tiling and loop order of least energy x delay</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Product</th>
              <th scope="col">Rows x depth x columns</th>
              <th scope="col">Times</th>
              <th scope="col">Cycles</th>
              <th scope="col">Global buffer to local buffers</th>
              <th scope="col">DRAM to global buffer</th>
            </tr>
          </thead>
          <tbody>
            {products.map(({ layer, size, times, cycles, bufferTiling, dramTiling }) => (
              <tr key={`${layer} ${size}`}>
                <th scope="row">{layer}</th>
                <td>{size}</td>
                <td class="number">{times}</td>
                <td class="number">{cycles}</td>
                <td>{bufferTiling}</td>
                <td>{dramTiling ?? 'stays on the chip'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const valueText = ({ value, unit }: HardwareConstant): string =>
  typeof value === 'number' ? formatGiven(value, unit) : value;
