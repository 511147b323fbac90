import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../../src/core/certificate.js';
import { policyId } from '../../../src/core/policy.js';
import { exportedKnee } from '../../../src/report/export/exported-policy.js';
import { policyCard } from '../../../src/report/export/policy-card.js';
import { parseCertificate } from '../../../src/report/export/read-certificate.js';
import { DATA, exportedFrom, NASTY_POLICY } from './arbitrary-policies.js';

const knee = exportedKnee(DATA);
if (!knee) throw new Error('expected a knee');
const EXTRAS = { certificate: null, constants: DATA.accelerator.constants, notes: DATA.notes };

const CERTIFICATE: Certificate = {
  format: 'leeway-certificate/1',
  policyId: policyId(knee.policy),
  verdict: 'non-inferior',
  metric: 'perceptualDistance',
  margin: 0.06,
  level: 0.95,
  looks: [
    { images: 32, level: 0.9999, mean: 0.02, bounds: { low: 0.001, high: 0.09 }, verdict: 'undecided' },
    { images: 64, level: 0.96, mean: 0.0123, bounds: { low: 0.004, high: 0.0321 }, verdict: 'non-inferior' },
  ],
  images: 64,
  imagesNeeded: null,
  seeds: [{ seed: 4242, images: 64 }],
  metrics: { energyJ: 1e-3 },
  energySaving: 0.3,
  speedUp: 1,
  createdAt: '2026-11-22T18:04:31.120Z',
  command: 'npx leeway evaluate space.yaml --policy knee.json --validate',
  leewayVersion: '0.1.0',
  versions: { node: '20.20.2' },
  inputHashes: {},
};

describe('a policy card', () => {
  it('says what it is, what it scores and how to make it again', () => {
    const card = policyCard(knee, EXTRAS);
    expect(card).toMatch(/^# Policy of trial \d+, study dit-fashion\n/);
    expect(card).toContain("`dit-fashion` gets on `edge-32x32`. Picked as the knee of the study's front.");
    expect(card).toContain('Means over 64 images of seed');
    expect(card).toMatch(/\| Perceptual distance \| \S+ ± \S+ \| \S+ \|/);
    expect(card).toMatch(/^- Energy against nominal: −\d+\.\d %$/m);
    expect(card).toContain(DATA.manifest.command);
    expect(card).toContain(`npx leeway export dit-fashion --pick id:${DATA.knee}`);
    expect(card).toContain(`| network | \`${'a3'.repeat(32)}\` |`);
    expect(card).not.toContain('Certificate');
  });

  it('names every assumption and no constant with a source', () => {
    const card = policyCard(knee, EXTRAS);
    for (const { name, assumed } of DATA.accelerator.constants) {
      expect(card.includes(`\n- ${name}: `)).toBe(assumed);
    }
    expect(card.match(/^- leakage at nominal: 50 mW \(one tenth of dynamic power\)$/m)).not.toBeNull();
  });

  it('shows a certificate', () => {
    const card = policyCard(knee, { ...EXTRAS, certificate: CERTIFICATE });
    expect(card).toContain('**NON-INFERIOR**: claim that the mean perceptual distance');
    expect(card).toContain('64 images, mean 0.0123, bounds 0.00400 and 0.0321.');
    expect(card).toContain('Seeds 4242; made 2026-11-22 18:04 UTC by');
    expect(card).toContain(CERTIFICATE.command);
  });

  it('warns of scores that were never confirmed', () => {
    const { provenance } = knee;
    const card = policyCard({ ...knee, provenance: { ...provenance, confirmed: null } }, EXTRAS);
    expect(card).toContain('**not confirmed on fresh seeds**');
    expect(card).not.toContain('±');
  });

  it('merges equal steps and blocks in its map', () => {
    const { policy } = knee;
    const half = policy.cells.map((row, step) =>
      row.map(() => ({ point: step < 10 ? 0 : 1, protection: 1 })),
    );
    const card = policyCard(
      exportedFrom({ ...policy, cells: half, checkpoint: { offloadInterval: 20, layout: 'row-major' } }),
      EXTRAS,
    );
    expect(card).toContain(
      [
        '| step | embed to head | checkpoint |',
        '| --- | --- | --- |',
        '| 0 to 1 | P0 R1 | refreshed |',
        '| 2 to 9 | P0 R1 |  |',
        '| 10 to 19 | P1 R1 |  |',
      ].join('\n'),
    );
  });

  it('keeps names that Markdown would take for something else in their cells', () => {
    const card = policyCard(exportedFrom(NASTY_POLICY), EXTRAS);
    const [, map] = card.split('## Map');
    const table = map
      .split('## ')[0]
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const columns = (line: string) => line.replace(/\\./g, '').split('|').length;
    expect(new Set(table.map(columns))).toEqual(new Set([NASTY_POLICY.blocks.length + 4]));
  });
});

describe('parseCertificate', () => {
  const read = (certificate: object) =>
    parseCertificate(JSON.stringify(certificate), 'c.json', CERTIFICATE.policyId);

  it('reads what leeway evaluate --validate writes', () => {
    expect(read(CERTIFICATE)).toEqual(CERTIFICATE);
  });

  it('refuses one of another policy', () => {
    expect(() => read({ ...CERTIFICATE, policyId: 'ab' })).toThrow(
      `c.json: policyId: expected the exported policy's ${CERTIFICATE.policyId}, got ab`,
    );
  });

  it('refuses what is none, in one line', () => {
    expect(() => read({ format: 'leeway-policy/1' })).toThrow(
      /^c\.json:1:\d+: format: expected format 'leeway-certificate\/1', as [^\n]*$/,
    );
    expect(() => read({ ...CERTIFICATE, verdict: 'fine' })).toThrow(/verdict: expected "non-inferior" or/);
  });
});
