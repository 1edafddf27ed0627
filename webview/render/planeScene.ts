import type { Rect } from '../../src/core/geometry/rect';
import { maskLine } from '../../src/core/mask/maskLine';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import { rectToViewport, type ViewTransform } from '../../src/core/view/camera';
import { isHandTool } from '../../src/core/view/tool';
import { planeLetters } from '../../src/core/view/plane';
import { shownArea } from '../store/areaPreview';
import type { AreaPreview, Page } from '../store/page';
import { promptInPlane } from '../store/planePrompt';
import type { PlaneView } from '../store/planeView';
import { labelOf, shows } from '../store/surface';
import { drawArea } from './areaLayer';
import { drawCrosshair } from './crosshairLayer';
import { strokeWithHalo } from './halo';
import { drawPrompt } from './promptLayer';
import { drawShape } from './roughLayer';
import { SliceLayer } from './sliceLayer';
import { StrokeLayer } from './strokeLayer';
import { drawEdgeLetters } from './textLayer';

/** Draws a plane across the slices: its pixels, where it cuts the masks, and where it meets the other planes. */
export class PlaneScene {
  readonly #page: Page;
  readonly #view: PlaneView;
  readonly #context: CanvasRenderingContext2D;
  readonly #slice: SliceLayer;
  /** One for each of the strokes that are shown at the same time. */
  readonly #strokes: StrokeLayer[] = [];

  constructor(page: Page, view: PlaneView, context: CanvasRenderingContext2D) {
    this.#page = page;
    this.#view = view;
    this.#context = context;
    this.#slice = new SliceLayer(page);
  }

  dispose(): void {
    this.#slice.dispose();
  }

  draw(): void {
    const context = this.#context;
    const page = this.#page;
    const { viewport, shown, transform, image, plane, center } = this.#view;
    this.#slice.clear(context, viewport.value);
    if (shown.value === undefined || !transform.value || !image.value || !plane.value || !page.info.value) return;
    const { geometry } = page.info.value;
    const { width, height } = image.value;
    const frame = rectToViewport(transform.value, { x0: 0, y0: 0, x1: width, y1: height });
    this.#slice.draw(context, shown.value.slice, transform.value);
    const { volume, index } = shown.value;
    const objects = page.objectIndex.value
      .across(volume, this.#view.normal, index)
      .filter(({ id }) => page.isShown.value(id));
    this.#drawMasks(objects, transform.value);
    if (!page.peeking.value) {
      this.#drawStrokes(transform.value);
      this.#drawPrompts(transform.value);
      this.#drawArea(transform.value);
    }
    drawCrosshair(context, center, transform.value, frame);
    if (geometry !== undefined) {
      const font = getComputedStyle(document.body).fontFamily;
      drawEdgeLetters(context, planeLetters(geometry, plane.value), frame, viewport.value, font);
    }
  }

  #drawStrokes(transform: ViewTransform): void {
    const { maskOpacity } = this.#page;
    for (const [i, { label, painting, frame }] of this.#view.painted.value.entries()) {
      this.#strokes[i] ??= new StrokeLayer();
      const style = { color: this.#colorOf(label), opacity: maskOpacity.value, selected: true };
      this.#strokes[i].update(this.#context, painting.value, { transform, frame }, style);
      this.#strokes[i].paint(this.#context);
    }
  }

  /** The prompt of the selected object in this plane, and those under way with what their answers would make of the masks. */
  #drawPrompts(transform: ViewTransform): void {
    const { document, maskOpacity, draft: current, tool, gesture } = this.#page;
    // Nothing lies over the pixels that are being painted.
    if (gesture.value.kind === 'stroke' || gesture.value.kind === 'area') return;
    const { objects, selected } = document.value;
    const drafts = this.#view.drafts.value;
    const object = objects.find(({ id }) => id === selected);
    if (object !== undefined && drafts.length === 0 && !isHandTool(tool.value)) {
      const { prompt } = promptInPlane(this.#page, this.#view, object.label);
      const handles = object.locked !== true;
      drawPrompt(this.#context, prompt, transform, { color: object.color, handles, dashed: false });
    }
    for (const draft of drafts) {
      const color = this.#colorOf(labelOf(this.#page, draft.objectId));
      const { shape } = draft;
      if (shape !== undefined) {
        drawShape(this.#context, shape, transform, { color, opacity: maskOpacity.value, selected: true });
      }
      const dashed = draft !== current.value && shape === undefined;
      drawPrompt(this.#context, draft.prompt, transform, { color, handles: false, dashed });
    }
  }

  /** What is being drawn with a lasso and its like, and the mask that a wand or a threshold would give. */
  #drawArea(transform: ViewTransform): void {
    const preview = this.#areaPreview;
    if (preview !== undefined) {
      const color = this.#colorOf(labelOf(this.#page, preview.objectId));
      const style = { color, opacity: this.#page.maskOpacity.value, selected: true };
      drawShape(this.#context, preview.shape, transform, style);
    }
    const draft = shownArea(this.#page, this.#view);
    if (draft !== undefined) {
      drawArea(this.#context, draft, transform, this.#colorOf(labelOf(this.#page, draft.objectId)));
    }
  }

  get #areaPreview(): AreaPreview | undefined {
    const preview = this.#page.areaPreview.value;
    return preview !== undefined && shows(this.#view, preview.place) ? preview : undefined;
  }

  #colorOf(label: string): string {
    const { objects, label: next } = this.#page.document.value;
    return (objects.find((object) => object.label === label) ?? next).color;
  }

  /** A mask is as thick as its slice. */
  #drawMasks(objects: readonly ViewObject[], transform: ViewTransform): void {
    const context = this.#context;
    const index = this.#view.shown.value?.index ?? 0;
    const { selected } = this.#page.document.value;
    const painted = new Set(this.#view.painted.value.map(({ label }) => label));
    const area = this.#areaPreview;
    if (area !== undefined) painted.add(labelOf(this.#page, area.objectId));
    for (const { shape, objectId } of this.#view.drafts.value) {
      if (shape !== undefined) painted.add(labelOf(this.#page, objectId));
    }
    context.save();
    for (const { id, slice, mask, color, label } of objects) {
      if (painted.has(label)) continue;
      const ends = new Path2D();
      context.fillStyle = color;
      context.globalAlpha = id === selected ? 0.75 : 0.5;
      for (const [start, end] of maskLine(mask, this.#view.normal, index)) {
        const cut = { x0: start, y0: slice, x1: end, y1: slice + 1 };
        const { x0, y0, x1, y1 } = rectToViewport(transform, cut);
        context.fillRect(x0, y0, x1 - x0, Math.max(y1 - y0, 1));
        addEnds(ends, { x0, y0, x1, y1 }, transform.turned === true);
      }
      context.globalAlpha = 1;
      strokeWithHalo(context, ends, { color, width: 1 });
    }
    context.restore();
  }
}

/** The borders of a mask within a slice; those to the next slices may lie within the mask. */
function addEnds(path: Path2D, { x0, y0, x1, y1 }: Rect, isUpright: boolean): void {
  path.moveTo(x0, y0);
  if (isUpright) {
    path.lineTo(x1, y0);
    path.moveTo(x0, y1);
  } else {
    path.lineTo(x0, y1);
    path.moveTo(x1, y0);
  }
  path.lineTo(x1, y1);
}
