import { t } from '../../text/message';
import type { ImageFacts } from '../facts';
import { hashDistance, thumbnailDifference } from '../fingerprint';
import { problem, type Problem } from '../problem';
import { splitOf } from '../splits';

/** Bits that the hashes of two pictures of one thing may differ in: then one of the hash's eight bytes is the same. */
const mostBits = 7;
/** How far thumbnails may differ, see {@link thumbnailDifference}: neighbouring slices of one volume within a split do by more. */
const nearInSplit = 0.03;
const nearAcross = 0.08;
/** Pictures with the same byte that are compared with each other, so that thousands of like ones take no hours. */
const mostCompared = 1000;

/** Images that are there twice, byte for byte or as pictures. Those in two splits make a measured quality worthless. */
export function duplicates(images: readonly ImageFacts[]): Problem[] {
  const same = groups(images, ({ contentHash }) => contentHash).flatMap(([first, ...others]) =>
    others.map((other) => {
      const isLeak = isAcross(first!, other);
      return isLeak
        ? problem(other.path, 'duplicate', t`The image is also in another split, as ${first!.path}.`, 'error')
        : problem(other.path, 'duplicate', t`The image is the same as ${first!.path}.`);
    }),
  );
  return [...same, ...nearDuplicates(images)];
}

function nearDuplicates(images: readonly ImageFacts[]): Problem[] {
  const found = new Map<ImageFacts, ImageFacts>();
  for (let byte = 0; byte <= mostBits; byte++) {
    const byteOf = ({ fingerprint }: ImageFacts): number | undefined =>
      fingerprint && (fingerprint.hash[byte >> 2]! >>> (8 * (byte & 3))) & 0xff;
    for (const group of groups(images, byteOf)) {
      for (const [i, image] of group.entries()) {
        const earlier = group.slice(Math.max(0, i - mostCompared), i);
        const like = found.has(image) ? undefined : earlier.find((other) => isNear(other, image));
        if (like !== undefined) found.set(image, like);
      }
    }
  }
  return [...found].map(([image, like]) =>
    problem(
      image.path,
      'near-duplicate',
      isAcross(image, like)
        ? t`The image is nearly the same as ${like.path}, which is in another split.`
        : t`The image is nearly the same as ${like.path}.`,
    ),
  );
}

function isNear(a: ImageFacts, b: ImageFacts): boolean {
  const [one, other] = [a.fingerprint, b.fingerprint];
  if (one === undefined || other === undefined) return false;
  if (a.contentHash === b.contentHash || a.slices !== b.slices) return false;
  if (hashDistance(one.hash, other.hash) > mostBits) return false;
  return thumbnailDifference(one.thumbnail, other.thumbnail) < (isAcross(a, b) ? nearAcross : nearInSplit);
}

/** Patients and series of which some images are in one split and some in another. */
export function splitLeaks(images: readonly ImageFacts[]): Problem[] {
  const leaks = (of: 'patient' | 'series'): Problem[] =>
    groups(images, (image) => image[of]).flatMap((group) => {
      const first = group.find(({ path }) => splitOf(path) !== undefined);
      if (first === undefined) return [];
      return group
        .filter((image) => isAcross(first, image))
        .map(({ path }) =>
          of === 'patient'
            ? problem(path, 'split-leak', t`The patient is also in another split, with ${first.path}.`)
            : problem(path, 'split-leak', t`The series is also in another split, with ${first.path}.`),
        );
    });
  const patients = leaks('patient');
  const known = new Set(patients.map(({ file }) => file));
  return [...patients, ...leaks('series').filter(({ file }) => !known.has(file))];
}

function isAcross(a: ImageFacts, b: ImageFacts): boolean {
  const [one, other] = [splitOf(a.path), splitOf(b.path)];
  return one !== undefined && other !== undefined && one !== other;
}

/** Images with the same key, where there are several, in their order. */
function groups(
  images: readonly ImageFacts[],
  keyOf: (image: ImageFacts) => string | number | undefined,
): (readonly ImageFacts[])[] {
  const found = new Map<string | number, ImageFacts[]>();
  for (const image of images) {
    const key = keyOf(image);
    if (key === undefined) continue;
    const group = found.get(key);
    if (group === undefined) found.set(key, [image]);
    else group.push(image);
  }
  return [...found.values()].filter((group) => group.length > 1);
}
