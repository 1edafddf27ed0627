import { rectFromCorners } from '../geometry/rect';
import type { Size } from '../geometry/rect';
import type { Prompt } from './prompt';

/**
 * A box or a point in numbers that a person has typed: “x0 y0 x1 y1”, “x y”, or “-x y” for a negative point, in pixels of the image
 * from its top left corner as stored.
 * @returns undefined for anything else, and for what lies outside the image
 */
export function typedPrompt(text: string, { width, height }: Size): Prompt | undefined {
  const isNegative = /^\s*[-−]/.test(text);
  const numbers = text
    .replace(/^\s*[-−]\s*/, '')
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const isInside = numbers.every((value, i) => value >= 0 && value <= (i % 2 === 0 ? width : height));
  if (!isInside) return undefined;
  const [x0, y0, x1, y1] = numbers as [number, number, number, number];
  if (numbers.length === 2 && x0 < width && y0 < height) return { points: [{ x: x0, y: y0, positive: !isNegative }] };
  if (numbers.length !== 4 || isNegative || x0 === x1 || y0 === y1) return undefined;
  return { box: rectFromCorners({ x: x0, y: y0 }, { x: x1, y: y1 }), points: [] };
}
