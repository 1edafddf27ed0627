import { t } from '../../text/message';
import type { ImageFacts } from '../facts';
import { problem, type Problem } from '../problem';

/** Images from which on a data set can be said to have one spacing or orientation. */
const fewestImages = 10;
/** Share of the images that must have it. */
const most = 0.8;

/** Images whose spacing or orientation is not that of most images of their modality, or data sets without a common one. */
export function grids(images: readonly ImageFacts[]): Problem[] {
  const modalities = new Set(images.map(({ modality }) => modality));
  return [...modalities].flatMap((modality) => {
    const own = images.filter((image) => image.modality === modality);
    return [
      ...unlike(own, spacingOf, {
        rule: 'mixed-spacing',
        one: (spacing, usual) => t`The spacing is ${spacing} mm, but ${usual} mm in most images.`,
        all: (count) =>
          t`The images have ${count} different spacings. Resample them, or train with a method that does.`,
      }),
      ...unlike(own, ({ orientation }) => orientation, {
        rule: 'mixed-orientation',
        one: (letters, usual) => t`The axes run towards ${letters}, but towards ${usual} in most images.`,
        all: (count) => t`The axes of the images run in ${count} different directions. Reorient them alike.`,
      }),
    ];
  });
}

/** To two digits: what is written with rounding errors counts as the same. */
function spacingOf({ spacing }: ImageFacts): string | undefined {
  return spacing?.map((mm) => String(Number(mm.toPrecision(2)))).join(' × ');
}

interface Texts {
  readonly rule: 'mixed-spacing' | 'mixed-orientation';
  readonly one: (own: string, usual: string) => ReturnType<typeof t>;
  readonly all: (count: number) => ReturnType<typeof t>;
}

function unlike(
  images: readonly ImageFacts[],
  keyOf: (image: ImageFacts) => string | undefined,
  { rule, one, all }: Texts,
): Problem[] {
  const known = images.flatMap((image) => {
    const key = keyOf(image);
    return key === undefined ? [] : [{ path: image.path, key }];
  });
  if (known.length < fewestImages) return [];
  const counts = new Map<string, number>();
  for (const { key } of known) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [usual, count] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
  if (count === known.length) return [];
  if (count < most * known.length) return [problem('.', rule, all(counts.size))];
  return known.flatMap(({ path, key }) => (key === usual ? [] : [problem(path, rule, one(key, usual))]));
}
