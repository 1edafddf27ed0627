import { placeOf } from '../../image/slicePlace';
import { defaultLabel } from '../../labels/palette';
import { t, type Message } from '../../text/message';
import type { PromptSource, SourceFolder } from './source';

export interface LabelBox {
  readonly label: string;
  /** x0, y0, x1, y1; x1 and y1 are exclusive. */
  readonly box: [number, number, number, number];
  /** Whether the numbers are percent of the image's width and height instead of pixels. */
  readonly percent?: boolean | undefined;
}

/** How a label's box is written, for messages. */
export const labelBoxExample = 'LABEL=x0,y0,x1,y1 in pixels or percent, such as liver=10%,20%,60%,80%';

/** Reads a label and its box as {@link labelBoxExample} has them; undefined for anything else. */
export function parseLabelBox(text: string): (LabelBox & { readonly kind: 'box' }) | undefined {
  const match = /^(.+)=([^=]+)$/.exec(text);
  const parts = match?.[2]?.split(',').map((part) => part.trim()) ?? [];
  const percent = parts.every((part) => part.endsWith('%'));
  const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN, ...rest] = parts.map((part) => {
    const digits = percent ? part.slice(0, -1) : part;
    return digits === '' ? NaN : Number(digits);
  });
  const label = match?.[1]?.trim() ?? '';
  const isBox = [x0, y0, x1, y1].every(Number.isFinite) && rest.length === 0;
  if (label === '' || !isBox) return undefined;
  return { kind: 'box', label, box: [x0, y0, x1, y1], ...(percent ? { percent } : {}) };
}

/** The same box on the first slice of every image, and on every slice of every volume of a series. */
export function openLabelBox(spec: LabelBox, folder: SourceFolder): Promise<PromptSource> {
  const [x0, y0, x1, y1] = spec.box.map((each) => (spec.percent === true ? `${each}%` : `${each}`));
  return sameBox(spec, folder, t`The same box for “${spec.label}” in each image: ${x0!}, ${y0!} – ${x1!}, ${y1!}`);
}

/** One box over all of every image. */
export function openWhole(_: object, folder: SourceFolder): Promise<PromptSource> {
  const box: LabelBox = { label: defaultLabel, box: [0, 0, 100, 100], percent: true };
  return sameBox(box, folder, t`One box over the whole of each image`);
}

function sameBox(
  { label, box, percent = false }: LabelBox,
  folder: SourceFolder,
  understood: Message,
): Promise<PromptSource> {
  return Promise.resolve({
    images: new Set(folder.images),
    understood: [understood],
    objectsIn: ({ info, ...at }) => {
      const across = percent ? info.width / 100 : 1;
      const down = percent ? info.height / 100 : 1;
      const [x0, y0, x1, y1] = box;
      const rect = { x0: x0 * across, y0: y0 * down, x1: x1 * across, y1: y1 * down };
      return [{ label, ...placeOf(at), prompt: { box: rect, points: [] } }];
    },
  });
}
