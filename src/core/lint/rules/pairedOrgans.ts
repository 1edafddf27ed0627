import { t } from '../../text/message';
import type { ImageFacts, LabelFacts } from '../facts';
import { problem, type Problem } from '../problem';
import { fewest } from '../spread';

const sides: ReadonlyMap<string, 'left' | 'right'> = new Map([
  ...['left', 'lt', 'l', 'links', 'gauche', 'sinister', 'sinistra', '左'].map((word) => [word, 'left'] as const),
  ...['right', 'rt', 'r', 'rechts', 'droite', 'droit', 'dexter', 'destra', '右'].map(
    (word) => [word, 'right'] as const,
  ),
]);

/** The organ and the side that a label names: `kidney_left`, `Left kidney`, `lung-r`; undefined without exactly one side. */
export function sideOf(label: string): { readonly organ: string; readonly side: 'left' | 'right' } | undefined {
  const words = label
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([左右])/g, ' $1 ')
    .toLowerCase()
    .split(/[\s_.,()-]+/)
    .filter((word) => word !== '');
  const found = words.filter((word) => sides.has(word));
  if (found.length !== 1 || words.length < 2) return undefined;
  return { organ: words.filter((word) => !sides.has(word)).join(' '), side: sides.get(found[0]!)! };
}

interface Pair {
  readonly image: ImageFacts;
  readonly left: LabelFacts;
  readonly right: LabelFacts;
}

/** Most pairs lie the same way round in a data set that can be compared. */
const share = 0.8;

/**
 * Paired organs that have each other’s place: by the patient’s sides where the image says them, otherwise by how the organs lie in
 * most images of the data set.
 */
export function pairedOrgans(images: readonly ImageFacts[]): Problem[] {
  const byOrgan = new Map<string, Pair[]>();
  for (const image of images) {
    for (const [organ, pair] of pairsIn(image)) byOrgan.set(organ, [...(byOrgan.get(organ) ?? []), pair]);
  }
  return [...byOrgan.values()].flatMap((pairs) => [
    ...pairs.filter((pair) => (toTheLeft(pair) ?? 1) < 0).map(swapped),
    ...unlikeMost(pairs.filter((pair) => toTheLeft(pair) === undefined)).map(swapped),
  ]);
}

function pairsIn(image: ImageFacts): [string, Pair][] {
  const found = new Map<string, { left?: LabelFacts; right?: LabelFacts }>();
  for (const facts of image.labels) {
    const named = sideOf(facts.label);
    if (named !== undefined) found.set(named.organ, { ...found.get(named.organ), [named.side]: facts });
  }
  return [...found].flatMap(([organ, { left, right }]): [string, Pair][] =>
    left === undefined || right === undefined ? [] : [[organ, { image, left, right }]],
  );
}

/** How far the left organ lies to the left of the right one, in mm; undefined where the image does not say. */
function toTheLeft({ left, right }: Pair): number | undefined {
  return left.leftwards === undefined || right.leftwards === undefined ? undefined : left.leftwards - right.leftwards;
}

function unlikeMost(pairs: readonly Pair[]): Pair[] {
  if (pairs.length < fewest) return [];
  const across = ({ left, right }: Pair): number => Math.sign(left.centre[0] - right.centre[0]);
  for (const way of [-1, 1]) {
    const like = pairs.filter((pair) => across(pair) === way);
    if (like.length >= share * pairs.length) return pairs.filter((pair) => across(pair) === -way);
  }
  return [];
}

function swapped({ image, left, right }: Pair): Problem {
  return problem(image.path, 'left-right', t`“${left.label}” and “${right.label}” seem to be swapped.`);
}
