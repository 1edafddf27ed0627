/**
 * Keeps the focus off the page's body, where keys reach nothing: when a button that had it is gone, or when VS Code gives the
 * focus to the page as a whole, it goes to the image, else to the first button, else to the page's content.
 * @param changes root of what is shown
 */
export function keepFocus(changes: HTMLElement): void {
  const check = (): void => {
    const { activeElement } = document;
    // The content has it only for as long as there is nothing in it.
    if (document.hasFocus() && (activeElement === document.body || activeElement?.localName === 'main')) {
      home(changes)?.focus({ preventScroll: true });
    }
  };
  /** What gets the focus is known only once the event has passed. */
  const settle = (): void => {
    setTimeout(check);
  };
  new MutationObserver(settle).observe(changes, { childList: true, subtree: true });
  document.addEventListener('focusout', settle);
  window.addEventListener('focus', settle);
  settle();
}

function home(root: HTMLElement): HTMLElement | null {
  return (
    root.querySelector<HTMLElement>('.viewport[tabindex]') ?? root.querySelector('button') ?? root.querySelector('main')
  );
}
