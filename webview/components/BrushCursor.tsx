import { pixelAspect, toViewport } from '../../src/core/view/camera';
import type { Point } from '../../src/core/geometry/rect';
import { planePixel } from '../../src/core/view/plane';
import { isAreaTool, isPaintTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';
import type { PlaneView } from '../store/planeView';

/** Smaller circles would hide in the pointer's place. */
const smallest = 3;

/** The brush's circle, to scale, where the pointer or the keyboard's crosshair is; its sign says what a press does. */
export function BrushCursor({ page }: { page: Page }) {
  const { tool, transform, info } = page;
  const at = placeOf(page);
  if (isAreaTool(tool.value) && at !== undefined && !isMoving(page)) {
    return <Sign at={at} subtracts={page.alternate.value} />;
  }
  if (at === undefined || transform.value === undefined) return null;
  const [across] = pixelAspect(info.value?.pixelSpacing);
  return <Circle page={page} at={at} scale={Math.abs(transform.value.scaleX) / across} />;
}

/** The same in a plane across the slices. */
export function PlaneBrushCursor({ page, view }: { page: Page; view: PlaneView }) {
  const [at, transform, info] = [view.pointer.value?.viewport, view.transform.value, page.info.value];
  if (at === undefined || transform === undefined || info === undefined) return null;
  const [along] = planePixel(info, view.normal);
  return (
    <Circle
      page={page}
      at={at}
      scale={Math.abs(transform.turned === true ? transform.scaleY : transform.scaleX) / along}
    />
  );
}

/** @param scale CSS pixels of the unit of brushes */
function Circle({ page, at, scale }: { page: Page; at: Point; scale: number }) {
  const { tool, alternate, brush } = page;
  if (!isPaintTool(tool.value) || isMoving(page)) return null;
  const side = Math.max(brush.value.diameter * scale, smallest);
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

function isMoving({ panKey, gesture }: Page): boolean {
  return panKey.value || gesture.value.kind === 'pan' || gesture.value.kind === 'window';
}

function placeOf({ crosshairKeys, position, pointer, transform }: Page) {
  if (!crosshairKeys.value) return pointer.value?.viewport;
  const [x, y] = position.value;
  return transform.value && toViewport(transform.value, { x, y });
}
