import type { Point, Rect, Size } from '../../src/core/geometry/rect';
import type { EdgeLetters } from '../../src/core/view/orientation';
import { textColorOn } from './colors';

const chipHeight = 18;
const chipPadding = 6;
/** Height of the corner texts, which lie over the canvas. */
const cornerHeight = 28;
/** Half of the height of a letter, with a little room. */
const halfLetter = 9;

/** The first and the last of some rows of the view. */
type Rows = readonly [from: number, to: number];

/** Draws a chip in the object's colour with its label, above `rect` or, where there is no room, inside it. */
export function drawChip(
  context: CanvasRenderingContext2D,
  text: string,
  color: string,
  rect: Rect,
  { width, height }: Size,
  font: string,
): void {
  context.save();
  context.font = `11px ${font}`;
  context.textBaseline = 'middle';
  const chipWidth = Math.ceil(context.measureText(text).width) + 2 * chipPadding;
  const gap = 4;
  const above = rect.y0 - chipHeight - gap;
  const x = Math.round(Math.min(Math.max(rect.x0, 2), width - chipWidth - 2));
  const y = Math.round(
    Math.min(Math.max(above >= cornerHeight ? above : rect.y0 + gap, cornerHeight), height - chipHeight - 2),
  );
  context.beginPath();
  context.roundRect(x, y, chipWidth, chipHeight, 3);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = 'rgba(0, 0, 0, 0.5)';
  context.stroke();
  context.fillStyle = textColorOn(color);
  context.fillText(text, x + chipPadding, y + chipHeight / 2 + 0.5);
  context.restore();
}

/**
 * Draws the letters of the patient's sides inside the edges of the part of the image that is in view.
 * @param covered rows of the view that a text over the image needs
 */
export function drawEdgeLetters(
  context: CanvasRenderingContext2D,
  letters: EdgeLetters,
  image: Rect,
  { width, height }: Size,
  font: string,
  covered?: Rows,
): void {
  const inset = 12;
  const view = {
    x0: Math.max(image.x0, 0),
    y0: Math.max(image.y0, 24),
    x1: Math.min(image.x1, width),
    y1: Math.min(image.y1, height - 24),
  };
  const middle = { x: (view.x0 + view.x1) / 2, y: (view.y0 + view.y1) / 2 };
  context.save();
  context.font = `600 13px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  drawShadowed(context, letters.left, { x: view.x0 + inset, y: middle.y });
  drawShadowed(context, letters.right, { x: view.x1 - inset, y: middle.y });
  drawShadowed(context, letters.top, { x: middle.x, y: view.y0 + inset });
  drawShadowed(context, letters.bottom, { x: middle.x, y: uncovered(view.y1 - inset, covered, view.y1) });
  context.restore();
}

/** The middle of a letter that no text lies over: below the text where there is room, else above it. */
function uncovered(y: number, covered: Rows | undefined, limit: number): number {
  if (covered === undefined || y <= covered[0] - halfLetter || y >= covered[1] + halfLetter) return y;
  const below = covered[1] + halfLetter;
  return below + halfLetter <= limit ? below : covered[0] - halfLetter;
}

function drawShadowed(context: CanvasRenderingContext2D, text: string, { x, y }: Point): void {
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = '#000000';
  context.strokeText(text, x, y);
  context.fillStyle = '#ffffff';
  context.fillText(text, x, y);
}
