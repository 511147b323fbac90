import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { canonicalJson } from '../../../src/core/canonical-json.js';
import { policyId, uniformPolicy } from '../../../src/core/policy.js';
import { parsePolicy, policyJsonSchema } from '../../../src/core/policy-schema.js';
import { exportedKnee } from '../../../src/report/export/exported-policy.js';
import { policyJson, policyYaml } from '../../../src/report/export/policy-document.js';
import { confirmationSeed } from '../../../src/study/confirm.js';
import { DATA, exportedFrom, NASTY_POLICY, policies } from './arbitrary-policies.js';

const knee = exportedKnee(DATA);
if (!knee) throw new Error('expected a knee');
const { provenance } = knee;

describe.each([
  ['JSON', policyJson, 'policy.json'],
  ['YAML', policyYaml, 'policy.yaml'],
])('a policy as %s', (_, text, path) => {
  it('comes back as the same policy, whatever it is', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const back = parsePolicy(text(exportedFrom(policy)), path);
        expect(back).toStrictEqual(policy);
        expect(policyId(back)).toBe(policyId(policy));
      }),
      { numRuns: 20 },
    );
    expect(parsePolicy(text(exportedFrom(NASTY_POLICY)), path)).toStrictEqual(NASTY_POLICY);
  });

  it('says where it comes from', () => {
    const document = parse(text(knee));
    expect(document.$schema).toBe('urn:leeway:policy:1');
    expect(document.provenance).toEqual(JSON.parse(canonicalJson(provenance)));
  });

  it('has many equal rows without aliases', () => {
    const policy = uniformPolicy(['a', 'b'], 120, { voltageV: 0.7, frequencyHz: 2e9 });
    expect(parsePolicy(text(exportedFrom(policy)), path)).toStrictEqual(policy);
  });

  it('keeps to the JSON Schema', () => {
    const schema = z.fromJSONSchema(policyJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    const document = parse(text(exportedFrom(NASTY_POLICY)));
    expect(schema.safeParse(document).error).toBeUndefined();
    expect(schema.safeParse({ ...document, extra: 1 }).success).toBe(false);
    expect(schema.safeParse({ ...document, cells: [[{ point: 0 }]] }).success).toBe(false);
  });
});

describe('provenance', () => {
  it('pins down study, trial, seeds, versions and inputs', () => {
    expect(provenance).toMatchObject({
      policyId: policyId(knee.policy),
      study: 'dit-fashion',
      trial: DATA.knee,
      picked: "the knee of the study's front",
      network: 'dit-fashion',
      accelerator: 'edge-32x32',
      seeds: { search: 1, confirmation: confirmationSeed(1) },
      command: DATA.manifest.command,
      versions: DATA.manifest.versions,
      hashes: DATA.manifest.hashes,
      constraints: DATA.constraints,
    });
  });

  it('has scores with intervals, and what they save', () => {
    const { confirmed, nominal, energySaving, speedUp } = provenance;
    const member = DATA.front.find(({ trialNumber }) => trialNumber === DATA.knee);
    expect(confirmed).toMatchObject({ ...member?.confirmed, seed: confirmationSeed(1) });
    const { energyJ, latencyS, perceptualDistance } = confirmed?.metrics ?? {};
    expect(energySaving).toBe(1 - energyJ / nominal.metrics.energyJ);
    expect(speedUp).toBe(nominal.metrics.latencyS / latencyS);
    const { low, high } = confirmed?.intervals95.perceptualDistance ?? { low: NaN, high: NaN };
    expect((low + high) / 2).toBeCloseTo(perceptualDistance, 12);
    // Student's t for 63 degrees of freedom.
    expect((high - low) / 2 / (confirmed?.standardErrors.perceptualDistance ?? 0)).toBeCloseTo(1.99834, 5);
  });

  it('is plain JSON without confirmation, scores or intervals', () => {
    const front = DATA.front.map((member) => ({
      ...member,
      confirmed: member.confirmed && { ...member.confirmed, images: 1 },
    }));
    const one = exportedKnee({ ...DATA, front })?.provenance;
    expect(one?.confirmed?.intervals95).toEqual({});
    expect(() => canonicalJson(one)).not.toThrow();
    const none = exportedKnee({ ...DATA, front: [], trials: [] })?.provenance;
    expect(none).toMatchObject({ confirmed: null, searched: null, bounds: 'unconfirmed' });
    expect(() => canonicalJson(none)).not.toThrow();
  });
});

describe('a policy file', () => {
  it.each(['csv', 'h', 'sv', 'mem', 'md'])('is not one of the others: .%s', (ending) => {
    expect(() => parsePolicy('step,block', `knee.${ending}`)).toThrow(
      `knee.${ending}: expected a policy as JSON or YAML, got a file for other programs`,
    );
  });

  it('still has no unknown keys', () => {
    const document = { ...NASTY_POLICY, provenanec: {} };
    expect(() => parsePolicy(JSON.stringify(document), 'p.json')).toThrow(/provenanec: unknown key/);
  });
});
