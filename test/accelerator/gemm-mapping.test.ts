import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accelerator } from '../../src/accelerator/accelerator.js';
import { createGemmMapper, type GemmMapping, mapGemm } from '../../src/accelerator/gemm-mapping.js';
import { onChipWork } from '../../src/accelerator/on-chip-work.js';
import { DATAFLOWS, systolicCycles } from '../../src/accelerator/systolic-array.js';
import { LOOP_ORDERS, type Tile } from '../../src/accelerator/tiling.js';
import { type Gemm, inputElements, multiplyAccumulates } from '../../src/core/workload.js';
import { walkedTraffic } from './loop-nest.js';
import { accelerator, gemm } from './round-numbers.js';

const streamed = { weightsResident: false };
const withCapacity = (capacityBytes: number): Accelerator => ({
  ...accelerator,
  globalBuffer: { ...accelerator.globalBuffer, capacityBytes },
});

const size = fc.integer({ min: 1, max: 300 });
const gemms = fc
  .record({
    rows: size,
    cols: size,
    depth: size,
    count: fc.integer({ min: 1, max: 4 }),
    weights: fc.constantFrom('static' as const, 'dynamic' as const),
    patch: fc.constantFrom(1, 4, 9),
  })
  .map(({ rows, cols, depth, patch, weights, count }) => {
    if (weights === 'dynamic') return gemm(0, rows, depth, cols, { count, weights });
    return gemm(0, rows, depth * patch, cols, patch > 1 ? { inputElements: rows * depth } : {});
  });
const accelerators = fc
  .record({
    array: fc.record({
      rows: fc.constantFrom(8, 16),
      cols: fc.constantFrom(8, 16),
      dataflow: fc.constantFrom(...DATAFLOWS),
    }),
    localBytes: fc.integer({ min: 4096, max: 16_384 }),
    globalBytes: fc.integer({ min: 32_768, max: 400_000 }),
  })
  .map(({ array, localBytes, globalBytes }) => ({
    ...withCapacity(globalBytes),
    array,
    localMemory: {
      ...accelerator.localMemory,
      inputBytes: localBytes,
      weightBytes: localBytes,
      outputBytes: localBytes,
    },
  }));

describe('DRAM traffic', () => {
  const product = gemm(0, 100, 500, 1000);

  it('is nothing while weights are resident', () => {
    expect(mapGemm(product, accelerator, { weightsResident: true })).toMatchObject({
      dramTiling: null,
      dramWeightBytes: 0,
      dramActivationBytes: 0,
    });
  });

  it('is the weights once while activations fit beside two tiles of them', () => {
    // 50 kB of inputs, 100 kB of outputs, two tiles of 512 columns of 500 B.
    const mapping = mapGemm(product, withCapacity(150_000 + 2 * 256_000), streamed);
    expect(mapping).toMatchObject({ dramWeightBytes: 500_000, dramActivationBytes: 0 });
    expect(mapping.dramTiling?.tile).toEqual({ rows: 100, cols: 512, depth: 500 });
  });

  it('is everything once where one operand’s tile can stay', () => {
    // Activations alone fill it; a tile holds all 50 kB of inputs in half of it and few columns beside them.
    const mapping = mapGemm(product, withCapacity(140_000), streamed);
    expect(mapping).toMatchObject({ dramWeightBytes: 500_000, dramActivationBytes: 50_000 + 100_000 });
    expect(mapping.dramTiling?.tile).toMatchObject({ rows: 100, depth: 500 });
  });

  it('counts no weights of products of two activations', () => {
    const attention = gemm(0, 64, 64, 64, { count: 6, weights: 'dynamic' });
    // One head at a time.
    const bytes = 3 * 4096;
    expect(mapGemm(attention, withCapacity(bytes), streamed)).toMatchObject({
      dramWeightBytes: 0,
      dramActivationBytes: 0,
    });
    const spilling = mapGemm(attention, withCapacity(bytes - 1), streamed);
    expect(spilling.dramWeightBytes).toBe(0);
    // At least both operands and the output of all six heads, once.
    expect(spilling.dramActivationBytes).toBeGreaterThanOrEqual(6 * bytes);
  });

  it('fetches a convolution’s image, not its unfolded form', () => {
    const convolution = gemm(0, 256, 9 * 32, 64, { inputElements: 32 * 256 });
    // 8 KiB of image, 16 KiB of outputs, 18 KiB of weights twice.
    const [whole, halves] = [60 * 1024, 60 * 1024 - 1].map((capacity) =>
      mapGemm(convolution, withCapacity(capacity), streamed),
    );
    expect(whole.dramTiling?.tile.cols).toBe(64);
    expect(whole.globalReadBytes).toBe((8 + 18) * 1024);
    expect(halves.dramTiling?.tile.cols).toBe(32);
    expect(halves.globalReadBytes).toBe((2 * 8 + 18) * 1024);
  });

  it('is what a walk through its tiling counts', () => {
    fc.assert(
      fc.property(gemms, accelerators, (product, machine) => {
        const { dramTiling, ...mapping } = mapGemm(product, machine, streamed);
        const share = inputElements(product) / (product.count * product.rows * product.depth);
        fc.pre(dramTiling !== null && mapping.dramActivationBytes > 0);
        const { leftReads, rightReads, outputWrites, ...sums } = walkedTraffic(product, dramTiling);
        const [weights, right] = product.weights === 'static' ? [rightReads, 0] : [0, rightReads];
        expect(mapping.dramWeightBytes).toBe(weights);
        expect(mapping.dramActivationBytes).toBe(
          Math.round(share * leftReads) +
            right +
            outputWrites +
            4 * (sums.partialSumWrites + sums.partialSumReads),
        );
      }),
    );
  });

  it('passes the global buffer', () => {
    const resident = mapGemm(product, accelerator, { weightsResident: true });
    const fetched = mapGemm(product, withCapacity(1_200_000), streamed);
    expect(fetched.globalWriteBytes - resident.globalWriteBytes).toBe(500_000);
    expect(fetched.globalReadBytes).toBe(resident.globalReadBytes);
  });
});

