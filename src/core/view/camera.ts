import { rectFromCorners, type Point, type Rect, type Size } from '../geometry/rect';

/**
 * The visible part of an image, independent of the size of the window: the whole of it, or the place in
 * its middle and the CSS pixels that one image pixel of aspect 1 takes up.
 */
export type Camera = 'fit' | { readonly center: Point; readonly scale: number };

/** The place where an image is shown: CSS pixels, with margins that the whole image keeps free. */
export interface Viewport extends Size {
  readonly margin: { readonly x: number; readonly y: number };
}

/**
 * An image as it is shown: its size in pixels, and the relative width and height of a pixel on the screen, the smaller of them
 * 1; negative along an axis that is shown the other way round.
 */
export interface ShownImage extends Size {
  readonly aspect: readonly [number, number];
  /** Set when its rows are shown as columns. */
  readonly turned?: true;
}

/**
 * Image to viewport coordinates: `viewport = offset + image · scale`, axis by axis; scales may be negative. If `turned`, x of the
 * viewport comes from y of the image, and y from x.
 */
export interface ViewTransform {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly x: number;
  readonly y: number;
  readonly turned?: true;
}

const largestScale = 64;

/** What an image that fits keeps free on each side, in CSS pixels: above and below it stand lines of text. */
export const imageMargin = { x: 8, y: 30 } as const;

/** Distance of a wheel, in CSS pixels, that enlarges by e. */
const zoomStep = 400;

/** Factor by which a wheel enlarges. @param distance it was turned down, in CSS pixels */
export function wheelZoom(distance: number): number {
  return Math.exp(-distance / zoomStep);
}

/** Pixel aspect from the spacing of pixels in mm: square where nothing is known. */
export function pixelAspect(spacing: readonly [number, number] | undefined): readonly [number, number] {
  const [across, down] = spacing ?? [1, 1];
  const smaller = Math.min(across, down);
  return smaller > 0 && Number.isFinite(across / smaller) && Number.isFinite(down / smaller)
    ? [across / smaller, down / smaller]
    : [1, 1];
}

export function viewTransform(camera: Camera, viewport: Viewport, image: ShownImage): ViewTransform {
  const { center, scale } = resolve(camera, viewport, image);
  const { aspect } = image;
  const scaleX = scale * aspect[0];
  const scaleY = scale * aspect[1];
  const { x, y } = turnedIf(image, center);
  return { scaleX, scaleY, x: viewport.width / 2 - x * scaleX, y: viewport.height / 2 - y * scaleY, ...turnOf(image) };
}

export function toViewport(transform: ViewTransform, point: Point): Point {
  const { x, y } = turnedIf(transform, point);
  return { x: transform.x + x * transform.scaleX, y: transform.y + y * transform.scaleY };
}

export function toImage(transform: ViewTransform, point: Point): Point {
  const { x, y, scaleX, scaleY } = transform;
  return turnedIf(transform, { x: (point.x - x) / scaleX, y: (point.y - y) / scaleY });
}

export function rectToViewport(transform: ViewTransform, rect: Rect): Rect {
  const a = toViewport(transform, { x: rect.x0, y: rect.y0 });
  return rectFromCorners(a, toViewport(transform, { x: rect.x1, y: rect.y1 }));
}

/** Enlarges by `factor`; the image point under the viewport point `anchor` stays where it is. */
export function zoomAt(camera: Camera, anchor: Point, factor: number, viewport: Viewport, image: ShownImage): Camera {
  const before = viewTransform(camera, viewport, image);
  const fixed = toImage(before, anchor);
  const { scale } = resolve(camera, viewport, image);
  const smallest = fitScale(viewport, image) / 4;
  const next = clamp(scale * factor, Math.min(smallest, scale), Math.max(largestScale, scale));
  const to = turnedIf(image, {
    x: (viewport.width / 2 - anchor.x) / (next * image.aspect[0]),
    y: (viewport.height / 2 - anchor.y) / (next * image.aspect[1]),
  });
  const center = { x: fixed.x + to.x, y: fixed.y + to.y };
  return { center: inside(center, image), scale: next };
}

/** Moves the image by CSS pixels; some of it always stays in view. */
export function panBy(camera: Camera, move: Point, viewport: Viewport, image: ShownImage): Camera {
  const { center, scale } = resolve(camera, viewport, image);
  const by = turnedIf(image, { x: move.x / (scale * image.aspect[0]), y: move.y / (scale * image.aspect[1]) });
  return { center: inside({ x: center.x - by.x, y: center.y - by.y }, image), scale };
}

function resolve(camera: Camera, viewport: Viewport, image: ShownImage): Exclude<Camera, 'fit'> {
  return camera === 'fit'
    ? { center: { x: image.width / 2, y: image.height / 2 }, scale: fitScale(viewport, image) }
    : camera;
}

function fitScale({ width, height, margin }: Viewport, image: ShownImage): number {
  const size = turnedIf(image, { x: image.width, y: image.height });
  const across = Math.max(width - 2 * margin.x, 1) / (size.x * Math.abs(image.aspect[0]));
  const down = Math.max(height - 2 * margin.y, 1) / (size.y * Math.abs(image.aspect[1]));
  return Math.min(across, down);
}

function turnOf({ turned }: Pick<ShownImage, 'turned'>): Pick<ViewTransform, 'turned'> {
  return turned === undefined ? {} : { turned };
}

/** Between axes of the image and of the screen. */
function turnedIf({ turned }: Pick<ShownImage, 'turned'>, { x, y }: Point): Point {
  return turned === true ? { x: y, y: x } : { x, y };
}

function inside(point: Point, size: Size): Point {
  return { x: clamp(point.x, 0, size.width), y: clamp(point.y, 0, size.height) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
