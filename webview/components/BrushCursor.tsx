import { pixelAspect, toViewport } from '../../src/core/view/camera';
import type { Point } from '../../src/core/geometry/rect';
import { planePixel } from '../../src/core/view/plane';
import { isAreaTool, isPaintTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';
import type { PlaneView } from '../store/planeView';
import type { Surface } from '../store/surface';

/** Smaller circles would hide in the pointer's place. */
const smallest = 3;

/** The brush's circle, to scale, where the pointer or the keyboard's crosshair is; its sign says what a press does. */
export function BrushCursor({ page, surface }: { page: Page; surface: Surface }) {
  const { info } = page;
  const [across] = pixelAspect(info.value?.pixelSpacing);
  return <CursorOn page={page} surface={surface} pointer={page.pointer.value?.viewport} unit={across} />;
}

/** The same in a plane across the slices. */
export function PlaneBrushCursor({ page, surface, view }: { page: Page; surface: Surface; view: PlaneView }) {
  const info = page.info.value;
  if (info === undefined) return null;
  const [along] = planePixel(info, view.normal);
  return <CursorOn page={page} surface={surface} pointer={view.pointer.value?.viewport} unit={along} />;
}

/** @param unit width of a pixel, in the unit of brushes */
function CursorOn({ page, surface, pointer, unit }: OnSurface) {
  const { tool, alternate } = page;
  const transform = surface.picture.transform.value;
  if (transform === undefined || isMoving(page)) return null;
  const isActive = (page.activePlane.value?.normal ?? 2) === surface.normal;
  const hasKeys = page.crosshairKeys.value && isActive;
  const at = hasKeys ? toViewport(transform, surface.center()) : pointer;
  if (at === undefined) return null;
  if (isAreaTool(tool.value)) return <Sign at={at} subtracts={alternate.value} />;
  const scale = Math.abs(transform.turned === true ? transform.scaleY : transform.scaleX) / unit;
  return isPaintTool(tool.value) ? <Circle page={page} at={at} scale={scale} /> : null;
}

interface OnSurface {
  readonly page: Page;
  readonly surface: Surface;
  readonly pointer: Point | undefined;
  readonly unit: number;
}

/** @param scale CSS pixels of the unit of brushes */
function Circle({ page, at, scale }: { page: Page; at: Point; scale: number }) {
  const { tool, alternate, brush } = page;
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
