import { formatNumber } from '../../src/core/view/describe';
import type { Page } from '../store/page';

/** Tells screen readers which object is selected and how large its mask is. */
export function Announcer({ page }: { page: Page }) {
  const object = page.selected.value;
  const quality = object?.quality === undefined ? '' : `, quality ${formatNumber(object.quality, 2)}`;
  return (
    <div class="visually-hidden" role="status">
      {object && `${object.label}, ${object.mask.area} pixels${quality}`}
    </div>
  );
}
