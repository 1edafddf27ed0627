import {
  intersectRect,
  rectFromCorners,
  rectHeight,
  rectOf,
  rectWidth,
  type Point,
  type Rect,
  type Size,
} from '../geometry/rect';
import { isEmptyPrompt, type Prompt } from '../prompt/prompt';
import type { AreaEffect } from './areaGesture';
import { dragHandle } from './boxHandle';
import type { Grip } from './hitTest';
import { strokeBegun, strokeMoved, type StrokeEffect } from './strokeGesture';
import { isAreaTool, isPaintTool, type Tool } from './tool';

/** Where a pointer is: in the viewport (CSS pixels) and in the image. */
export interface Place {
  readonly viewport: Point;
  readonly image: Point;
}

/** What a press finds; fixed for as long as the button is down. */
export interface PressContext {
  readonly tool: Tool;
  readonly image: Size;
  /** The selected object, if it lies on the slice that is shown. */
  readonly selected: { readonly id: string; readonly prompt: Prompt } | undefined;
  /** Grip of the selected object's prompt under the pointer. */
  readonly grip: Grip | undefined;
  /** Object whose mask is under the pointer. */
  readonly hit: string | undefined;
}

export type GestureEvent =
  | {
      readonly kind: 'down';
      readonly button: 'draw' | 'pan' | 'window';
      readonly at: Place;
      readonly alt: boolean;
      readonly shift?: boolean;
      /** Of a pen, from 0 to 1. */
      readonly pressure?: number;
      readonly context: PressContext;
    }
  | { readonly kind: 'move' | 'up'; readonly at: Place; readonly pressure?: number }
  | { readonly kind: 'cancel' };

/** A prompt, and the object it belongs to: null for a new one. */
export interface Draft {
  readonly prompt: Prompt;
  readonly objectId: string | null;
}

export type GestureEffect =
  /** The prompt that is being drawn; null when there is none any more. */
  | { readonly kind: 'draft'; readonly draft: Draft | null }
  | {
      readonly kind: 'commit';
      readonly draft: Draft;
      /** Whether a double click may follow that means something else. */ readonly click: boolean;
    }
  | { readonly kind: 'measure'; readonly tool: 'ruler' | 'area'; readonly from: Point; readonly to: Point }
  | StrokeEffect
  | AreaEffect
  | { readonly kind: 'select'; readonly id: string }
  | { readonly kind: 'pan'; readonly by: Point }
  | { readonly kind: 'window'; readonly by: Point };

export type Gesture =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pan' | 'window'; readonly last: Point }
  | { readonly kind: 'stroke' }
  | { readonly kind: 'area' }
  | {
      readonly kind: 'draw';
      readonly start: Place;
      readonly alt: boolean;
      /** Whether the pointer has left the reach of a click. */
      readonly moved: boolean;
      readonly context: PressContext;
    };

export const idle: Gesture = { kind: 'idle' };

const clickReach = 4;
const smallestSide = 1;

/** The next state of the pointer's gesture, and its effects. */
export function nextGesture(gesture: Gesture, event: GestureEvent): { gesture: Gesture; effects: GestureEffect[] } {
  if (event.kind === 'cancel') {
    return { gesture: idle, effects: cancelled[gesture.kind] ?? [] };
  }
  if (event.kind === 'down') return press(gesture, event);
  if (gesture.kind === 'idle') return { gesture, effects: [] };
  if (gesture.kind === 'stroke') {
    return {
      gesture: event.kind === 'up' ? idle : gesture,
      effects: strokeMoved(event.kind, event.at.image, event.pressure),
    };
  }
  if (gesture.kind === 'area') {
    const isUp = event.kind === 'up';
    const phase = isUp ? 'release' : 'move';
    return { gesture: isUp ? idle : gesture, effects: [{ kind: 'area', phase, at: event.at.image }] };
  }
  if (gesture.kind !== 'draw') {
    const { viewport } = event.at;
    const by = { x: viewport.x - gesture.last.x, y: viewport.y - gesture.last.y };
    const effects: GestureEffect[] = by.x === 0 && by.y === 0 ? [] : [{ kind: gesture.kind, by }];
    return { gesture: event.kind === 'up' ? idle : { ...gesture, last: viewport }, effects };
  }
  const { tool } = gesture.context;
  if (tool === 'ruler' || tool === 'area') {
    const effects: GestureEffect[] = [{ kind: 'measure', tool, from: gesture.start.image, to: event.at.image }];
    return { gesture: event.kind === 'up' ? idle : gesture, effects };
  }
  const drawn = { ...gesture, moved: gesture.moved || isFar(gesture.start.viewport, event.at.viewport) };
  return event.kind === 'up'
    ? { gesture: idle, effects: release(drawn, event.at) }
    : { gesture: drawn, effects: drawn.moved ? [{ kind: 'draft', draft: draftOf(drawn, event.at) }] : [] };
}

