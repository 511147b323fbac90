import { multiplyAccumulates } from '../../core/workload.js';
import { formatLargeCount } from '../../report/format.js';
import {
  PUBLISHED_NETWORKS,
  type PublishedNetworkName,
  publishedNetwork,
} from '../../workloads/published-networks.js';
import { plainTable } from '../plain-table.js';

/** `leeway cost --list`: the published networks, one forward pass of one image each. */
export function listPublishedNetworks({ json }: { readonly json?: boolean }): void {
  const networks = (Object.keys(PUBLISHED_NETWORKS) as PublishedNetworkName[]).map((name) => {
    const { summary, sampler, parameters, gemms, blocks } = publishedNetwork(name);
    const macs = gemms.reduce((sum, gemm) => sum + multiplyAccumulates(gemm), 0);
    return { name, summary, macs, parameters, blocks: blocks.length, gemms: gemms.length, sampler };
  });
  if (json) {
    console.log(JSON.stringify(networks, null, 2));
    return;
  }
  const table = plainTable(
    ['network', 'MACs', 'parameters', 'blocks', 'steps', 'guidance', 'sampler', 'summary'],
    ['network', 'sampler', 'summary'],
  );
  for (const { name, summary, macs, parameters, blocks, sampler } of networks) {
    table.push([
      name,
      formatLargeCount(macs),
      formatLargeCount(parameters),
      blocks,
      sampler.steps,
      sampler.guidanceScale ?? 'none',
      sampler.name,
      summary,
    ]);
  }
  console.log(table.toString());
}
