import { formatNumber } from '../../src/core/view/describe';
import type { Page } from '../store/page';

/** Tells screen readers which object is selected and how large its mask is. */
export function Announcer({ page }: { page: Page }) {
  const object = page.selected.value;
  const quality = object?.quality === undefined ? '' : `, quality ${formatNumber(object.quality, 2)}`;
  const place = object?.candidate;
  const candidate = place === undefined ? '' : `, candidate ${place.rank} of ${place.count}`;
  return (
    <div class="visually-hidden" role="status">
      {object && `${object.label}, ${object.mask.area} pixels${quality}${candidate}`}
    </div>
  );
}
