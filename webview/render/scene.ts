import { computed } from '@preact/signals';
import { formatNumber } from '../../src/core/view/describe';
import { rectFromCorners, type Rect } from '../../src/core/geometry/rect';
import { isSamePlace } from '../../src/core/image/slicePlace';
import { rectToViewport, type ViewTransform } from '../../src/core/view/camera';
import { outlineDashes } from '../../src/core/view/outlineDash';
import { isHandTool, isPaintTool } from '../../src/core/view/tool';
import { edgeLetters } from '../../src/core/view/orientation';
import type { ShownObject } from '../store/objects';
import type { AreaPreview, Page } from '../store/page';
import { shownArea } from '../store/areaPreview';
import { drawArea } from './areaLayer';
import { drawCrosshair } from './crosshairLayer';
import { KeptLayer } from './keptLayer';
import { drawMeasurement, measureColor } from './measureLayer';
import { drawModelInput } from './modelInputLayer';
import { MovingPicture } from './movingPicture';
import { drawPrompt } from './promptLayer';
import { drawShape } from './roughLayer';
import { SliceLayer } from './sliceLayer';
import { StrokeLayer } from './strokeLayer';
import { drawChip, drawEdgeLetters } from './textLayer';

/** Draws the whole view from the page's signals. */
export class Scene {
  readonly #page: Page;
  readonly #context: CanvasRenderingContext2D;
  readonly #slice: SliceLayer;
  readonly #picture: MovingPicture;
  readonly #still = new KeptLayer((context) => {
    this.#drawStill(context);
  });
  /** One for each of the strokes that are shown at the same time. */
  readonly #strokes: StrokeLayer[] = [];

  /** The objects that the mask of a stroke or a prompt under way stands in for: the same text for as long as they are the same. */
  readonly #replaced = computed(() => {
    const { painted, drafts } = this.#page;
    const ids = [
      ...painted.value.map(({ target }) => target.id),
      this.#areaPreview?.objectId ?? null,
      ...drafts.value.map(({ objectId, shape }) => (shape === undefined ? null : objectId)),
    ];
    return JSON.stringify(ids.filter((id) => id !== null));
  });

  constructor(page: Page, context: CanvasRenderingContext2D) {
    this.#page = page;
    this.#context = context;
    this.#slice = new SliceLayer(page);
    this.#picture = new MovingPicture(context, () => {
      this.#drawAll();
    });
  }

  dispose(): void {
    this.#picture.dispose();
    this.#still.dispose();
    this.#slice.dispose();
  }

  draw(): void {
    // A canvas that has changed its size has forgotten it.
    this.#slice.scale(this.#context);
    this.#picture.draw(this.#updateStrokes());
  }

  /** Draws what has changed of the strokes. @returns where */
  #updateStrokes(): readonly Rect[] {
    const { painted, transform, maskOpacity } = this.#page;
    if (transform.value === undefined) return [];
    const changed: Rect[] = [];
    for (const [i, { target, painting, frame }] of painted.value.entries()) {
      const style = { color: this.#colorOf(target.id), opacity: maskOpacity.value, selected: true };
      this.#strokes[i] ??= new StrokeLayer();
      const view = { transform: transform.value, frame };
      const part = this.#strokes[i].update(this.#context, painting.value, view, style);
      if (part !== undefined) changed.push(part);
    }
    return changed;
  }

  #drawAll(): void {
    const context = this.#context;
    const { viewport, shown, transform, info, flip } = this.#page;
    this.#slice.clear(context, viewport.value);
    if (shown.value === undefined || transform.value === undefined || info.value === undefined) return;
    const font = getComputedStyle(document.body).fontFamily;
    const { width, height, geometry } = info.value;
    const frame = rectToViewport(transform.value, { x0: 0, y0: 0, x1: width, y1: height });
    const { crosshairShown, position } = this.#page;
    this.#still.paint(context);
    if (!this.#page.peeking.value) this.#drawMoving(transform.value);
    if (crosshairShown.value) {
      const [x, y] = position.value;
      drawCrosshair(context, { x, y }, transform.value, frame);
    }
    if (geometry !== undefined)
      drawEdgeLetters(
        context,
        edgeLetters(geometry, flip.value),
        frame,
        viewport.value,
        font,
        this.#page.hintRows.value,
      );
    if (!this.#page.peeking.value) this.#drawPrompts(transform.value, font);
    this.#drawLine(transform.value);
    this.#drawArea(transform.value);
    this.#drawMeasurement(transform.value, font);
  }

  #drawArea(transform: ViewTransform): void {
    const draft = shownArea(this.#page, this.#page);
    if (draft !== undefined) drawArea(this.#context, draft, transform, this.#colorOf(draft.objectId));
  }

  /** The straight line that a press would paint. */
  #drawLine(transform: ViewTransform): void {
    const { lineKey, lastStroke, pointer, gesture, tool, sliceView } = this.#page;
    if (!lineKey.value || !isPaintTool(tool.value) || gesture.value.kind !== 'idle') return;
    const [last, to, at] = [lastStroke.value, pointer.value?.image, sliceView.value];
    if (last === undefined || to === undefined || at === undefined || !isSamePlace(last.place, at)) return;
    drawMeasurement(this.#context, { kind: 'ruler', slice: at.slice, from: last.end, to }, transform);
  }

  #drawMeasurement(transform: ViewTransform, font: string): void {
    const { measurement, measured, shown, viewport } = this.#page;
    const { value } = measurement;
    if (value === undefined || value.slice !== shown.value?.index) return;
    drawMeasurement(this.#context, value, transform);
    const rect = rectToViewport(transform, rectFromCorners(value.from, value.to));
    drawChip(this.#context, measured.value, measureColor, rect, viewport.value, font);
  }

  /** What stays the same while something is drawn: the slice, and the masks that are not changed. */
  #drawStill(context: CanvasRenderingContext2D): void {
    const { shown, transform, info, modelInput, sliceView, peeking, view } = this.#page;
    if (shown.value === undefined || transform.value === undefined || info.value === undefined) return;
    const { width, height } = info.value;
    const input = modelInput.value;
    if (input !== undefined && input.view === sliceView.value) {
      const frame = rectToViewport(transform.value, { x0: 0, y0: 0, x1: width, y1: height });
      drawModelInput(context, input, transform.value, frame);
    } else {
      const picture = view.picture.value;
      if (picture !== undefined) this.#slice.draw(context, picture.slice, picture.transform);
    }
    if (!peeking.value) this.#drawMasks(context, transform.value);
  }

  #drawMasks(context: CanvasRenderingContext2D, transform: ViewTransform): void {
    const { objects, maskOpacity, document } = this.#page;
    const { selected, selection = [] } = document.value;
    const replaced = new Set(JSON.parse(this.#replaced.value) as string[]);
    const dashes = outlineDashes(objects.value.map(({ color }) => color));
    const all = objects.value.map((object, i) => ({
      ...object,
      dash: dashes[i],
      isSelected: object.id === selected || selection.includes(object.id),
    }));
    const drawn = all.filter(({ id }) => this.#page.isShown.value(id));
    // What is selected lies on top.
    for (const object of [
      ...drawn.filter(({ isSelected }) => !isSelected),
      ...drawn.filter(({ isSelected }) => isSelected),
    ]) {
      if (replaced.has(object.id)) continue;
      const { color, dash, isSelected } = object;
      drawShape(context, object, transform, { color, opacity: maskOpacity.value, selected: isSelected, dash });
    }
  }

  /** The masks of strokes and prompts under way. */
  #drawMoving(transform: ViewTransform): void {
    const { maskOpacity, drafts } = this.#page;
    for (const i of this.#page.painted.value.keys()) this.#strokes[i]?.paint(this.#context);
    const area = this.#areaPreview;
    if (area !== undefined) {
      const style = { color: this.#colorOf(area.objectId), opacity: maskOpacity.value, selected: true };
      drawShape(this.#context, area.shape, transform, style);
    }
    for (const { shape, objectId } of drafts.value) {
      const style = { color: this.#colorOf(objectId), opacity: maskOpacity.value, selected: true };
      if (shape !== undefined) drawShape(this.#context, shape, transform, style);
    }
  }

  /** What a wand or a threshold on the slice would give. */
  get #areaPreview(): AreaPreview | undefined {
    const [preview, place] = [this.#page.areaPreview.value, this.#page.place.value];
    return preview !== undefined && place !== undefined && isSamePlace(preview.place, place) ? preview : undefined;
  }

  #drawPrompts(transform: ViewTransform, font: string): void {
    const { objects, selected, drafts, draft: current, viewport, document, tool, gesture } = this.#page;
    // Nothing lies over the pixels that are being painted.
    if (gesture.value.kind === 'stroke' || gesture.value.kind === 'area') return;
    for (const object of objects.value.filter(({ id }) => this.#page.isShown.value(id))) {
      const isSelected = object.id === selected.value?.id;
      if (isSelected && !isHandTool(tool.value) && !drafts.value.some(({ objectId }) => objectId === object.id)) {
        const handles = object.locked !== true;
        drawPrompt(this.#context, object.prompt, transform, { color: object.color, handles, dashed: false });
      }
      const rect = rectToViewport(transform, frameOf(object));
      drawChip(this.#context, chipText(object, isSelected), object.color, rect, viewport.value, font);
    }
    for (const draft of drafts.value) {
      const color = this.#colorOf(draft.objectId);
      const dashed = draft !== current.value && draft.shape === undefined;
      drawPrompt(this.#context, draft.prompt, transform, { color, handles: false, dashed });
      const { box } = draft.prompt;
      if (draft.objectId === null && box !== undefined) {
        const { label } = document.value;
        const rect = rectToViewport(transform, box);
        drawChip(this.#context, chipText({ label: label.name, ...draft }, true), color, rect, viewport.value, font);
      }
    }
  }

  #colorOf(objectId: string | null): string {
    const object = this.#page.objects.value.find(({ id }) => id === objectId);
    return object?.color ?? this.#page.document.value.label.color;
  }
}

function frameOf({ prompt, bounds }: ShownObject): Rect {
  const [point] = prompt.points;
  const start = point ?? { x: 0, y: 0 };
  return prompt.box ?? bounds ?? { x0: start.x, y0: start.y, x1: start.x, y1: start.y };
}

function chipText({ label, quality }: { label: string; quality?: number }, withQuality: boolean): string {
  return withQuality && quality !== undefined ? `${label} · ${formatNumber(quality, 2)}` : label;
}
