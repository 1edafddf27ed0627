import type { ImageFacts, LabelFacts } from '../facts';
import { fewest } from '../spread';

/** The masks of a label in one image. */
export interface LabelInImage {
  readonly image: ImageFacts;
  readonly facts: LabelFacts;
}

/**
 * The masks of each label that has enough of them to be compared.
 * @param groupOf what must be the same too, such as the modality
 */
export function byLabel(
  images: readonly ImageFacts[],
  groupOf: (image: ImageFacts) => string = () => '',
): (readonly LabelInImage[])[] {
  const groups = new Map<string, LabelInImage[]>();
  for (const image of images) {
    for (const facts of image.labels) {
      const key = JSON.stringify([facts.label, groupOf(image)]);
      const group = groups.get(key) ?? [];
      group.push({ image, facts });
      groups.set(key, group);
    }
  }
  const comparable = [...groups.values()].filter((group) => group.length >= fewest);
  return comparable.map((group) => group.filter(({ facts }) => !facts.isFaulty)).filter((group) => group.length > 0);
}
