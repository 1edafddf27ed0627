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
            Try Again
          </button>
        )}
        <button type="button" class="secondary" onClick={() => void session.showStatus()}>
          Show Status
        </button>
        <button
          type="button"
          class="secondary"
          onClick={() => {
            page.notice.value = null;
          }}
        >
          Dismiss
        </button>
      </div>
    </div>
  );
}
