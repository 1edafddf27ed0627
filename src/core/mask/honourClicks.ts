import type { Point } from '../geometry/rect';
import { grow, open } from './cleanUp/morphology';
import { componentsAt } from './components';
import { Mask } from './mask';

/** A click that says of its pixel whether it belongs to the object. */
interface Click extends Point {
  readonly positive: boolean;
}

/** Of an image's longest side: half the width of what ties one change to another without being one with it. */
const bridge = 1 / 128;
const smallestBridge = 1.5;

/**
 * The mask that clicks make of a mask with the help of an answer to them. After a positive click its pixel is in the mask, after
 * a negative one it is not. A positive click only adds what the answer has more, a negative one only removes what it has less,
 * and only where that hangs together with the click, by more than a thin seam along the border: an answer draws the whole
 * object again, and edges far from the click were right. Where the answer ignores the click, a disc around it is changed.
 *
 * @param answer of the same size
 * @param clicks inside of the image, in their order
 * @param earlier clicks that the mask has heeded; their pixels stay, but for that of a later click
 */
export function honourClicks(
  before: Mask,
  answer: Mask,
  clicks: readonly Click[],
  earlier: readonly Click[] = [],
): Mask {
  const mask = new Mask(before.width, before.height, before.data.slice());
  const heeded = [...earlier];
  for (const click of clicks) {
    const value = Number(click.positive);
    const pixel = pixelOf(mask, click);
    const fixed = heeded.filter(({ positive }) => positive !== click.positive).map((each) => pixelOf(mask, each));
    heeded.push(click);
    if (mask.data[pixel] === value) continue;
    const change = changeAt(mask, answer, pixel, new Set(fixed));
    for (const [i, isChanged] of change.data.entries()) if (isChanged === 1) mask.data[i] = value;
  }
  return mask;
}

/** The pixels that change with a wrong one. */
function changeAt(mask: Mask, answer: Mask, pixel: number, fixed: ReadonlySet<number>): Mask {
  const wrong = mask.data[pixel]!;
  const [width, height] = [mask.width, mask.height];
  const isFree = (i: number): boolean => mask.data[i] === wrong && (i === pixel || !fixed.has(i));
  const reach = Math.max(smallestBridge, Math.max(width, height) * bridge);
  const differing = new Mask(width, height);
  for (let i = 0; i < differing.data.length; i++) {
    if (answer.data[i] !== wrong && isFree(i)) differing.data[i] = 1;
  }
  const whole = componentsAt(differing, [pixel])?.mask;
  const near = (radius: number): Mask => {
    const center = new Mask(width, height);
    center.data[pixel] = 1;
    return grow(center, radius);
  };
  if (whole === undefined) {
    const disc = near(2 * reach);
    return componentsAt(
      both(disc, (i) => isFree(i)),
      [pixel],
    )!.mask;
  }
  const firm = grow(open(whole, reach), reach + 1);
  const part = firm.data[pixel] === 1 ? firm : near(4 * reach);
  return componentsAt(
    both(part, (i) => whole.data[i] === 1),
    [pixel],
  )!.mask;
}

function both({ width, height, data }: Mask, isIn: (index: number) => boolean): Mask {
  return new Mask(
    width,
    height,
    data.map((value, i) => Number(value === 1 && isIn(i))),
  );
}

function pixelOf({ width, height }: Mask, { x, y }: Point): number {
  const inside = (at: number, size: number): number => Math.min(Math.max(Math.floor(at), 0), size - 1);
  return inside(y, height) * width + inside(x, width);
}
