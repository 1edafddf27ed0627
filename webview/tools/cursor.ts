import type { BoxHandle } from '../../src/core/view/boxHandle';
import type { Gesture, PressContext } from '../../src/core/view/gesture';
import { isPaintTool } from '../../src/core/view/tool';

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

const mirror: Record<BoxHandle, BoxHandle> = {
  nw: 'ne',
  ne: 'nw',
  se: 'sw',
  sw: 'se',
  n: 'n',
  s: 's',
  e: 'e',
  w: 'w',
};

/**
 * CSS cursor for what a press would do, or what the current press is doing.
 * @param hover what the pointer is over; undefined outside the image view
 * @param mirrored whether the image is shown mirrored, which turns the diagonal handles
 */
export function cursorOf(
  gesture: Gesture,
  hover: PressContext | undefined,
  { panKey, mirrored }: { readonly panKey: boolean; readonly mirrored: boolean },
): string {
  if (gesture.kind === 'pan') return 'grabbing';
  if (gesture.kind === 'window') return 'move';
  const context = gesture.kind === 'draw' ? gesture.context : hover;
  if (gesture.kind === 'idle' && panKey) return 'grab';
  // The brush's circle is drawn in its place.
  if (gesture.kind === 'stroke') return 'none';
  if (context !== undefined && isPaintTool(context.tool)) return 'none';
  if (context?.grip?.kind === 'handle')
    return handleCursor[mirrored ? mirror[context.grip.handle] : context.grip.handle];
  if (context?.grip?.kind === 'point') return 'move';
  const selectable = context?.hit !== undefined && context.hit !== context.selected?.id;
  return gesture.kind === 'idle' && selectable ? 'pointer' : 'crosshair';
}
