import type { Workbench } from '../harness/workbench';

/** Chooses an entry of the menu of a file or folder in the explorer. */
export async function chooseInExplorer({ page }: Workbench, file: string, entry: string): Promise<void> {
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  await row.first().click({ button: 'right' });
  // Menus lie in a shadow root, which the locators of playwright see through. One that has just opened takes no clicks
  // yet, but keys.
  await page.locator('.context-view .action-label', { hasText: entry }).hover();
  await page.keyboard.press('Enter');
}
