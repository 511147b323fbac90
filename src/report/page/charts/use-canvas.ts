import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { preparedContext } from './canvas-layer.js';

/**
 * A canvas that is painted again whenever its size or `paint` changes; keep `paint` in a memo.
 *
 * @returns what to give the canvas element as `ref`
 */
export function useCanvas(
  width: number,
  height: number,
  paint: (context: CanvasRenderingContext2D) => void,
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = preparedContext(canvas.current, width, height);
    if (context) paint(context);
  }, [width, height, paint]);
  return canvas;
}
