import { UserError } from '../../base/error';
import { t, type Message } from '../../text/message';
import type { StoredArray } from './arrays';

/** Names that are given to images, in archives that hold masks, boxes or spacings as well. */
const imageNames = /^(imgs?|images?|data|volumes?|scans?|arr_0|x)$/i;
/** Names of what goes with an image, as whole words of a name: masks, boxes, positions. */
const companionNames =
  /(^|[_.-])(gts?|masks?|labels?|segs?|segmentations?|targets?|box(es)?|bbox(es)?|affine|y)($|[_.-])/i;
/** Sides up to this length are those of boxes, points and matrices, or channels. */
const shortSide = 4;

/** The array of an archive that is shown. */
export interface ChosenArray {
  readonly chosen: StoredArray;
  /** Set where another one was asked for, which an archive with a single array does not have. */
  readonly insteadOf?: string;
}

/**
 * The array that is asked for; where none is, the one that looks like an image: the only one, the only one with an image's
 * name, or the only one without the name of a mask, a box and the like.
 * @param arrays at least one
 * @param asked its name; ignored by an archive with a single array
 * @throws UserError `bad-input` with a question where several arrays may be meant, or the archive does not have the one asked for
 */
export function chooseArray(arrays: readonly StoredArray[], asked?: string): ChosenArray {
  const [only, ...others] = arrays;
  if (only !== undefined && others.length === 0) {
    return { chosen: only, ...(asked === undefined || asked === only.name ? {} : { insteadOf: asked }) };
  }
  const chosen = asked === undefined ? likelyImage(arrays) : arrays.find(({ name }) => name === asked);
  if (chosen !== undefined) return { chosen };
  throw unclear(
    arrays,
    asked === undefined
      ? t`The NumPy archive contains several arrays that could be the image.`
      : t`The NumPy archive contains no array “${asked}”.`,
  );
}

function likelyImage(arrays: readonly StoredArray[]): StoredArray | undefined {
  const large = arrays.filter(({ shape }) => shape.filter((side) => side > shortSide).length >= 2);
  const named = large.filter(({ name }) => imageNames.test(name));
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const left = large.filter(({ name }) => !companionNames.test(name));
  return left.length === 1 ? left[0] : undefined;
}

function unclear(arrays: readonly StoredArray[], problem: Message): UserError {
  return new UserError('bad-input', {
    problem,
    advice: t`Specify one with --array: ${arrays.map(arrayText).join(', ')}.`,
    question: {
      key: 'array',
      readings: arrays.map((array) => ({ answer: array.name, title: t`The array ${arrayText(array)}` })),
    },
  });
}

/** `“t1” (512 × 512)` */
export function arrayText({ name, shape }: Pick<StoredArray, 'name' | 'shape'>): string {
  return `“${name}” (${shape.join(' × ')})`;
}
