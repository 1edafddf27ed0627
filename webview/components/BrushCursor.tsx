import { pixelAspect, toViewport } from '../../src/core/view/camera';
import type { Point } from '../../src/core/geometry/rect';
import { isAreaTool, isPaintTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';

/** Smaller circles would hide in the pointer's place. */
const smallest = 3;

/** The brush's circle, to scale, where the pointer or the keyboard's crosshair is; its sign says what a press does. */
export function BrushCursor({ page }: { page: Page }) {
  const { tool, transform, info, panKey, gesture, alternate, brush } = page;
  const at = placeOf(page);
  const isMoving = panKey.value || gesture.value.kind === 'pan' || gesture.value.kind === 'window';
  if (isAreaTool(tool.value) && at !== undefined && !isMoving) return <Sign at={at} subtracts={alternate.value} />;
  if (!isPaintTool(tool.value) || at === undefined || transform.value === undefined || isMoving) return null;
  const [across] = pixelAspect(info.value?.pixelSpacing);
  const side = Math.max((brush.value.diameter * Math.abs(transform.value.scaleX)) / across, smallest);
  const erases = (tool.value === 'eraser') !== alternate.value;
  return (
    <div
      class={erases ? 'brush-cursor erases' : 'brush-cursor'}
      aria-hidden="true"
      style={{
        width: `${side}px`,
        height: `${side}px`,
        transform: `translate(${at.x - side / 2}px, ${at.y - side / 2}px)`,
      }}
    >
      <span>{erases ? '−' : '+'}</span>
    </div>
  );
}

/** Beside the pointer, what a press with any other tool by hand does to the object. */
function Sign({ at, subtracts }: { at: Point; subtracts: boolean }) {
  return (
    <div
      class={subtracts ? 'tool-sign erases' : 'tool-sign'}
      aria-hidden="true"
      style={{ transform: `translate(${at.x + 10}px, ${at.y + 8}px)` }}
    >
      {subtracts ? '−' : '+'}
    </div>
  );
}

function placeOf({ crosshairKeys, position, pointer, transform }: Page) {
  if (!crosshairKeys.value) return pointer.value?.viewport;
  const [x, y] = position.value;
  return transform.value && toViewport(transform.value, { x, y });
}
