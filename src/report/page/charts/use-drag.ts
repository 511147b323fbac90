import { useRef, useState } from 'preact/hooks';
import type { Drag } from './scatter-overlay.js';
import type { Place } from './trade-off-marks.js';

/** Pixels that a pointer may move and still have clicked. */
const CLICK = 5;

export interface DragHandlers {
  readonly onPointerDown: (event: PointerEvent & { currentTarget: Element }) => void;
  readonly onPointerMove: (event: PointerEvent & { currentTarget: Element }) => void;
  readonly onPointerUp: (event: PointerEvent & { currentTarget: Element }) => void;
  readonly onPointerLeave: () => void;
  readonly onPointerCancel: () => void;
}

export interface DragEvents {
  /** The pointer moves without a button; null when it has left. */
  readonly onPoint: (place: Place | null) => void;
  readonly onClick: (place: Place) => void;
  /** A drag has ended. */
  readonly onDrag: (drag: Drag) => void;
}

/** Tells pointing, clicking and dragging on an element apart; places are in its CSS pixels. */
export function useDrag(events: DragEvents): { drag: Drag | null; handlers: DragHandlers } {
  const [drag, setDrag] = useState<Drag | null>(null);
  const from = useRef<Place | null>(null);
  const moved = (to: Place) => from.current !== null && distance(from.current, to) > CLICK;
  const end = () => {
    from.current = null;
    setDrag(null);
  };
  const handlers: DragHandlers = {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      from.current = placeOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event) => {
      const to = placeOf(event);
      if (from.current === null) events.onPoint(to);
      else if (drag !== null || moved(to)) setDrag({ from: from.current, to });
    },
    onPointerUp: (event) => {
      const to = placeOf(event);
      if (from.current !== null) {
        if (moved(to)) events.onDrag({ from: from.current, to });
        else events.onClick(to);
      }
      end();
    },
    onPointerLeave: () => events.onPoint(null),
    onPointerCancel: end,
  };
  return { drag, handlers };
}

function placeOf(event: PointerEvent & { currentTarget: Element }): Place {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

const distance = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y);
