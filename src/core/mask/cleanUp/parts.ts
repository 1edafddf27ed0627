import { largestComponent, partsOf } from '../components';
import { Mask } from '../mask';
import { withinBounds } from './withinBounds';

/**
 * Fills holes: background that does not reach the border of the image, by the sides of pixels.
 * @param most area in pixels of the largest hole that is filled; all when left out
 */
export function fillHoles(mask: Mask, most = Infinity): Mask {
  return withinBounds(mask, 1, (part) => {
    const { width, height } = part;
    const { labels, areas } = partsOf(part.complement, 4);
    const isOpen = new Set<number>();
    for (let x = 0; x < width; x++) isOpen.add(labels[x]!).add(labels[(height - 1) * width + x]!);
    for (let y = 0; y < height; y++) isOpen.add(labels[y * width]!).add(labels[(y + 1) * width - 1]!);
    const isFilled = (label: number): boolean => label === 0 || (!isOpen.has(label) && areas[label - 1]! <= most);
    return new Mask(
      width,
      height,
      Uint8Array.from(labels, (label) => Number(isFilled(label))),
    );
  });
}

/** Keeps the largest 8-connected part; of equally large ones the first in reading order. */
export function keepLargest(mask: Mask): Mask {
  return largestComponent(mask)?.mask ?? new Mask(mask.width, mask.height);
}

/** Removes the 8-connected parts that have fewer than `least` pixels. */
export function removeIslands(mask: Mask, least: number): Mask {
  return withinBounds(mask, 0, (part) => {
    const { labels, areas } = partsOf(part);
    const isKept = (label: number): boolean => label > 0 && areas[label - 1]! >= least;
    return new Mask(
      part.width,
      part.height,
      Uint8Array.from(labels, (label) => Number(isKept(label))),
    );
  });
}

/** The 8-connected parts, the largest first. */
export function splitParts(mask: Mask): Mask[] {
  const { labels, areas } = partsOf(mask);
  return areas
    .map((area, i) => ({ area, label: i + 1 }))
    .sort((a, b) => b.area - a.area)
    .map(
      ({ label }) =>
        new Mask(
          mask.width,
          mask.height,
          Uint8Array.from(labels, (each) => Number(each === label)),
        ),
    );
}
