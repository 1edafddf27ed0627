import { handleDirection, type BoxHandle } from '../../src/core/view/boxHandle';
import type { ViewTransform } from '../../src/core/view/camera';
import type { Gesture, PressContext } from '../../src/core/view/gesture';
import { isPaintTool } from '../../src/core/view/tool';

/**
 * CSS cursor for what a press would do, or what the current press is doing.
 * @param hover what the pointer is over; undefined outside the image view
 * @param transform how the image is shown, which may turn handles
 */
export function cursorOf(
  gesture: Gesture,
  hover: PressContext | undefined,
  { panKey, transform }: { readonly panKey: boolean; readonly transform: ViewTransform | undefined },
): string {
  if (gesture.kind === 'pan') return 'grabbing';
  if (gesture.kind === 'window') return 'move';
  const context = gesture.kind === 'draw' ? gesture.context : hover;
  if (gesture.kind === 'idle' && panKey) return 'grab';
  // The brush's circle is drawn in its place.
  if (gesture.kind === 'stroke') return 'none';
  if (context !== undefined && isPaintTool(context.tool)) return 'none';
  if (context?.grip?.kind === 'handle' && transform !== undefined) return handleCursor(context.grip.handle, transform);
  if (context?.grip?.kind === 'point') return 'move';
  const selectable = context?.hit !== undefined && context.hit !== context.selected?.id;
  return gesture.kind === 'idle' && selectable ? 'pointer' : 'crosshair';
}

/** The cursor along which a handle moves on the screen. */
function handleCursor(handle: BoxHandle, { scaleX, scaleY, turned }: ViewTransform): string {
  const { x, y } = handleDirection(handle);
  const [across, down] = turned === true ? [y * scaleX, x * scaleY] : [x * scaleX, y * scaleY];
  if (across === 0) return 'ns-resize';
  if (down === 0) return 'ew-resize';
  return across > 0 === down > 0 ? 'nwse-resize' : 'nesw-resize';
}
