import type { BoxHandle } from '../../src/core/view/boxHandle';
import type { Gesture, PressContext } from '../../src/core/view/gesture';

const handleCursor: Record<BoxHandle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
};

/**
 * CSS cursor that tells what a press would do, or what the press under way is doing.
 * @param hover what the pointer is over; undefined outside the image view
 */
export function cursorOf(gesture: Gesture, hover: PressContext | undefined, panKey: boolean): string {
  if (gesture.kind === 'pan') return 'grabbing';
  if (gesture.kind === 'window') return 'move';
  const context = gesture.kind === 'draw' ? gesture.context : hover;
  if (gesture.kind === 'idle' && panKey) return 'grab';
  if (context?.grip?.kind === 'handle') return handleCursor[context.grip.handle];
  if (context?.grip?.kind === 'point') return 'move';
  const selectable = context?.hit !== undefined && context.hit !== context.selected?.id;
  return gesture.kind === 'idle' && selectable ? 'pointer' : 'crosshair';
}
