import { readFileSync } from 'node:fs';

/** See `columns` in the fixture. */
interface ReferenceNetwork {
  readonly defaults: { readonly steps: number; readonly cfg_scale: number | null };
  readonly totals: {
    readonly params: number;
    readonly macs_per_forward: number;
    readonly macs_static: number;
    readonly macs_attention: number;
    readonly gemm_entries: number;
    readonly gemm_instances: number;
    readonly acc_elements: number;
    readonly weight_bytes_int8: number;
  };
  readonly blocks: readonly (readonly [string, number, number, number])[];
  readonly gemms: readonly (readonly (string | number)[])[];
}

const path = new URL('../fixtures/workloads.json', import.meta.url);

/** Layers and totals of every published network, counted independently of the generators. */
export const REFERENCE: Readonly<Record<string, ReferenceNetwork>> = JSON.parse(
  readFileSync(path, 'utf8'),
).networks;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
