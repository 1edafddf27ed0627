import { partsOf, type Rgb } from './table';

/** How far a mixed colour may be from the line between two others, in each channel: rounding, and gamma of the drawing program. */
const nearLine = 20;

/**
 * The colour whose pixel an edge pixel is mostly of: smoothing mixes the two colours that meet at an edge.
 * @param around known colours near the pixel
 * @returns undefined where the colour is no mixture of two of them
 */
export function unmixed(color: Rgb, around: ReadonlySet<Rgb>): Rgb | undefined {
  const known = [...around];
  let best: { readonly off: number; readonly color: Rgb } | undefined;
  for (const [i, first] of known.entries()) {
    for (const second of known.slice(i + 1)) {
      const { along, off } = onLine(color, first, second);
      if (along <= 0 || along >= 1 || off > nearLine || off >= (best?.off ?? Infinity)) continue;
      best = { off, color: along < 0.5 ? first : second };
    }
  }
  return best?.color;
}

/** Where a colour lies on the line between two others, from 0 to 1, and how far from it. */
function onLine(color: Rgb, first: Rgb, second: Rgb): { readonly along: number; readonly off: number } {
  const [p, a, b] = [partsOf(color), partsOf(first), partsOf(second)];
  let [dot, length] = [0, 0];
  for (const i of p.keys()) {
    dot += (p[i]! - a[i]!) * (b[i]! - a[i]!);
    length += (b[i]! - a[i]!) ** 2;
  }
  const along = length === 0 ? -1 : dot / length;
  const off = Math.max(...[0, 1, 2].map((i) => Math.abs(p[i]! - a[i]! - along * (b[i]! - a[i]!))));
  return { along, off };
}
