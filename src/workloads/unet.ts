import type { LayerBuilder } from './layer-builder.js';
import { downsample, type FeatureMap, upsample } from './unet-layers.js';

/** A U-Net's levels: how wide they are, what a block of them holds, and what it is called. */
export interface UnetPlan {
  /** Channels that the first convolution gives. */
  readonly channels: number;
  /** Channels of each level as multiples of `channels`; every level has half the size of the one before. */
  readonly channelMultipliers: readonly number[];
  /** Blocks of a level on the way down; there is one more on the way up. */
  readonly blocksPerLevel: number;
  /** Height and width of the first level. */
  readonly size: number;
  downName(level: number): string;
  upName(level: number): string;
  blockName(index: number): string;
  readonly middleName: string;
  /** Writes one block down; returns its result, of `channels` channels. */
  block(input: FeatureMap, channels: number, level: number): FeatureMap;
  /** Writes the block between both ways down; it keeps number of channels and size. */
  middle(map: FeatureMap): void;
}

/**
 * The levels of a U-Net down and up again, from behind its first convolution to before its last norm. Each block on
 * the way up reads the result before it joined to one from the way down, in the opposite order.
 */
export function unetLevels(layers: LayerBuilder, plan: UnetPlan): FeatureMap {
  const skips: FeatureMap[] = [{ channels: plan.channels, size: plan.size }];
  goDown(layers, plan, skips);
  const bottom = skips[skips.length - 1];
  layers.block(plan.middleName);
  plan.middle(bottom);
  return goUp(layers, plan, skips, bottom);
}

/** Adds each result to `skips`, which holds that of the first convolution. */
function goDown(layers: LayerBuilder, plan: UnetPlan, skips: FeatureMap[]): void {
  const levels = plan.channelMultipliers.length;
  for (let level = 0; level < levels; level++) {
    const channels = plan.channels * plan.channelMultipliers[level];
    for (let i = 0; i < plan.blocksPerLevel; i++) {
      layers.block(`${plan.downName(level)}.${plan.blockName(i)}`);
      skips.push(plan.block(skips[skips.length - 1], channels, level));
    }
    if (level === levels - 1) return;
    layers.block(`${plan.downName(level)}.downsample`);
    skips.push(downsample(layers, skips[skips.length - 1]));
  }
}

/** Reads `skips` from its end. */
function goUp(
  layers: LayerBuilder,
  plan: UnetPlan,
  skips: readonly FeatureMap[],
  bottom: FeatureMap,
): FeatureMap {
  let map = bottom;
  let unread = skips.length;
  for (let level = plan.channelMultipliers.length - 1; level >= 0; level--) {
    const channels = plan.channels * plan.channelMultipliers[level];
    for (let i = 0; i <= plan.blocksPerLevel; i++) {
      layers.block(`${plan.upName(level)}.${plan.blockName(i)}`);
      const joined = { channels: map.channels + skips[--unread].channels, size: map.size };
      map = plan.block(joined, channels, level);
    }
    if (level === 0) break;
    layers.block(`${plan.upName(level)}.upsample`);
    map = upsample(layers, map);
  }
  return map;
}
