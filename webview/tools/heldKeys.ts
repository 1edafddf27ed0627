import type { Page } from '../store/page';
import { isControl } from './imageFocus';

/**
 * Keys that work while they are held: H hides the masks, Z shows the selected ones alone, Space lets the mouse pan. They are read here because VS Code's
 * key bindings know no release of a key; all other keys are commands.
 */
export function attachHeldKeys(page: Page): void {
  // VS Code takes an Alt that comes and goes for the key of its menu bar, which then gets the focus, even if the mouse was
  // pressed in between. Over the image, Alt belongs to the tools.
  const keepAlt = (event: KeyboardEvent): void => {
    if (event.key !== 'Alt' || isControl(event.target)) return;
    followModifiers(page, event);
    event.stopPropagation();
  };
  window.addEventListener('keydown', (event) => {
    followModifiers(page, event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isKey(event, 'h')) page.peeking.value = true;
    if (isKey(event, 'z')) page.solo.value = true;
    // In a review Space is a command: it skips the image.
    if (event.code === 'Space' && !isControl(event.target) && page.document.value.review === undefined) {
      page.panKey.value = true;
      event.preventDefault();
    }
  });
  window.addEventListener('keyup', (event) => {
    followModifiers(page, event);
    if (isKey(event, 'h')) page.peeking.value = false;
    if (isKey(event, 'z')) page.solo.value = false;
    if (event.code === 'Space') page.panKey.value = false;
  });
  window.addEventListener('keydown', keepAlt, { capture: true });
  window.addEventListener('keyup', keepAlt, { capture: true });
  window.addEventListener('blur', () => {
    page.peeking.value = false;
    page.solo.value = false;
    page.panKey.value = false;
  });
}

/** Letters change places between keyboards, and others are commands: what is written on the key counts, if it is a Latin letter. */
function isKey({ key, code }: KeyboardEvent, letter: string): boolean {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() === letter : code === `Key${letter.toUpperCase()}`;
}

/** Shows what a press with a brush would do while Shift or Alt is held. */
export function followModifiers(page: Page, { shiftKey, altKey }: MouseEvent | KeyboardEvent): void {
  page.lineKey.value = shiftKey;
  page.alternate.value = altKey;
}
