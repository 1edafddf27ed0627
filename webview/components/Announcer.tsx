import { listed, t } from '../../src/core/text/message';
import { localized } from '../l10n/localize';
import type { Page } from '../store/page';
import { selectionText } from '../store/spoken';

/** What describes the image to screen readers, when asked. */
export const factsId = 'facts';

/**
 * Has screen readers say what happens. It is there before anything does: they follow only what they have seen before it
 * changes.
 */
export function Announcer({ page }: { page: Page }) {
  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-relevant="additions">
      {page.announcements.latest.value.map(({ id, text }) => (
        <p key={id}>{localized(text)}</p>
      ))}
    </div>
  );
}

/** The selected object, the measurement and the place of the crosshair, which are read when asked for, not at each change. */
export function Facts({ page }: { page: Page }) {
  const { crosshairKeys, probed, corner, measured } = page;
  const facts = [
    ...(crosshairKeys.value && probed.value !== '' ? [probed.value] : []),
    ...(corner.value === undefined ? [] : [t`First corner set`]),
    ...selectionText(page),
    ...(measured.value === '' ? [] : [measured.value]),
  ];
  return (
    <div id={factsId} class="visually-hidden" role="status" aria-live="off">
      {localized(listed(facts))}
    </div>
  );
}
