import type { Mask } from '../../../mask/mask';
import { traceOutline } from '../../../mask/traceOutline';

/** Text made safe for the content and the quoted attributes of HTML and SVG. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A coordinate of a drawing, short. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The outline of a mask in the coordinates of its image, for SVG. @param name its class */
export function outlineMark(mask: Mask, name: string): string {
  const rings = traceOutline(mask);
  return `<path class="${name}" d="${rings.map((ring) => `M${ring.map(({ x, y }) => `${x},${y}`).join('L')}Z`).join('')}"/>`;
}