const noDraft: GestureEffect = { kind: 'draft', draft: null };

/** What ends with a gesture that is cancelled. */
const cancelled: Partial<Record<Gesture['kind'], GestureEffect[]>> = {
  draw: [noDraft],
  stroke: [{ kind: 'stroke', phase: 'cancel' }],
  area: [{ kind: 'area', phase: 'cancel' }],
};

type Draw = Extract<Gesture, { kind: 'draw' }>;

function press(
  gesture: Gesture,
  event: Extract<GestureEvent, { kind: 'down' }>,
): { gesture: Gesture; effects: GestureEffect[] } {
  if (gesture.kind !== 'idle') return { gesture, effects: [] };
  const { button, at, alt, context } = event;
  if (button !== 'draw') return { gesture: { kind: button, last: at.viewport }, effects: [] };
  if (isPaintTool(context.tool)) {
    const { tool, selected, hit } = context;
    const begun = strokeBegun({ ...event, at: at.image, tool, selected: selected?.id, hit });
    return begun === undefined ? { gesture, effects: [] } : { gesture: { kind: 'stroke' }, effects: [begun] };
  }
  if (isAreaTool(context.tool)) {
    const { tool, selected, hit } = context;
    const objectId = selected?.id ?? (alt || tool === 'fill' ? (hit ?? null) : null);
    const effect = { kind: 'area', phase: 'press', tool, at: at.image, erases: alt, objectId } as const;
    // There is nothing to remove from, and nothing that could have a hole.
    const isVain = objectId === null && (alt || tool === 'fill');
    return isVain ? { gesture, effects: [] } : { gesture: { kind: 'area' }, effects: [effect] };
  }
  return { gesture: { kind: 'draw', start: at, alt, moved: false, context }, effects: [] };
}

function release(draw: Draw, at: Place): GestureEffect[] {
  const { context, alt, moved } = draw;
  if (
    !moved &&
    !alt &&
    context.grip === undefined &&
    context.hit !== undefined &&
    context.hit !== context.selected?.id
  ) {
    return [{ kind: 'select', id: context.hit }];
  }
  const draft = moved ? draftOf(draw, at) : clickOf(draw);
  return draft === null ? [noDraft] : [noDraft, { kind: 'commit', draft, click: !moved }];
}

/** What a drag from the press to `at` draws. */
function draftOf({ start, alt, context }: Draw, at: Place): Draft | null {
  const { tool, selected, grip, image } = context;
  if (selected !== undefined && grip !== undefined) {
    const { prompt } = selected;
    if (grip.kind === 'point') {
      const points = prompt.points.with(grip.index, { ...prompt.points[grip.index]!, ...clampPoint(at.image, image) });
      return { prompt: { ...prompt, points }, objectId: selected.id };
    }
    const box = prompt.box && usable(dragHandle(prompt.box, grip.handle, at.image), image);
    return box === undefined ? null : { prompt: { ...prompt, box }, objectId: selected.id };
  }
  if (tool === 'point') return withPoint(context, at.image, alt);
  const box = usable(rectFromCorners(start.image, at.image), image);
  return box === undefined ? null : { prompt: { box, points: [] }, objectId: null };
}

/** What a click means: a point more, or with Alt on a point that is there, one less. */
function clickOf({ start, alt, context }: Draw): Draft | null {
  const { tool, selected, grip } = context;
  if (selected !== undefined && grip?.kind === 'point') {
    const prompt = { ...selected.prompt, points: selected.prompt.points.toSpliced(grip.index, 1) };
    return alt && !isEmptyPrompt(prompt) ? { prompt, objectId: selected.id } : null;
  }
  return grip === undefined && (tool === 'point' || selected !== undefined)
    ? withPoint(context, start.image, alt)
    : null;
}

function withPoint({ selected, image }: PressContext, at: Point, alt: boolean): Draft | null {
  if (at.x < 0 || at.y < 0 || at.x >= image.width || at.y >= image.height) return null;
  const point = { ...at, positive: !alt };
  if (selected !== undefined) {
    return { prompt: { ...selected.prompt, points: [...selected.prompt.points, point] }, objectId: selected.id };
  }
  return alt ? null : { prompt: { points: [point] }, objectId: null };
}

function usable(box: Rect, image: Size): Rect | undefined {
  const inside = intersectRect(box, rectOf(image));
  return rectWidth(inside) >= smallestSide && rectHeight(inside) >= smallestSide ? inside : undefined;
}

function clampPoint(point: Point, { width, height }: Size): Point {
  const below = (value: number, end: number): number => Math.min(Math.max(value, 0), end - 0.001);
  return { x: below(point.x, width), y: below(point.y, height) };
}

function isFar(a: Point, b: Point): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) > clickReach;
}
