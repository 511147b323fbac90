import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { contactSheet, writeContactSheet } from '../../src/report/contact-sheet.js';
import { pixelsDataUri, pngDataUri, toPixels } from '../../src/report/png.js';

const bytesOf = (uri: string) => Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64');

describe('toPixels', () => {
  it('maps [-1, 1] to 0..255, clamps what lies outside and shows NaN as black', () => {
    const image = Float32Array.of(-1, 0, 1, -7, 7, Number.NaN);
    const { pixels } = toPixels(image, { channels: 1, height: 2, width: 3 });
    expect([...pixels]).toEqual([0, 128, 255, 0, 255, 0]);
  });

  it('interleaves channels', () => {
    const image = Float32Array.of(1, -1, -1, 1, 1, 1);
    expect([...toPixels(image, { channels: 3, height: 1, width: 2 }).pixels]).toEqual([
      255, 0, 255, 0, 255, 255,
    ]);
  });

  it('refuses an image of another size', () => {
    expect(() => toPixels(new Float32Array(5), { channels: 1, height: 2, width: 3 })).toThrow(/1 x 2 x 3/);
  });
});

describe('data URIs', () => {
  it('decode to the pixels', () => {
    const image = Float32Array.of(-1, 1, 0.5, -0.5);
    const png = decode(bytesOf(pngDataUri(image, { channels: 1, height: 2, width: 2 })));
    expect(png).toMatchObject({ width: 2, height: 2, channels: 1, depth: 8 });
    expect([...png.data]).toEqual([0, 255, 191, 64]);
  });

  it('hold stored pixels as they are', () => {
    const pixels = Uint8Array.of(1, 2, 3, 250, 251, 252);
    const uri = pixelsDataUri(Buffer.from(pixels).toString('base64'), { channels: 3, height: 1, width: 2 });
    expect([...decode(bytesOf(uri)).data]).toEqual([...pixels]);
  });
});

describe('contactSheet', () => {
  const shape = { channels: 1, height: 1, width: 2 };
  const black = Float32Array.of(-1, -1);
  const halves = Float32Array.of(-1, 1);

  it('repeats pixels, with white gaps between and around', () => {
    const sheet = contactSheet([[halves, black]], shape, { upscale: 2, gap: 1 });
    expect(sheet.shape).toEqual({ channels: 1, height: 4, width: 11 });
    const rows = Array.from({ length: 4 }, (_, y) =>
      [...sheet.pixels.slice(y * 11, y * 11 + 11)].map((value) => (value === 0 ? '#' : '.')).join(''),
    );
    expect(rows).toEqual(['...........', '.##...####.', '.##...####.', '...........']);
  });

  it('leaves missing places of short rows white', () => {
    const { pixels } = contactSheet([[black], [black, black]], shape, { upscale: 1, gap: 0 });
    expect([...pixels]).toEqual([0, 0, 255, 255, 0, 0, 0, 0]);
  });

  it('refuses an empty sheet', () => {
    expect(() => contactSheet([[]], shape, { upscale: 1, gap: 0 })).toThrow(/at least one image/);
  });

  it('writes a file that decodes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leeway-sheet-'));
    const path = join(folder, 'pictures', 'sheet.png');
    await writeContactSheet(path, [[black, halves]], shape);
    expect(decode(readFileSync(path))).toMatchObject({ width: 2 * (2 * 3 + 4) + 4, height: 3 + 8 });
    rmSync(folder, { recursive: true });
  });
});
