import type { TestProblemName } from './test-problems.js';

/** What another optimiser reached on a problem, at {@link PEER_BUDGETS} evaluations. */
export interface PeerResult {
  readonly name: string;
  /** Runs behind each median; 0 where it was not run so far. */
  readonly seeds: readonly number[];
  /** Hypervolume of all points evaluated; null where it was not run so far. */
  readonly medians: readonly (number | null)[];
}

export const PEER_BUDGETS: readonly number[] = [100, 200, 500, 1000];

/**
 * Medians measured with Optuna 4.9.0 (commit 4db42e31), its 5.0.0-rc1 (commit 44e745f5, `Optuna 5`) and pymoo 0.6.2
 * (commit 217af155), defaults but for pymoo's populations, on these problems with these reference points; the seeded
 * ones began with the same eight uniform levels. Medians of 1 to 3 seeds are indications. GPSampler ran with one line
 * changed for an old PyTorch (no context manager for the device), and TPESampler with its split of the trials computed
 * once a suggestion, which gives the same suggestions.
 */
export const PEER_RESULTS: Readonly<Record<TestProblemName, readonly PeerResult[]>> = {
  zdt1: [
    { name: 'Optuna GPSampler', seeds: [3, 1, 0, 0], medians: [114.53315, 115.09836, null, null] },
    {
      name: 'Optuna NSGAIISampler',
      seeds: [11, 11, 11, 11],
      medians: [91.13154, 94.5198, 102.63192, 110.67847],
    },
    {
      name: 'Optuna NSGAIIISampler',
      seeds: [11, 11, 11, 11],
      medians: [91.13154, 93.25566, 102.55915, 110.45534],
    },
    { name: 'Optuna TPESampler', seeds: [5, 5, 0, 0], medians: [97.72404, 101.8873, null, null] },
    {
      name: 'Optuna TPESampler, multivariate',
      seeds: [1, 1, 1, 1],
      medians: [96.22843, 103.02822, 105.53781, 109.48995],
    },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 0, 0], medians: [97.50284, 98.30389, null, null] },
    { name: 'pymoo NSGA2, 100', seeds: [11, 11, 11, 11], medians: [92.37424, 93.56145, 97.81748, 105.45755] },
    { name: 'pymoo NSGA2, 50', seeds: [11, 11, 11, 11], medians: [92.51758, 94.50021, 102.54561, 111.196] },
  ],
  zdt2: [
    { name: 'Optuna GPSampler', seeds: [1, 0, 0, 0], medians: [109.94543, null, null, null] },
    {
      name: 'Optuna NSGAIISampler',
      seeds: [11, 11, 11, 11],
      medians: [74.12059, 78.82067, 90.2903, 100.88233],
    },
    {
      name: 'Optuna NSGAIIISampler',
      seeds: [11, 11, 11, 11],
      medians: [74.12059, 78.91433, 89.31871, 99.89879],
    },
    { name: 'Optuna TPESampler', seeds: [5, 5, 0, 0], medians: [79.74611, 80.02412, null, null] },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 0, 0], medians: [78.56386, 81.55208, null, null] },
    { name: 'pymoo NSGA2, 100', seeds: [11, 11, 11, 11], medians: [73.85988, 74.56618, 81.26696, 89.50309] },
    { name: 'pymoo NSGA2, 50', seeds: [11, 11, 11, 11], medians: [74.968, 79.13786, 88.83003, 99.48436] },
  ],
  zdt3: [
    { name: 'Optuna GPSampler', seeds: [1, 0, 0, 0], medians: [115.8687, null, null, null] },
    {
      name: 'Optuna NSGAIISampler',
      seeds: [11, 11, 11, 11],
      medians: [96.79109, 100.36968, 108.58753, 117.17542],
    },
    {
      name: 'Optuna NSGAIIISampler',
      seeds: [11, 11, 11, 11],
      medians: [97.55433, 100.04087, 109.59652, 117.37634],
    },
    { name: 'Optuna TPESampler', seeds: [3, 3, 0, 0], medians: [103.11404, 105.5713, null, null] },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 0, 0], medians: [102.2331, 105.41935, null, null] },
    { name: 'pymoo NSGA2, 100', seeds: [11, 11, 11, 11], medians: [96.70192, 98.54237, 103.82903, 111.5528] },
    { name: 'pymoo NSGA2, 50', seeds: [11, 11, 11, 11], medians: [95.87362, 100.7062, 109.65328, 117.45898] },
  ],
  zdt4: [
    { name: 'Optuna GPSampler', seeds: [3, 1, 0, 0], medians: [122.418, 113.86079, null, null] },
    {
      name: 'Optuna NSGAIISampler',
      seeds: [11, 11, 11, 11],
      medians: [112.21302, 133.355, 172.3468, 200.25584],
    },
    {
      name: 'Optuna NSGAIIISampler',
      seeds: [11, 11, 11, 11],
      medians: [111.18083, 134.37977, 182.06228, 199.39452],
    },
    {
      name: 'Optuna TPESampler',
      seeds: [11, 11, 1, 1],
      medians: [127.89763, 139.27434, 147.40652, 165.23749],
    },
    {
      name: 'Optuna TPESampler, multivariate',
      seeds: [1, 1, 1, 1],
      medians: [126.64404, 126.80528, 154.87394, 154.92577],
    },
    {
      name: 'Optuna 5 TPESampler',
      seeds: [3, 3, 1, 1],
      medians: [126.35545, 139.17106, 166.33214, 170.10202],
    },
    {
      name: 'pymoo NSGA2, 100',
      seeds: [11, 11, 11, 11],
      medians: [111.43404, 121.59796, 151.71698, 178.92133],
    },
    {
      name: 'pymoo NSGA2, 50',
      seeds: [11, 11, 11, 11],
      medians: [108.48263, 132.84424, 175.71947, 194.26806],
    },
  ],
  zdt6: [
    { name: 'Optuna GPSampler', seeds: [1, 0, 0, 0], medians: [4.96782, null, null, null] },
    { name: 'Optuna NSGAIISampler', seeds: [11, 11, 11, 11], medians: [2.42449, 2.96918, 3.87726, 4.75748] },
    { name: 'Optuna NSGAIIISampler', seeds: [11, 11, 11, 11], medians: [2.41892, 2.89943, 4.00501, 4.68189] },
    { name: 'Optuna TPESampler', seeds: [11, 11, 0, 0], medians: [3.02857, 3.5386, null, null] },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 0, 0], medians: [3.17465, 3.63096, null, null] },
    { name: 'pymoo NSGA2, 100', seeds: [11, 11, 11, 11], medians: [2.49237, 2.63551, 3.36148, 4.22256] },
    { name: 'pymoo NSGA2, 50', seeds: [11, 11, 11, 11], medians: [2.5169, 2.90178, 3.88407, 4.68971] },
  ],
  dtlz2: [
    { name: 'Optuna GPSampler', seeds: [2, 0, 0, 0], medians: [0.02394, null, null, null] },
    { name: 'Optuna NSGAIISampler', seeds: [11, 11, 11, 11], medians: [0.02673, 0.06729, 0.2928, 0.5398] },
    { name: 'Optuna NSGAIIISampler', seeds: [11, 11, 11, 11], medians: [0.02673, 0.06731, 0.30741, 0.532] },
    { name: 'Optuna TPESampler', seeds: [11, 11, 0, 0], medians: [0.11607, 0.33637, null, null] },
    {
      name: 'Optuna TPESampler, multivariate',
      seeds: [1, 1, 1, 1],
      medians: [0.08603, 0.21556, 0.30533, 0.42355],
    },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 0, 0], medians: [0.15552, 0.41725, null, null] },
    { name: 'pymoo NSGA2, 100', seeds: [11, 11, 11, 11], medians: [0.01843, 0.03611, 0.13667, 0.31388] },
    { name: 'pymoo NSGA2, 50', seeds: [11, 11, 11, 11], medians: [0.02117, 0.05252, 0.26296, 0.51883] },
  ],
  dtlz7: [
    { name: 'Optuna GPSampler', seeds: [1, 0, 0, 0], medians: [2025.0, null, null, null] },
    {
      name: 'Optuna NSGAIISampler',
      seeds: [11, 11, 11, 11],
      medians: [131.14024, 408.06731, 1130.37117, 1804.12833],
    },
    {
      name: 'Optuna NSGAIIISampler',
      seeds: [11, 11, 11, 11],
      medians: [221.23937, 485.83972, 1121.42597, 1761.15678],
    },
    { name: 'Optuna TPESampler', seeds: [3, 3, 0, 0], medians: [744.26384, 979.83696, null, null] },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 0, 0], medians: [818.66184, 841.79958, null, null] },
    {
      name: 'pymoo NSGA2, 100',
      seeds: [11, 11, 11, 11],
      medians: [361.73188, 425.1656, 861.98462, 1331.2306],
    },
    {
      name: 'pymoo NSGA2, 50',
      seeds: [11, 11, 11, 11],
      medians: [185.4222, 403.14108, 1150.66807, 1706.74605],
    },
  ],
  volt140: [
    { name: 'Optuna NSGAIISampler', seeds: [11, 11, 11, 11], medians: [0.46286, 0.49482, 0.57183, 0.65709] },
    { name: 'Optuna NSGAIIISampler', seeds: [2, 2, 2, 2], medians: [0.45348, 0.4756, 0.57418, 0.66451] },
    { name: 'Optuna TPESampler', seeds: [3, 3, 0, 0], medians: [0.49528, 0.55778, null, null] },
    {
      name: 'Optuna TPESampler, multivariate',
      seeds: [1, 1, 1, 1],
      medians: [0.57272, 0.60691, 0.64254, 0.66695],
    },
    { name: 'Optuna 5 TPESampler', seeds: [3, 3, 1, 0], medians: [0.52599, 0.53205, 0.53347, null] },
    { name: 'pymoo NSGA2, 100', seeds: [11, 11, 11, 11], medians: [0.51209, 0.5371, 0.6023, 0.70237] },
    { name: 'pymoo NSGA2, 50', seeds: [11, 11, 11, 11], medians: [0.50456, 0.55409, 0.65158, 0.74484] },
  ],
  'volt140-additive': [],
  'volt140-interactions': [],
  'volt140-block-curves': [],
  'volt140-cliff': [],
  'volt140-seeded': [
    { name: 'Optuna NSGAIISampler', seeds: [5, 5, 5, 5], medians: [1.32015, 1.32317, 1.32778, 1.33255] },
    { name: 'Optuna TPESampler', seeds: [1, 1, 0, 0], medians: [1.38814, 1.39085, null, null] },
  ],
};
