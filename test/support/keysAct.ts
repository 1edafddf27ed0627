import type { FrameLocator } from 'playwright-core';

/** How long VS Code may take to give the focus back to the image, in milliseconds. */
const patience = 10_000;

/**
 * Waits until the image in a page has the focus and VS Code knows, so that a key that is pressed now acts.
 *
 * A list that is closed within 300 ms can leave the focus in the frame around the page: VS Code polls the frame for the focus
 * every 250 ms, and drops its own request to focus the page when the report of the loss arrives after that (`doFocus` in
 * its webviewElement.ts). A press in the image, as a user would do it, brings the focus back.
 */
export async function keysAct(view: FrameLocator): Promise<void> {
  const acting = view.locator('.viewport.keys-act');
  try {
    await acting.waitFor({ timeout: patience });
  } catch {
    await view
      .locator('canvas')
      .first()
      .click({ position: { x: 5, y: 5 }, button: 'middle' });
    await acting.waitFor();
  }
}

/** Waits until VS Code knows that the image in a page has lost the focus, so that a key that is pressed now does not act. */
export async function keysRest(view: FrameLocator): Promise<void> {
  await view.locator('.viewport.keys-rest').waitFor();
}
