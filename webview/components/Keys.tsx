import { useLayoutEffect, useRef } from 'preact/hooks';
import type { KeyGroup } from '../../src/core/commands/keyTable';
import type { DefaultKeys } from '../../src/core/protocol/viewApi';
import { localize, localized } from '../l10n/localize';
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
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Its text is scrolled with the keys; a button would be scrolled to.
    element?.focus({ preventScroll: true });
    return () => {
      // Gives the focus back to what had it.
      element?.close();
    };
  }, []);
  const close = (): void => {
    page.keys.value = undefined;
  };
  return (
    <dialog ref={dialog} class="help" aria-label={localize`Default keyboard shortcuts`} tabIndex={-1} onClose={close}>
      <header>
        <h2>{localize`Default keyboard shortcuts`}</h2>
        <button type="button" class="secondary" onClick={() => void session.changeKeys()}>
          {localize`Configure…`}
        </button>
        <button type="button" class="secondary" onClick={close}>
          {localize`Close`}
        </button>
      </header>
      <div class="groups">
        {(isMac ? keys.mac : keys.other).map((group) => (
          <Group key={group.name.key} group={group} />
        ))}
      </div>
      <p>
        {localize`Hold H to hide the masks, or Space to pan the image with the mouse; these two cannot be changed. Digits and punctuation marks are those of a US keyboard; on other keyboards, press the key in the same place.`}
      </p>
    </dialog>
  );
}

function Group({ group: { name, rows } }: { group: KeyGroup }) {
  return (
    <section>
      <h3>{localized(name)}</h3>
      <dl>
        {rows.map(({ keys, does }) => (
          <div key={does.key}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{localized(does)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
