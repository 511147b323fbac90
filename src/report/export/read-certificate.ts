import { z } from 'zod';
import type { Certificate } from '../../core/certificate.js';
import { inputError } from '../../core/errors.js';
import { parseYamlConfig } from '../../core/yaml-config.js';

const verdict = z.enum(['non-inferior', 'inferior', 'undecided']);
const level = z.number().min(0).max(1);
const numbers = z.record(z.string(), z.number());
const texts = z.record(z.string(), z.string());

const format = z.literal('leeway-certificate/1', {
  error: "expected format 'leeway-certificate/1', as leeway evaluate --validate --certificate writes it",
});

const certificateSchema = z.strictObject({
  format,
  policyId: z.string(),
  verdict,
  metric: z.literal('perceptualDistance'),
  margin: z.number(),
  level,
  looks: z
    .array(
      z.strictObject({
        images: z.int().min(1),
        level,
        mean: z.number(),
        bounds: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
        verdict,
      }),
    )
    .min(1),
  images: z.int().min(1),
  imagesNeeded: z.number().nullable(),
  seeds: z.array(z.strictObject({ seed: z.int(), images: z.int() })),
  metrics: numbers,
  energySaving: z.number(),
  speedUp: z.number(),
  createdAt: z.string(),
  command: z.string(),
  leewayVersion: z.string(),
  versions: texts,
  inputHashes: texts,
}) satisfies z.ZodType<Certificate>;

/**
 * Reads a certificate that `leeway evaluate --validate --certificate` wrote.
 *
 * @param path named in messages
 * @param policyId the policy that it has to be for
 * @throws InputError when it is no certificate, or one of another policy
 */
export function parseCertificate(text: string, path: string, policyId: string): Certificate {
  // First alone: of a file of another kind nothing else is worth a line.
  parseYamlConfig(text, path, z.looseObject({ format }));
  const certificate = parseYamlConfig(text, path, certificateSchema);
  if (certificate.policyId === policyId) return certificate;
  throw inputError(
    `${path}: policyId: expected the exported policy's ${policyId}, got ${certificate.policyId}; ` +
      'validate the exported policy, or export the one that was validated by --pick id:N',
  );
}
