import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPreprocess } from '../../src/network/preprocess.js';
import { planResize, resizePlanes } from '../../src/network/resize.js';

/** sin(0.9 y + 0.4 x^2 + 1.1 k) at row y and column x of plane k. */
const drawPlanes = (planes: number, height: number, width: number) =>
  Float32Array.from({ length: planes * height * width }, (_, i) => {
    const [k, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    return Math.sin(0.9 * y + 0.4 * x * x + 1.1 * k);
  });

const resized = (planes: number, from: [number, number], to: [number, number], antialias: boolean) => {
  const [height, width] = from;
  const plan = planResize({ height, width }, { height: to[0], width: to[1] }, antialias);
  return resizePlanes(drawPlanes(planes, height, width), plan);
};

const expectClose = (actual: Float32Array, expected: readonly number[], digits = 6) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], digits);
  });
};

describe('resizePlanes', () => {
  // PyTorch 2.13.0: functional.interpolate(mode='bilinear', align_corners=False, antialias=...).
  it('agrees with PyTorch where an image grows, with and without antialias', () => {
    const expected = [
      0, 0.1557674, 0.3894183, 0.7555116, 0.9995736, 0.1958317, 0.3306804, 0.5329533, 0.7527603, 0.8992983,
      0.5874952, 0.6805064, 0.8200232, 0.7472578, 0.6987475, 0.7833269, 0.8554195, 0.9635582, 0.7445065,
      0.5984721,
    ];
    for (const antialias of [true, false]) expectClose(resized(1, [2, 3], [4, 5], antialias), expected);
  });

  it('agrees with PyTorch where an image shrinks, with and without antialias', () => {
    expectClose(
      resized(1, [7, 6], [3, 2], true),
      [0.4549364, -0.0803035, -0.0708061, 0.0288996, -0.3949412, 0.0558164],
    );
    expectClose(
      resized(1, [7, 6], [3, 2], false),
      [0.7721782, 0.6058075, 0.0415807, 0.3190984, -0.809836, -0.8947993],
    );
  });

  it('agrees with PyTorch on two planes of which one side grows and one shrinks', () => {
    expectClose(
      resized(2, [3, 8], [5, 3], true),
      [
        0.355523, 0.0072933, 0.4589454, 0.4819836, -0.0248685, 0.3859843, 0.6716745, -0.0731111, 0.2765427,
        0.5563794, -0.0881563, 0.0415318, 0.479516, -0.0981864, -0.115142, 0.6740094, -0.0850298, 0.1982295,
        0.554487, -0.0882843, 0.0384829, 0.3752035, -0.0931662, -0.2011369, 0.0255521, -0.0557442, -0.349427,
        -0.2075488, -0.0307963, -0.448287,
      ],
    );
  });

  it('keeps flat images, the size that is already right, and the range of the pixels', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(side, side, side, side, fc.boolean(), (height, width, toHeight, toWidth, antialias) => {
        const plan = planResize({ height, width }, { height: toHeight, width: toWidth }, antialias);
        const flat = resizePlanes(new Float32Array(height * width).fill(0.75), plan);
        expect(flat.every((value) => Math.abs(value - 0.75) < 1e-6)).toBe(true);
        const image = drawPlanes(1, height, width);
        const [least, most] = [Math.min(...image), Math.max(...image)];
        const made = resizePlanes(image, plan);
        expect(made.every((value) => value >= least - 1e-6 && value <= most + 1e-6)).toBe(true);
        const same = planResize({ height, width }, { height, width }, antialias);
        expectClose(resizePlanes(image, same), [...image]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('createPreprocess', () => {
  const shape = { channels: 1, height: 2, width: 3 };

  it('hands an image on as it is where nothing is asked for', () => {
    const image = drawPlanes(1, 2, 3);
    const { prepare, shape: seen } = createPreprocess(shape);
    expect(prepare(image)).toBe(image);
    expect(seen).toEqual(shape);
    const explicit = createPreprocess(shape, { range: [-1, 1], mean: [0], std: [1], channels: 1 });
    expect(explicit.prepare(image)).toBe(image);
  });

  it("agrees with PyTorch on torchvision's pipeline: resize, repeat grey, [0, 1], ImageNet's mean and deviation", () => {
    const { prepare, shape: seen } = createPreprocess(shape, {
      resize: { height: 3, width: 4 },
      channels: 3,
      range: [0, 1],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    expect(seen).toEqual({ channels: 3, height: 3, width: 4 });
    expectClose(
      prepare(drawPlanes(1, 2, 3)),
      [
        0.065502, 0.596914, 1.415342, 2.247977, 0.920662, 1.309343, 1.642879, 1.810094, 1.775823, 2.021772,
        1.870417, 1.37221, 0.196429, 0.739702, 1.576398, 2.427619, 1.070677, 1.468033, 1.809015, 1.979962,
        1.944926, 2.196365, 2.041631, 1.532304, 0.417778, 0.958637, 1.791615, 2.639053, 1.288141, 1.683731,
        2.023197, 2.193384, 2.158504, 2.408826, 2.25478, 1.747716,
      ],
      5,
    );
  });

  it('gives black and white the values of the range', () => {
    const { prepare } = createPreprocess(shape, { range: [0, 255] });
    expect([...prepare(Float32Array.of(-1, -0.5, 0, 0.5, 1, 1))]).toEqual([
      0, 63.75, 127.5, 191.25, 255, 255,
    ]);
  });

  it('treats each channel of a colour image by itself', () => {
    const colour = { channels: 2, height: 1, width: 2 };
    const { prepare } = createPreprocess(colour, { mean: [1, -1], std: [2, 4] });
    expect([...prepare(Float32Array.of(1, 0, 1, -1))]).toEqual([0, -0.5, 0.5, 0]);
  });
});
