import type { Locator, Page } from 'playwright-core';

/** How long an entry may take to show and to be chosen before the menu is opened again, in milliseconds. */
const patience = 5000;

/**
 * Chooses an entry of the context menu of a row. On a busy machine, the menu has been seen to be gone before it was used, probably as
 * something else took the focus: it is then opened again.
 */
export async function chooseInMenu(page: Page, row: Locator, entry: string, timeout = 120_000): Promise<void> {
  // Menus lie in a shadow root, which the locators of playwright see through.
  const item = page.locator('.context-view .action-menu-item', { hasText: entry });
  for (const end = Date.now() + timeout; ;) {
    await row.click({ button: 'right' });
    if (await isChosen(item)) return;
    if (Date.now() > end) throw new Error(`The menu had no entry “${entry}”, or was closed at once.`);
  }
}

/** A menu that has just opened takes no clicks yet, but keys. The entry itself gets the key: where it is gone, nothing does. */
async function isChosen(item: Locator): Promise<boolean> {
  try {
    await item.hover({ timeout: patience });
    await item.press('Enter', { timeout: patience });
    return true;
  } catch {
    return false;
  }
}
