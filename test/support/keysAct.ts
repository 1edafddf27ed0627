import type { FrameLocator } from 'playwright-core';

/** Waits until the image in a page has the focus and VS Code knows, so that a key that is pressed now acts. */
export async function keysAct(view: FrameLocator): Promise<void> {
  await view.locator('.viewport.keys-act').waitFor();
}

/** Waits until VS Code knows that the image in a page has lost the focus, so that a key that is pressed now does not act. */
export async function keysRest(view: FrameLocator): Promise<void> {
  await view.locator('.viewport:not(.keys-act)').waitFor();
}
