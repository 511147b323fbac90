import { dirname, join } from 'node:path';
import type { ErrorCurve } from '../core/error-curve.js';
import { bugError, inputError, LeewayError } from '../core/errors.js';
import { locateField, parseYamlConfig, readTextFile } from '../core/yaml-config.js';
import type { Accelerator } from './accelerator.js';
import { buildAccelerator, type CompleteDescription, type MemoryName } from './build-accelerator.js';
import { type Description, descriptionSchema, formatSchema, localBytes } from './description.js';
import { atReferenceFrequency, loadErrorCurve } from './error-curve.js';
import { hasEnergies } from './memory-description.js';
import { deriveSramEnergies, type SramEnergies } from './sram-energies.js';
import { loadSramTable } from './sram-table.js';

/**
 * Reads an accelerator description, the error curve and the energy tables that it names. Energies derived from a
 * table are listed among the constants with their derivation as source.
 *
 * @param errorCurvePath curve in place of the one that it names; the clock that the design is timed for stays its own
 * @throws InputError with file, line and column of every problem
 */
export function loadAccelerator(path: string, errorCurvePath?: string): Accelerator {
  const text = readTextFile(path, 'accelerator');
  parseYamlConfig(text, path, formatSchema);
  const description = parseYamlConfig(text, path, descriptionSchema);
  const { localMemory, globalBuffer } = description;
  const complete: CompleteDescription = {
    ...description,
    localMemory: withEnergies(path, description, 'localMemory', localBytes(localMemory), localMemory),
    globalBuffer: withEnergies(path, description, 'globalBuffer', globalBuffer.capacity.value, globalBuffer),
  };
  return buildAccelerator(complete, errorCurveOf(path, description, errorCurvePath));
}

function withEnergies<M extends Description[MemoryName]>(
  path: string,
  { technology, core }: Description,
  name: MemoryName,
  capacityBytes: number,
  memory: M,
): M & SramEnergies {
  if (hasEnergies(memory)) return memory;
  const { energy } = memory;
  if (energy === undefined) throw bugError(`${name}: neither energies nor a table after parsing`);
  const table = loadSramTable(join(dirname(path), energy.table));
  const size = {
    capacityBytes,
    macroBytes: energy.macroCapacity.value,
    wordBits: energy.wordBits.value,
  };
  const point = { nodeM: technology.value, voltageV: core.nominalVoltage.value };
  try {
    return { ...memory, ...deriveSramEnergies(table, energy.table, size, point) };
  } catch (error) {
    if (!(error instanceof LeewayError)) throw error;
    throw inputError(`${locateField(path, `${name}.energy`)}: ${error.message}`, error);
  }
}

function errorCurveOf(path: string, { errorCurve }: Description, otherPath?: string): ErrorCurve {
  const named = typeof errorCurve === 'string' ? { file: errorCurve } : errorCurve;
  const curve = loadErrorCurve(otherPath ?? join(dirname(path), named.file));
  return 'referenceFrequency' in named ? atReferenceFrequency(curve, named.referenceFrequency) : curve;
}
