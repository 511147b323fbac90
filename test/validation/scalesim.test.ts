import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scaleSimView } from '../../src/accelerator/scale-sim-view.js';
import {
  type Dataflow,
  mappingUtilisation,
  operandTraffic,
  overallUtilisation,
  systolicCycles,
} from '../../src/accelerator/systolic-array.js';

type Row = Readonly<Record<string, string>>;

/** SCALE-Sim's own results; how they were made stands in the head of the file. */
function readRows(): Row[] {
  const text = readFileSync(new URL('../fixtures/scalesim-gemm.csv', import.meta.url), 'utf8');
  const [head, ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
}

function inputs(row: Row) {
  const product = { rows: Number(row.M), cols: Number(row.N), depth: Number(row.K), count: 1 };
  const array = {
    rows: Number(row.arr_rows),
    cols: Number(row.arr_cols),
    dataflow: row.dataflow as Dataflow,
  };
  return [product, array] as const;
}

const rows = readRows();
const calc = rows.filter((row) => row.bw_mode === 'CALC');
const user = rows.filter((row) => row.bw_mode === 'USER');
const label = (row: Row) =>
  `${row.name} ${row.arr_rows}x${row.arr_cols} ${row.dataflow} ${row.sram_kB_each}kB`;

describe('closed forms against SCALE-Sim', () => {
  it('has rows of every dataflow on every array', () => {
    const kinds = new Set(calc.map((row) => `${row.arr_rows}x${row.arr_cols} ${row.dataflow}`));
    expect(calc.length).toBe(234);
    expect(user.length).toBe(207);
    expect(kinds.size).toBe(9);
  });

  it.each(calc.map((row) => [label(row), row] as const))('%s: stall-free run', (_, row) => {
    const [product, array] = inputs(row);
    const view = scaleSimView(product, array);
    const traffic = operandTraffic(product, array);
    expect({
      demandRows: systolicCycles(product, array),
      totalCycles: view.totalCycles,
      inputReads: traffic.inputReads,
      weightReads: traffic.weightReads,
      ofmapWrites: view.ofmapWrites,
    }).toEqual({
      demandRows: Number(row.demand_rows),
      totalCycles: Number(row.total_cycles),
      inputReads: Number(row.ifmap_sram_reads),
      weightReads: Number(row.filter_sram_reads),
      ofmapWrites: Number(row.ofmap_trace_writes),
    });
    // The table keeps nine decimals.
    expect(view.overallUtilisationPct).toBeCloseTo(Number(row.overall_util_pct), 8);
    expect(view.mappingEfficiencyPct).toBeCloseTo(Number(row.mapping_eff_pct), 8);
    expect(view.computeUtilisationPct).toBeCloseTo(Number(row.compute_util_pct), 8);
    expect(100 * mappingUtilisation(product, array)).toBeCloseTo(Number(row.mapping_eff_pct), 8);
    expect(overallUtilisation(product, array) * systolicCycles(product, array)).toBeCloseTo(
      (view.overallUtilisationPct * view.totalCycles) / 100,
      8,
    );
  });

  it('agrees with runs of finite bandwidth apart from their stalls', () => {
    for (const row of user) {
      const [product, array] = inputs(row);
      const traffic = operandTraffic(product, array);
      const stallFree = scaleSimView(product, array).totalCycles;
      expect(stallFree + Number(row.stall_cycles), label(row)).toBe(Number(row.total_cycles));
      expect(systolicCycles(product, array), label(row)).toBe(Number(row.demand_rows));
      expect(traffic.inputReads, label(row)).toBe(Number(row.ifmap_sram_reads));
      expect(traffic.weightReads, label(row)).toBe(Number(row.filter_sram_reads));
    }
  });
});
