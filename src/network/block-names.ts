import { inputError } from '../core/errors.js';
import type { GemmNode } from './find-gemms.js';
import type { Graph } from './graph.js';

/** A block named in the network's description: every product whose node name matches belongs to it. */
export interface BlockRule {
  readonly name: string;
  /** Regular expression on ONNX node names. */
  readonly match: string;
}

/** Where a product belongs. */
export interface Placement {
  readonly block: string;
  /** Role within the block: qkv, proj, fc1, fc2, ada, qk, pv, or the module's own name. */
  readonly layer: string;
}

/** Path components that look like a repeated module: blocks.3, transformer_blocks.0, down_blocks.1, mid_block, layers.7. */
const BLOCK_COMPONENT = /^(?:\w*blocks?|layers)(?:\.\d+)?$/;

/** Names of layers in other code bases, as paths below the block, and what Leeway calls them. */
const LAYER_ALIASES: readonly (readonly [RegExp, string])[] = [
  [/ff\/net\.0\/proj$/, 'fc1'],
  [/ff\/net\.2$/, 'fc2'],
  [/to_out\.0$/, 'proj'],
];

/** Operator names that exporters and onnxruntime append to a module's path. */
const OPERATOR_COMPONENT = /^(?:MatMul|Gemm|Conv|Einsum|MatMulAddFusion)(?:_\d+)?$/;

/**
 * The block and layer of every product. Blocks come from `rules` where given, else from module paths in the node
 * names; products outside any block are `embed` when a block depends on them and `head` otherwise.
 *
 * @throws InputError when a rule matches no product or is not a regular expression
 */
export function placeGemms(
  graph: Graph,
  gemms: readonly GemmNode[],
  rules: readonly BlockRule[] | undefined,
  path: string,
) {
  const named = gemms.map((gemm) => (rules ? ruledBlock(gemm, rules, path) : pathBlock(gemm.node.name)));
  const unused = rules?.find(({ name }) => !named.includes(name));
  if (unused) {
    throw inputError(
      `${path}: block ${unused.name}: no MatMul or Gemm node matches /${unused.match}/; correct the pattern`,
    );
  }
  const upstream = ancestors(
    graph,
    gemms.filter((_, i) => named[i] !== null),
  );
  return gemms.map(
    (gemm, i): Placement => ({
      block: named[i] ?? (upstream.has(gemm.output) ? 'embed' : 'head'),
      layer: layerOf(gemm),
    }),
  );
}

function ruledBlock(gemm: GemmNode, rules: readonly BlockRule[], path: string): string | null {
  try {
    return rules.find(({ match }) => new RegExp(match).test(gemm.node.name))?.name ?? null;
  } catch (error) {
    throw inputError(`${path}: blocks: ${error instanceof Error ? error.message : error}`, error);
  }
}

function pathBlock(nodeName: string): string | null {
  return nodeName.split('/').find((component) => BLOCK_COMPONENT.test(component)) ?? null;
}

function layerOf({ node, weight, probabilities }: GemmNode): string {
  if (!weight) return probabilities ? 'pv' : 'qk';
  const modules = node.name
    .split('/')
    .filter((component) => component !== '' && !OPERATOR_COMPONENT.test(component));
  const alias = LAYER_ALIASES.find(([pattern]) => pattern.test(modules.join('/')));
  return alias?.[1] ?? modules.at(-1) ?? node.name;
}

/** Names of all tensors that the given products depend on. */
function ancestors(graph: Graph, gemms: readonly GemmNode[]): Set<string> {
  const seen = new Set<string>();
  const waiting = gemms.flatMap(({ node }) => node.input);
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    waiting.push(...(graph.producers.get(tensor)?.input ?? []));
  }
  return seen;
}

/** Block names in execution order: `embed`, then the blocks as the rules list them or by name and number, then `head`. */
export function orderBlocks(placements: readonly Placement[], rules?: readonly BlockRule[]): string[] {
  const listed = rules?.map(({ name }) => name) ?? [];
  const rank = (name: string) =>
    name === 'embed' ? -1 : name === 'head' ? Infinity : Math.max(0, listed.indexOf(name));
  return [...new Set(placements.map(({ block }) => block))].sort(
    (a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }),
  );
}
