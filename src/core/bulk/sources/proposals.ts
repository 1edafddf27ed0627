import { intersectRect, rectHeight, rectOf, rectWidth, type Rect, type Size } from '../../geometry/rect';
import { placeOf } from '../../image/slicePlace';
import { t } from '../../text/message';
import { areaOf, decodeRunLength, runOverlap, type RunLengthMask } from '../../mask/runLength';
import { suppress } from '../../prompt/candidates/suppress';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';

/** Label of objects found without a prompt. */
const proposalLabel = 'proposal';

/** Sides of the boxes that are tried, in parts of the image's shorter side; each lies half its side beside the next. */
const sides = [0.2, 0.35, 0.6];
/** Each box is also tried smaller and larger by these factors: the mask of a real object stays. */
const jitter = [0.85, 1.15];
/** Prompts that are asked at once, so that the answers do not fill the memory. */
const batch = 64;
/** Masks that cover more of the image than this are background. */
const mostCover = 0.9;
/** Of two masks that agree more than this (Dice), the less stable one goes. */
const sameObject = 0.5;

interface Proposal {
  readonly mask: RunLengthMask;
  /** Mean Dice of the mask with those of the jittered boxes. */
  readonly stability: number;
}

/**
 * Objects in the first slice of an image, or every slice of a series, without any prompt: the model is asked about boxes of several sizes all over the
 * image; masks that hardly change when their box does come first, and what overlaps a better one goes. The best are asked for
 * again by their bounds, in a zoom-in refinement.
 *
 * @param count most objects of an image
 */
export function openProposals({ count }: { count: number }, folder: SourceFolder): Promise<PromptSource> {
  return Promise.resolve({
    images: new Set(folder.images),
    understood: [t`Up to ${count} salient objects per image, which the model finds during the run`],
    objectsIn: async (image) => {
      const proposals = (await tryBoxes(image)).toSorted((a, b) => b.stability - a.stability);
      const best = suppress(proposals, (a, b) => runOverlap(a.mask, b.mask).dice, sameObject, count);
      return best.flatMap(({ mask }): PlannedObject[] => {
        const box = decodeRunLength(mask).bounds;
        return box === undefined ? [] : [{ label: proposalLabel, ...placeOf(image), prompt: { box, points: [] } }];
      });
    },
  });
}

async function tryBoxes(image: ImageAtHand): Promise<Proposal[]> {
  const proposals: Proposal[] = [];
  const boxes = boxesOver(image.info);
  const variants = [1, ...jitter];
  const perAsk = Math.max(1, Math.floor(batch / variants.length));
  for (let at = 0; at < boxes.length; at += perAsk) {
    const prompts = boxes
      .slice(at, at + perAsk)
      .flatMap((box) => variants.map((factor) => ({ box: scaled(box, factor, image.info), points: [] })));
    const answers = await image.ask(image, prompts, 'preview');
    for (let first = 0; first < answers.length; first += variants.length) {
      const [mask, ...others] = answers.slice(first, first + variants.length).map((answer) => answer.mask);
      if (mask === undefined || !isObject(mask)) continue;
      const dices = others.map((other) => runOverlap(mask, other).dice);
      proposals.push({ mask, stability: dices.reduce((sum, dice) => sum + dice, 0) / dices.length });
    }
  }
  return proposals;
}

/** Squares of all sizes, side by side over the image, the last of each row and column at its end. */
function boxesOver(size: Size): Rect[] {
  return sides.flatMap((part) => {
    const side = Math.max(1, part * Math.min(size.width, size.height));
    return startsOf(size.height, side).flatMap((y0) =>
      startsOf(size.width, side).map((x0) => ({ x0, y0, x1: x0 + side, y1: y0 + side })),
    );
  });
}

function startsOf(length: number, side: number): number[] {
  const steps = Math.ceil((length - side) / (side / 2));
  return Array.from({ length: steps + 1 }, (_, i) => (steps === 0 ? 0 : (i * (length - side)) / steps));
}

function scaled(box: Rect, factor: number, image: Size): Rect {
  const across = (rectWidth(box) * (factor - 1)) / 2;
  const down = (rectHeight(box) * (factor - 1)) / 2;
  const grown = { x0: box.x0 - across, y0: box.y0 - down, x1: box.x1 + across, y1: box.y1 + down };
  return intersectRect(grown, rectOf(image));
}

function isObject(mask: RunLengthMask): boolean {
  const [width, height] = mask.size;
  const area = areaOf(mask);
  return area > 0 && area < mostCover * width * height;
}
