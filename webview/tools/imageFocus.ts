/**
 * Reports whether the image has the focus, as keys without a modifier act only then. A page that has the focus gives it to
 * the image unless a control has been chosen by keyboard.
 *
 * @returns what checks the focus after a control may have gone, and what ends it all
 */
export function followFocus(
  image: HTMLElement,
  report: (isFocused: boolean) => void,
): { readonly settle: () => void; readonly stop: () => void } {
  const ending = new AbortController();
  const options = { signal: ending.signal };
  let reported = false;
  const tell = (isFocused: boolean): void => {
    if (isFocused === reported) return;
    reported = isFocused;
    report(isFocused);
  };
  const take = (): void => {
    image.focus({ preventScroll: true, focusVisible: false });
  };
  const check = (): void => {
    if (ending.signal.aborted) return;
    if (document.hasFocus() && document.activeElement === document.body) take();
    tell(document.hasFocus() && document.activeElement === image);
  };
  /** What gets the focus is known only once the event has passed. */
  const settle = (): void => {
    setTimeout(check);
  };
  image.addEventListener(
    'blur',
    () => {
      tell(false);
    },
    options,
  );
  document.addEventListener('focusin', settle, options);
  document.addEventListener('focusout', settle, options);
  window.addEventListener('focus', settle, options);
  window.addEventListener('blur', settle, options);
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (!isControl(target)) take();
    },
    options,
  );
  document.addEventListener(
    'pointerup',
    ({ target }) => {
      if (isSlider(target)) take();
    },
    options,
  );
  take();
  settle();
  return {
    settle,
    stop: () => {
      ending.abort();
      tell(false);
    },
  };
}

/** Whether keys mean something else to what they are pressed on. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, label, [role="dialog"], [role="alert"]') !== null;
}

function isSlider(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'range';
}
