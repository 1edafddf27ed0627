import { listed, t } from '../../src/core/text/message';
import { formatNumber } from '../../src/core/view/describe';
import { localized } from '../l10n/localize';
import type { Page } from '../store/page';

/** Announces to screen readers which object is selected and how large its mask is, what was measured, and where the crosshair is. */
export function Announcer({ page }: { page: Page }) {
  const object = page.selected.value;
  const place = object?.candidate;
  const facts =
    object === undefined
      ? page.document.value.isAcceptedEmpty
        ? [t`Accepted as empty`]
        : []
      : [
          object.label,
          t`${object.mask.area} pixels`,
          ...(object.quality === undefined ? [] : [t`quality ${formatNumber(object.quality, 2)}`]),
          ...(place === undefined ? [] : [t`candidate ${place.rank} of ${place.count}`]),
        ];
  const probed = [page.probed.value, ...(page.corner.value === undefined ? [] : [t`first corner set`])];
  return (
    <>
      <div class="visually-hidden" role="status">
        {localized(listed(facts))}
      </div>
      <div class="visually-hidden" role="status">
        {page.measured.value}
      </div>
      <div class="visually-hidden" role="status">
        {page.crosshairKeys.value && localized(listed(probed))}
      </div>
    </>
  );
}
