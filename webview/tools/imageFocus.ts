/**
 * Reports whether the image has the focus, as keys without a modifier act only then. A press beside a control gives the focus
 * to the image. Its ring shows unless a press has brought the focus there.
 *
 * @returns what ends it
 */
export function followFocus(image: HTMLElement, report: (isFocused: boolean) => void): () => void {
  const ending = new AbortController();
  const options = { signal: ending.signal };
  let reported = false;
  let isPressed = false;
  const tell = (isFocused: boolean): void => {
    if (isFocused === reported) return;
    reported = isFocused;
    report(isFocused);
  };
  const take = (): void => {
    image.focus({ preventScroll: true });
  };
  const check = (): void => {
    if (ending.signal.aborted) return;
    const isFocused = document.hasFocus() && document.activeElement === image;
    image.toggleAttribute('data-ring', isFocused && !isPressed);
    tell(isFocused);
  };
  /** What gets the focus is known only once the event has passed. */
  const settle = (): void => {
    setTimeout(check);
  };
  /** The focus that comes next is that of a key, or of VS Code. */
  const release = (): void => {
    isPressed = false;
    settle();
  };
  image.addEventListener(
    'blur',
    () => {
      tell(false);
      settle();
    },
    options,
  );
  document.addEventListener('focusin', settle, options);
  document.addEventListener('focusout', settle, options);
  window.addEventListener('focus', settle, options);
  window.addEventListener('blur', release, options);
  document.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Tab') release();
    },
    options,
  );
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      isPressed = true;
      if (!isControl(target)) take();
      settle();
    },
    { ...options, capture: true },
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
  return () => {
    ending.abort();
    tell(false);
  };
}

/** Whether keys mean something else to what they are pressed on. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, label, dialog, [role="alert"]') !== null;
}

function isSlider(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'range';
}
