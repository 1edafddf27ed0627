import type { FrameLocator } from 'playwright-core';

/** Waits until the image in a page has the focus and VS Code knows, so that a key that is pressed now acts. */
export async function keysAct(view: FrameLocator): Promise<void> {
  await view.locator('.viewport.keys-act').waitFor();
}
