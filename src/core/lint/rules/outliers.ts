import { t } from '../../text/message';
import type { ImageFacts } from '../facts';
import { problem, type Problem } from '../problem';
import { fences } from '../spread';
import { byLabel, type LabelInImage } from './byLabel';

/** Distances of the quartiles that values count for at least: of areas as a factor, of positions as a share of the image. */
const least = { area: Math.log(1.2), position: 0.04, value: 0.04 };

/** Masks whose area, position or grey value is far from what those of their label have. */
export function outliers(images: readonly ImageFacts[]): Problem[] {
  return [
    ...byLabel(images).flatMap((group) => [...areas(group), ...positions(group)]),
    ...byLabel(images, ({ modality }) => modality).flatMap(values),
  ];
}

function areas(group: readonly LabelInImage[]): Problem[] {
  const isMeasured = group.every(({ facts }) => facts.size !== undefined);
  const sizeOf = ({ facts }: LabelInImage): number => Math.log(isMeasured ? facts.size! : facts.share);
  const sizes = group.map(sizeOf);
  const [low, high] = fences(sizes, least.area);
  return group.flatMap((each) => {
    const { image, facts } = each;
    const size = sizeOf(each);
    if (size >= low && size <= high) return [];
    const factor = Math.exp(size < low ? low - size : size - high);
    const beyond = factor < 1.1 ? '1.1' : factor.toPrecision(2);
    return [
      problem(
        image.path,
        'outlier-area',
        size < low
          ? t`“${facts.label}” is ${beyond} times smaller than the smallest usual area (${String(facts.area)} pixels).`
          : t`“${facts.label}” is ${beyond} times larger than the largest usual area (${String(facts.area)} pixels).`,
      ),
    ];
  });
}

function positions(group: readonly LabelInImage[]): Problem[] {
  const limits = ([0, 1, 2] as const).map((axis) =>
    fences(
      group.map(({ facts }) => facts.centre[axis]),
      least.position,
    ),
  );
  return group.flatMap(({ image, facts: { label, centre } }) => {
    const isUsual = limits.every(([low, high], axis) => centre[axis]! >= low && centre[axis]! <= high);
    if (isUsual) return [];
    const [x, y] = centre.map((share) => Math.round(100 * share));
    const message = t`“${label}” is in an unusual place: its centre is at ${x!} % of the width and ${y!} % of the height.`;
    return [problem(image.path, 'outlier-position', message)];
  });
}

function values(group: readonly LabelInImage[]): Problem[] {
  const known = group.flatMap(({ facts }) => facts.value ?? []);
  const size = Math.max(...known.map(Math.abs));
  const [low, high] = fences(known, least.value * size);
  return group.flatMap(({ image, facts: { label, value } }) =>
    value === undefined || (value >= low && value <= high)
      ? []
      : [
          problem(
            image.path,
            'outlier-value',
            t`“${label}” has an unusual mean value: ${value.toPrecision(3)}, usually ${low.toPrecision(3)} to ${high.toPrecision(3)}.`,
          ),
        ],
  );
}
