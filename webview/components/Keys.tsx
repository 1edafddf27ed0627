import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { KeyRow } from '../../src/core/commands/keyTable';
import type { DefaultKeys } from '../../src/core/protocol/viewApi';
import { t, type Message } from '../../src/core/text/message';
import { keyModeOf, keysOfMode, modeNames } from '../../src/core/view/keyModes';
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
  const [isWhole, setWhole] = useState(false);
  const close = (): void => {
    page.keys.value = undefined;
  };
  const all = isMac ? keys.mac : keys.other;
  const mode = keyModeOf(page.tool.value, {
    isReview: page.document.value.review !== undefined,
    hasCrosshair: page.crosshairKeys.value,
  });
  const { groups, mouse } = isWhole ? { groups: all, mouse: [] } : keysOfMode(all, mode);
  return (
    <dialog ref={dialog} class="help" aria-label={localize`Default keyboard shortcuts`} tabIndex={-1} onClose={close}>
      <header>
        <h2>{isWhole ? localize`Default keyboard shortcuts` : localized(modeNames[mode])}</h2>
        <button
          type="button"
          class="secondary"
          onClick={() => {
            setWhole(!isWhole);
          }}
        >
          {isWhole ? localize`Fewer Keys` : localize`All Keys`}
        </button>
        <button type="button" class="secondary" onClick={() => void session.changeKeys()}>
          {localize`Configure…`}
        </button>
        <button type="button" class="secondary" onClick={close}>
          {localize`Close`}
        </button>
      </header>
      <div class="groups">
        {mouse.length > 0 && (
          <Group name={t`Mouse`} rows={mouse.map(({ gesture, does }) => ({ keys: [localized(gesture)], does }))} />
        )}
        {groups.map(({ name, rows }) => (
          <Group key={name.key} name={name} rows={rows} />
        ))}
      </div>
      <p>
        {localize`Hold H to hide the masks, Z to show the selected ones alone, or Space to pan the image with the mouse; these three cannot be changed. Digits and punctuation marks are those of a US keyboard; on other keyboards, press the key in the same place.`}
      </p>
    </dialog>
  );
}

function Group({ name, rows }: { name: Message; rows: readonly Pick<KeyRow, 'keys' | 'does'>[] }) {
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
