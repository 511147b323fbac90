import { inputError } from '../core/errors.js';
import type { GemmNode } from './find-gemms.js';
import type { Graph } from './graph.js';

/** A block named in the network's description: every product and vector operation whose node name matches is in it. */
export interface BlockRule {
  readonly name: string;
  /** Regular expression on ONNX node names. */
  readonly match: string;
}

/** Products outside of any named block: those that such a block depends on, and the others. */
export const EMBED = 'embed';
export const HEAD = 'head';

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

/** Operator names that exporters append to a module's path, and names of fusions that onnxruntime appends to these. */
const OPERATOR_COMPONENT = /^(?:MatMul|Gemm|\w+Fusion)(?:_\d+)?$/;

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
  const named = gemms.map(({ node }) => blockOfName(node.name, rules, path));
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
      block: named[i] ?? (upstream.has(gemm.output) ? EMBED : HEAD),
      layer: layerOf(gemm, graph),
    }),
  );
}

/**
 * The block that a node's name says it belongs to: the first rule that matches, or the module's path without rules.
 *
 * @throws InputError when a rule is not a regular expression
 */
export function blockOfName(
  nodeName: string,
  rules: readonly BlockRule[] | undefined,
  path: string,
): string | null {
  return rules ? ruledBlock(nodeName, rules, path) : pathBlock(nodeName);
}

function ruledBlock(nodeName: string, rules: readonly BlockRule[], path: string): string | null {
  try {
    return rules.find(({ match }) => new RegExp(match).test(nodeName))?.name ?? null;
  } catch (error) {
    throw inputError(`${path}: blocks: ${error instanceof Error ? error.message : error}`, error);
  }
}

function pathBlock(nodeName: string): string | null {
  return nodeName.split('/').find((component) => BLOCK_COMPONENT.test(component)) ?? null;
}

function layerOf({ node, a, b, probabilities }: GemmNode, graph: Graph): string {
  if (!graph.initializers.has(a) && !graph.initializers.has(b)) return probabilities ? 'pv' : 'qk';
  const modules = node.name
    .split('/')
    .filter((component) => component !== '' && !OPERATOR_COMPONENT.test(component));
  const alias = LAYER_ALIASES.find(([pattern]) => pattern.test(modules.join('/')));
  return alias?.[1] ?? modules.at(-1) ?? node.name;
}

/** Names of all tensors that the given products depend on. */
export function ancestors(graph: Graph, gemms: readonly GemmNode[]): Set<string> {
  const seen = new Set<string>();
  const waiting = gemms.flatMap(({ node }) => node.input);
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    waiting.push(...(graph.producers.get(tensor)?.input ?? []));
  }
  return seen;
}

/**
 * Block names in execution order: `embed`, then the blocks as the rules list them or by how deep in the network they
 * end (and by name and number where that is equal), then `head`.
 *
 * @param gemms the block of every product, and how many products come before it, at most
 */
export function orderBlocks(
  gemms: readonly { readonly block: string; readonly depth: number }[],
  rules?: readonly BlockRule[],
): string[] {
  const listed = rules?.map(({ name }) => name) ?? [];
  const ends = new Map<string, number>();
  for (const { block, depth } of gemms) ends.set(block, Math.max(depth, ends.get(block) ?? 0));
  const rank = (name: string) => {
    if (name === EMBED) return -1;
    if (name === HEAD) return Infinity;
    return rules ? listed.indexOf(name) : (ends.get(name) ?? 0);
  };
  return [...ends.keys()].sort((a, b) => rank(a) - rank(b) || compareNames(a, b));
}

/** Alphabetical order in which block.2 comes before block.10; the same on every machine. */
export const compareNames = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
