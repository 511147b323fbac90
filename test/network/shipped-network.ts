import { fileURLToPath } from 'node:url';
import { readNetworkDescription } from '../../src/network/network-description.js';
import { readOnnxFile } from '../../src/network/onnx-file.js';

/** The network that Leeway ships, as its description stands; the checksum is left to whoever tests checksums. */
export function openShipped() {
  const located = readNetworkDescription(fileURLToPath(new URL('../../models/dit-fashion', import.meta.url)));
  const file = readOnnxFile(located.resolve(located.description.denoiser.file));
  return { located, file };
}
