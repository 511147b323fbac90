import { type MetricDescription, type MetricSettings, metricsOf } from './metric-description.js';

/** Something wrong with a field of a description. */
interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/**
 * What is wrong with metric networks beyond the form of each field: values that do not fit the images' channels,
 * outputs given by two networks, a reference for nothing.
 */
export function metricProblems(settings: MetricSettings, imageChannels: number): Problem[] {
  const given = new Set<string>();
  return metricsOf(settings).flatMap((metric, i) => {
    const path = i === 0 ? ['metric'] : ['furtherMetrics', i - 1];
    const problems = [
      ...channelProblems(metric, imageChannels),
      ...referenceProblems(metric),
      ...repeatedOutputs(metric, given),
    ];
    return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
  });
}

function channelProblems({ preprocess = {} }: MetricDescription, imageChannels: number): Problem[] {
  const { channels = imageChannels, mean, std } = preprocess;
  if (imageChannels !== 1 && channels !== imageChannels) {
    const message = `expected ${imageChannels}, as the images have, got ${channels}`;
    return [{ path: ['preprocess', 'channels'], message }];
  }
  return Object.entries({ mean, std })
    .filter(([, values]) => values !== undefined && values.length !== channels)
    .map(([name, values]) => ({
      path: ['preprocess', name],
      message: `expected one value for each of ${channels} channels, got ${values?.length}`,
    }));
}

function referenceProblems({ referenceStatistics, pooled }: MetricDescription): Problem[] {
  if (referenceStatistics === undefined || pooled !== undefined) return [];
  const message =
    'describes pooled features, of which there are none; name the output `pooled`, or remove it';
  return [{ path: ['referenceStatistics'], message }];
}

/** Outputs that an earlier network gives already; `given` gathers their places. */
function repeatedOutputs({ pooled, logits, scores = {} }: MetricDescription, given: Set<string>): Problem[] {
  const paths = [
    ...(pooled === undefined ? [] : [['pooled']]),
    ...(logits === undefined ? [] : [['logits']]),
    ...Object.keys(scores).map((name) => ['scores', name]),
  ];
  const repeated = paths.filter((path) => given.has(path.join('.')));
  for (const path of paths) given.add(path.join('.'));
  return repeated.map((path) => ({
    path,
    message: 'another metric network gives it already; keep one of them',
  }));
}
