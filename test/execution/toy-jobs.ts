import type { Job } from '../../src/core/job.js';
import { uniformPolicy } from '../../src/core/policy.js';

export function job(trialNumber: number, voltageV = 0.7): Job {
  const policy = uniformPolicy(['block'], 2, { voltageV, frequencyHz: 2e9 });
  return { trialNumber, policy, seed: 42, images: 4 };
}

export const jobs = (count: number) => Array.from({ length: count }, (_, n) => job(n, 0.6 + n / 100));
