import { counted } from '../../src/core/text/counted';
import { listed, t, type Message, type Text } from '../../src/core/text/message';
import { describePixel, formatNumber } from '../../src/core/view/describe';
import { planeName } from '../../src/core/view/plane';
import type { Page } from './page';
import { shownCandidate } from './planePrompt';

/** The selected object in words: label, size, quality and place among its candidates; empty without one. */
export function selectionText(page: Page): readonly Text[] {
  const { selected, document } = page;
  const object = selected.value;
  const candidate = shownCandidate(page);
  if (object === undefined) return document.value.isAcceptedEmpty ? [t`Accepted as empty`] : [];
  const { label, area, quality } = object;
  return [
    label,
    t`${area} pixels`,
    ...(quality === undefined ? [] : [t`quality ${formatNumber(quality, 2)}`]),
    ...(candidate === undefined ? [] : [t`candidate ${candidate.rank} of ${candidate.count}`]),
  ];
}

/** Where the crosshair is and what value is there, without the position in the patient. */
export function crosshairText({ position, info, view }: Page): string {
  const [x, y] = position.value;
  const sample = view.sampleAt({ x, y });
  return info.value && sample ? describePixel(info.value, sample.slice, { x, y }, sample.index) : '';
}

/** The plane that the keys of the crosshair act in; undefined where there is but one. */
export function keyPlaneName({ crosshairKeys, planes, hasPlanes, info, activePlane }: Page): Message | undefined {
  if (!crosshairKeys.value || !planes.value || !hasPlanes.value) return undefined;
  return planeName(info.value?.geometry, activePlane.value?.normal ?? 2);
}

/** The slice that is shown, and whether there is anything on it; empty for images of one slice. */
export function sliceText({ info, shown, objects }: Page): Text {
  const { slices = 1, volumes = 1 } = info.value ?? {};
  if (shown.value === undefined || (slices === 1 && volumes === 1)) return '';
  const place =
    volumes === 1
      ? t`Slice ${shown.value.index + 1} of ${slices}`
      : t`Volume ${shown.value.volume + 1} of ${volumes}, slice ${shown.value.index + 1} of ${slices}`;
  return objects.value.length === 0 ? place : listed([place, counted(objects.value.length, 'object')]);
}
