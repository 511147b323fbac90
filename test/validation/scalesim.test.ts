import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  SCALE_SIM_DIFFERENCES,
  type ScaleSimView,
  scaleSimView,
} from '../../src/accelerator/scale-sim-view.js';
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

/** What the table lists for the memories of a row. */
const memoryCounts = (row: Row) => ({
  ifmapReads: Number(row.ifmap_sram_reads),
  filterReads: Number(row.filter_sram_reads),
  ofmapWrites: Number(row.ofmap_sram_writes),
  ofmapTraceWrites: Number(row.ofmap_trace_writes),
});

const counts = ({ totalCycles, ifmapReads, filterReads, ofmapWrites, ofmapTraceWrites }: ScaleSimView) => ({
  totalCycles,
  ifmapReads,
  filterReads,
  ofmapWrites,
  ofmapTraceWrites,
});

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
    expect({ ...counts(view), demandRows: systolicCycles(product, array) }).toEqual({
      demandRows: Number(row.demand_rows),
      totalCycles: Number(row.total_cycles),
      ...memoryCounts(row),
    });
    expect([traffic.inputReads, traffic.weightReads]).toEqual([view.ifmapReads, view.filterReads]);
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
      expect(systolicCycles(product, array), label(row)).toBe(Number(row.demand_rows));
      expect(counts(scaleSimView(product, array)), label(row)).toEqual({
        totalCycles: Number(row.total_cycles) - Number(row.stall_cycles),
        ...memoryCounts(row),
      });
    }
  });

  it('explains every figure that differs from what the array does', () => {
    const product = { rows: 100, cols: 70, depth: 90, count: 2 };
    const differing = (['os', 'ws', 'is'] as const).map((dataflow) => {
      const array = { rows: 32, cols: 16, dataflow };
      const view = scaleSimView(product, array);
      const words = operandTraffic(product, array);
      const written = words.outputWrites + words.partialSumWrites;
      return {
        cycles: systolicCycles(product, array) - view.totalCycles,
        writes: view.ofmapWrites - written,
        unseenReads: words.partialSumReads,
      };
    });
    // 4 x 5 folds of 32 + 16; two further folds of the depth.
    expect(differing).toEqual([
      { cycles: 2, writes: 2 * 20 * 48, unseenReads: 0 },
      { cycles: 2, writes: 0, unseenReads: 2 * 7000 * 2 },
      { cycles: 2, writes: 0, unseenReads: 2 * 7000 * 2 },
    ]);
    expect(SCALE_SIM_DIFFERENCES.map(({ issue }) => issue.replace(/.*#/, ''))).toEqual(['125', '166', '18']);
  });
});
