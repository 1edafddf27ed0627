import type { PageFocus } from '../editor/pageFocus';

/** A list that was open for longer loses no focus when it closes. */
const quick = 700;
/** By then VS Code has given the focus back if it does. */
const patience = 400;

/**
 * Watches a page while a command runs, and brings the focus back that VS Code has lost.
 *
 * A list that closes within about 300 ms can leave the focus in the frame around the page, where no key acts: VS Code polls that
 * frame every 250 ms, and drops its own request to focus the page when the report of the loss arrives only then (`doFocus` in
 * its webviewElement.ts).
 *
 * @param focus of the page that is in front as the command begins; undefined where there is none
 * @returns what is to be called when the command has ended
 */
export function returnFocus(focus: Pick<PageFocus, 'isFocused' | 'blurredAt' | 'take'> | undefined): () => void {
  if (focus?.isFocused !== true) return () => undefined;
  const began = Date.now();
  return () => {
    const { blurredAt } = focus;
    if (focus.isFocused || blurredAt < began || Date.now() - blurredAt > quick) return;
    setTimeout(() => {
      if (!focus.isFocused && focus.blurredAt === blurredAt) focus.take();
    }, patience);
  };
}
