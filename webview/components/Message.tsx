import { localize } from '../l10n/localize';
import type { Page } from '../store/page';
import type { Session } from '../store/session';

/** What went wrong with a prompt, and what can be done. */
export function Message({ page, session }: { page: Page; session: Session }) {
  const notice = page.notice.value;
  if (notice === null) return null;
  return (
    <div class="message" role="alert">
      <p>{`${notice.problem} ${notice.advice}`.trim()}</p>
      <div class="actions">
        {notice.retry && (
          <button type="button" onClick={notice.retry}>
            {localize`Try Again`}
          </button>
        )}
        {notice.offersStatus && (
          <button type="button" class="secondary" onClick={() => void session.showStatus()}>
            {localize`Show Status`}
          </button>
        )}
        <button
          type="button"
          class="secondary"
          onClick={() => {
            page.notice.value = null;
          }}
        >
          {localize`Dismiss`}
        </button>
      </div>
    </div>
  );
}