describe('buffers that are too small', () => {
  it('are named', () => {
    const product = gemm(0, 512, 512, 512);
    const cramped = { ...accelerator, localMemory: { ...accelerator.localMemory, outputBytes: 1024 } };
    expect(() => mapGemm(product, cramped, { weightsResident: true })).toThrow(
      /product0: expected local buffers .* got 65536 B of inputs, 65536 B of weights and 1024 B of outputs/,
    );
    expect(() => mapGemm(product, withCapacity(100), streamed)).toThrow(/globalBuffer.capacity/);
  });
});

describe('a mapping', () => {
  it('never falls below what every mapping must do', () => {
    fc.assert(
      fc.property(gemms, accelerators, fc.boolean(), (product, machine, weightsResident) => {
        const { rows, cols, depth, count, weights } = product;
        const mapping = mapGemm(product, machine, { weightsResident });
        const outputs = count * rows * cols;
        const operands = inputElements(product) + count * depth * cols;
        const elements = machine.array.rows * machine.array.cols;
        expect(mapping.cycles).toBeGreaterThanOrEqual(systolicCycles(product, machine.array));
        expect(mapping.cycles * elements).toBeGreaterThanOrEqual(multiplyAccumulates(product));
        expect(mapping.localWriteBytes).toBeGreaterThanOrEqual(operands + outputs);
        expect(mapping.localReadBytes).toBeGreaterThanOrEqual(operands + outputs);
        expect(mapping.globalReadBytes).toBeGreaterThanOrEqual(operands);
        expect(mapping.globalWriteBytes).toBeGreaterThanOrEqual(outputs);
        const mustStream = weights === 'static' && !weightsResident;
        expect(mapping.dramWeightBytes).toBeGreaterThanOrEqual(mustStream ? depth * cols : 0);
        if (mapping.dramTiling === null) expect(mapping.dramActivationBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('of what lies on the chip is the best of all tiles and orders', () => {
    fc.assert(
      fc.property(gemms, accelerators, (product, machine) => {
        const roomy = { ...machine, globalBuffer: { ...machine.globalBuffer, capacityBytes: 2 ** 30 } };
        const mapping = mapGemm(product, roomy, { weightsResident: true });
        const best = energyDelay(product, mapping, roomy);
        const share = inputElements(product) / (product.count * product.rows * product.depth);
        for (const tile of everyTile(product, roomy, share))
          for (const order of LOOP_ORDERS) {
            const work = onChipWork(product, [product], { tile, order }, roomy.array, share);
            // Bytes of a mapping are rounded.
            expect(energyDelay(product, work, roomy)).toBeGreaterThan(best * (1 - 1e-3));
          }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same each time, and searched once per shape', () => {
    fc.assert(
      fc.property(gemms, accelerators, (product, machine) => {
        const map = createGemmMapper(machine, false);
        const mapping = map(product);
        expect(mapping).toEqual(mapGemm(product, machine, streamed));
        expect(map({ ...product, index: 7, name: 'other', block: 3 })).toBe(mapping);
        expect(map({ ...product, rows: product.rows + 1, inputElements: undefined })).not.toBe(mapping);
      }),
      { numRuns: 30 },
    );
  });
});

type Work = Pick<
  GemmMapping,
  'cycles' | 'localReadBytes' | 'localWriteBytes' | 'globalReadBytes' | 'globalWriteBytes'
>;

/** Energy x delay of a product that lies on the chip. */
function energyDelay(product: Gemm, work: Work, { core, localMemory, globalBuffer }: Accelerator): number {
  const energyJ =
    multiplyAccumulates(product) * core.energyPerMacJ +
    work.localReadBytes * localMemory.readEnergyPerByteJ +
    work.localWriteBytes * localMemory.writeEnergyPerByteJ +
    work.globalReadBytes * globalBuffer.readEnergyPerByteJ +
    work.globalWriteBytes * globalBuffer.writeEnergyPerByteJ;
  return (energyJ * work.cycles) / core.nominal.frequencyHz;
}

/** Every tile of the array's dimensions times powers of two that half of each local buffer holds. */
function everyTile(product: Gemm, { array, localMemory }: Accelerator, share: number): Tile[] {
  const sizes = (whole: number, grain: number) => [
    whole,
    ...[1, 2, 4, 8, 16, 32].map((power) => power * grain).filter((n) => n < whole),
  ];
  const tiles: Tile[] = [];
  const half = localMemory.inputBytes / 2;
  for (const rows of sizes(product.rows, array.dataflow === 'is' ? array.cols : array.rows))
    for (const cols of sizes(product.cols, array.cols))
      for (const depth of sizes(product.depth, array.rows)) {
        const whole = array.dataflow === 'os' ? depth === product.depth : product.depth <= array.rows;
        const fits = rows * depth * share <= half && depth * cols <= half;
        if (fits && rows * cols * (whole ? 1 : 4) <= half) tiles.push({ rows, cols, depth });
      }
  return tiles;
}
