import { formatNumber } from '../../src/core/view/describe';
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
        {page.crosshairKeys.value &&
          `${page.probed.value}${page.corner.value === undefined ? '' : ', first corner set'}`}
      </div>
    </>
  );
}
