import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { listedSource, type ListedObject, type PromptSource } from './source';
import type { SourceSpec } from './spec';

/** Prompts that stand in the request itself, as an assistant gives them. */
export function openAsked({ objects }: Extract<SourceSpec, { kind: 'asked' }>): Promise<PromptSource> {
  const byImage = new Map<string, ListedObject[]>();
  for (const { image, label, slice, volume, box, points = [] } of objects) {
    const [x0, y0, x1, y1] = box ?? [0, 0, 0, 0];
    const object: ListedObject = {
      label,
      ...(slice === undefined ? {} : { slice }),
      ...(volume === undefined ? {} : { volume }),
      prompt: {
        ...(box === undefined ? {} : { box: { x0, y0, x1, y1 } }),
        points: points.map(([x, y, sign]) => ({ x, y, positive: sign === 1 })),
      },
    };
    byImage.set(image, [...(byImage.get(image) ?? []), object]);
  }
  const understood = t`Prompts of an assistant: ${counted(objects.length, 'object')} in ${counted(byImage.size, 'image')}`;
  return Promise.resolve(listedSource(byImage, [understood]));
}
