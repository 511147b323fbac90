import { decode } from 'fast-png';
import { contactSheet } from '../contact-sheet.js';
import { encodePng } from '../png.js';
import type { GoldenImage, PolicyDetail } from '../report-data.js';

const PREFIX = 'data:image/png;base64,';

/** Fault-free images above those of the same noise under a policy, as PNG; null where no images were kept. */
export function imageSheet(golden: readonly GoldenImage[], detail: PolicyDetail): Uint8Array | null {
  const pairs = detail.images.flatMap(({ image, uri }) => {
    const reference = golden.find((candidate) => candidate.image === image);
    return reference ? [[pixelsOf(reference.uri), pixelsOf(uri)] as const] : [];
  });
  if (pairs.length === 0) return null;
  const [[{ shape }]] = pairs;
  const rows = [0, 1].map((row) => pairs.map((pair) => pair[row].values));
  return encodePng(contactSheet(rows, shape, { upscale: 3, gap: 4 }));
}

/** The image as the network makes it, `channels x height x width` in [-1, 1]. */
function pixelsOf(uri: string) {
  const { width, height, channels, data } = decode(Buffer.from(uri.slice(PREFIX.length), 'base64'));
  const size = width * height;
  const values = Float32Array.from(
    { length: size * channels },
    (_, i) => data[(i % size) * channels + Math.floor(i / size)] / 127.5 - 1,
  );
  return { values, shape: { channels, height, width } };
}
