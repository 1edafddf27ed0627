import type { Metadata } from './described';

/** Axes that are slices where the description names none as Z: other ones, and those without a meaning. */
const noSlices = /[TCSWHPRAVL]/;

/** The description of tifffile, JSON of the shape of the array that the pages are, the fastest axis last. */
export function readShaped(description: string, samples: number): Pick<Metadata, 'axes' | 'images'> {
  if (!/^\s*\{.*"shape"/s.test(description)) return {};
  let described: { readonly shape?: unknown; readonly axes?: unknown };
  try {
    described = JSON.parse(description) as typeof described;
  } catch {
    return {};
  }
  const { shape, axes } = described;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && (size as number) > 0)) return {};
  const sizes = shape as number[];
  // A pixel's samples are the last axis, or the one before the rows where they lie in planes.
  const own = samples > 1 ? 3 : 2;
  const outer = sizes.slice(0, -own);
  const letters = typeof axes === 'string' && axes.length === sizes.length ? axes.slice(0, outer.length) : undefined;
  const named = letters?.indexOf('Z') ?? -1;
  const last = letters === undefined || !noSlices.test(letters.at(-1) ?? '') ? outer.length - 1 : -1;
  const along = named >= 0 ? named : last;
  return {
    images: outer.reduce((product, size) => product * size, 1),
    axes: outer.map((size, i) => ({ size, isSlice: i === along })).reverse(),
  };
}
