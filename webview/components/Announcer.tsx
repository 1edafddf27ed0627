import { describeProbe, formatNumber } from '../../src/core/view/describe';
import type { Page } from '../store/page';

/** Tells screen readers which object is selected and how large its mask is, what was measured, and where the crosshair is. */
export function Announcer({ page }: { page: Page }) {
  const object = page.selected.value;
  const quality = object?.quality === undefined ? '' : `, quality ${formatNumber(object.quality, 2)}`;
  const place = object?.candidate;
  const candidate = place === undefined ? '' : `, candidate ${place.rank} of ${place.count}`;
  return (
    <>
      <div class="visually-hidden" role="status">
        {object && `${object.label}, ${object.mask.area} pixels${quality}${candidate}`}
      </div>
      <div class="visually-hidden" role="status">
        {page.measured.value}
      </div>
      <div class="visually-hidden" role="status">
        {page.crosshairKeys.value && crosshairText(page)}
      </div>
    </>
  );
}

function crosshairText({ info, shown, position, corner }: Page): string {
  if (info.value === undefined || shown.value === undefined) return '';
  const [x, y] = position.value;
  const probe = describeProbe(info.value, shown.value.slice, shown.value.index, { x, y });
  return corner.value === undefined ? probe : `${probe}, first corner set`;
}
