import { useLayoutEffect, useRef } from 'preact/hooks';
import type { KeyGroup } from '../../src/core/commands/keyTable';
import type { DefaultKeys } from '../../src/core/protocol/viewApi';
import type { Page } from '../store/page';
import type { Session } from '../store/session';

/** The page may be shown on another machine than the one that the images are on. */
const isMac = navigator.userAgent.includes('Mac');

/** The default keys, over the image. The page cannot know which ones a user has changed. */
export function Keys({ page, session }: { page: Page; session: Session }) {
  const keys = page.keys.value;
  return keys === undefined ? null : <Overlay keys={keys} page={page} session={session} />;
}

function Overlay({ keys, page, session }: { keys: DefaultKeys; page: Page; session: Session }) {
  const dialog = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    dialog.current?.focus({ preventScroll: true });
  }, []);
  const close = (): void => {
    page.keys.value = undefined;
  };
  return (
    <div
      ref={dialog}
      class="help"
      role="dialog"
      aria-label="Default keys"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <header>
        <h1>Default keys</h1>
        <button type="button" class="secondary" onClick={() => void session.changeKeys()}>
          Change Keys
        </button>
        <button type="button" class="secondary" onClick={close}>
          Close
        </button>
      </header>
      <div class="groups">
        {(isMac ? keys.mac : keys.other).map((group) => (
          <Group key={group.name} group={group} />
        ))}
      </div>
      <p>
        H hides the masks while it is held, Space moves the image with the mouse; these two cannot be changed. Digits
        and punctuation are named as on a US keyboard and lie in the same place on every other.
      </p>
    </div>
  );
}

function Group({ group: { name, rows } }: { group: KeyGroup }) {
  return (
    <section>
      <h2>{name}</h2>
      <dl>
        {rows.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
