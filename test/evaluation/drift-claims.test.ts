import { describe, expect, it } from 'vitest';
import { loadAccelerator } from '../../src/accelerator/load-accelerator.js';
import { driftClaims } from '../../src/evaluation/drift-claims.js';

const [plain, full] = ['drift-14nm', 'drift-14nm-full'].map((name) =>
  loadAccelerator(`accelerators/${name}.yaml`),
);
const claims = driftClaims([plain, full]);
const claim = (network: string) => claims.energy.find((entry) => entry.network === network);

/** DRIFT's headline per network: arXiv 2604.09073, bars of its plot_power_break_down.py. */
const PUBLISHED = { 'dit-xl2-512': 0.358, 'pixart-xl2-1024': 0.382, 'sd15-unet-512': 0.318 };

describe("DRIFT's energy savings", () => {
  it.each(Object.entries(PUBLISHED))(
    'of %s follow from its own formula within 3 points',
    (network, saving) => {
      expect(claim(network)?.published).toBeCloseTo(saving, 3);
      expect(Math.abs((claim(network)?.byFormula ?? 0) - saving)).toBeLessThan(0.03);
    },
  );

  it('lie at the voltages that its compute parts imply', () => {
    const volts = Object.keys(PUBLISHED).map((network) => claim(network)?.voltageV.toFixed(3));
    expect(volts).toEqual(['0.655', '0.680', '0.690']);
  });

  it('come from no single point of its error curve: traffic and voltage imply different error rates', () => {
    const ratio = (network: string) =>
      (claim(network)?.curveRate ?? 0) / (claim(network)?.wordErrorRate ?? 1);
    expect(ratio('dit-xl2-512')).toBeGreaterThan(3);
    expect(ratio('pixart-xl2-1024')).toBeLessThan(1 / 3);
  });

  it("hold on the model with DRIFT's constants, and shrink with what these leave out", () => {
    for (const { leeway, published } of claims.energy) {
      expect(Math.abs(leeway[0] - published)).toBeLessThan(0.05);
      expect(leeway[1]).toBeLessThan(leeway[0] / 2);
      expect(leeway[1]).toBeGreaterThan(0);
    }
  });
});

describe("DRIFT's other figures", () => {
  it('extra traffic: +13.9 % at 1e-3 and +26.6 % at 3e-3', () => {
    const extra = Object.fromEntries(claims.traffic.map((row) => [row.wordErrorRate, row.extra]));
    expect(extra[1e-3]).toBeCloseTo(0.139, 3);
    expect(extra[3e-3]).toBeCloseTo(0.266, 3);
  });

  it('1.69 times the clock at 0.9 V, and less than that in time', () => {
    expect(claims.overclock.published).toBeCloseTo(1.69, 2);
    for (const { leeway } of claims.overclock.networks) {
      expect(leeway).toBeGreaterThan(1.5);
      expect(leeway).toBeLessThan(claims.overclock.published);
    }
  });

  it('24 times fewer row activations is a ratio of counts, not of rows that open', () => {
    const [rows, tiles] = claims.layout.layouts;
    expect(rows.drift / tiles.drift).toBe(24);
    expect(tiles.byCols.every(({ activations }) => activations === 1)).toBe(true);
    expect(rows.byCols.map(({ activations }) => activations)).not.toContain(24);
  });
});
