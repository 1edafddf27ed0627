import type { Rect } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import { partsOf } from '../mask/components';
import { Mask } from '../mask/mask';
import { segment, type EncodeRegion } from '../model/segment';
import type { SamUnet } from '../model/samUnet';
import { mean } from '../statistics/mean';
import type { TaughtAnswer } from './answer';

/** Smaller parts of a mask, as a share of its largest one, are left out. */
const leastShare = 0.02;
/** A mask of more parts keeps its first answer: others would take too long. */
const mostParts = 12;

/** The bounds of the parts of a mask that are worth a second answer; none where there are too many. */
function partsToAsk(mask: Mask): readonly Rect[] {
  const { labels, areas } = partsOf(mask);
  const least = leastShare * areas.reduce((most, area) => Math.max(most, area), 0);
  const bounds = areas.map(() => ({ x0: mask.width, y0: mask.height, x1: 0, y1: 0 }));
  for (let at = mask.data.indexOf(1); at >= 0; at = mask.data.indexOf(1, at + 1)) {
    const part = bounds[labels[at]! - 1]!;
    const [x, y] = [at % mask.width, Math.floor(at / mask.width)];
    part.x0 = Math.min(part.x0, x);
    part.x1 = Math.max(part.x1, x + 1);
    part.y0 = Math.min(part.y0, y);
    part.y1 = y + 1;
  }
  const seen = bounds.filter((_, i) => areas[i]! >= least);
  return seen.length > mostParts ? [] : seen;
}

/**
 * Asks the model again, with the bounds of each part of a first answer as its box. An answer of no parts, or of too many, stays as
 * it is.
 *
 * @param model the one that the label was taught to, with its own decoder
 * @param encode gives the embedding of a region of the image
 */
export async function askAgain(
  model: SamUnet,
  image: RgbImage,
  encode: EncodeRegion,
  first: TaughtAnswer,
): Promise<TaughtAnswer> {
  const parts = partsToAsk(first.mask);
  if (parts.length === 0) return first;
  const prompts = parts.map((box) => ({ box, points: [] }));
  const answers = await segment(model, encode, image, prompts, 'final');
  const mask = new Mask(image.width, image.height);
  for (const answer of answers) answer.mask.data.forEach((value, at) => (mask.data[at]! |= value));
  const qualities = answers.flatMap(({ quality }) => quality ?? []);
  return { mask, ...(qualities.length === 0 ? {} : { quality: mean(qualities) }) };
}
