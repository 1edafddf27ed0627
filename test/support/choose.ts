import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Chooses the first row with this text from the list in which VS Code asks for something. By keys: a click may hit another
 * row while rows are still on their way to their places.
 */
export async function choose(page: Page, text: string): Promise<void> {
  await focus(page, text);
  await page.keyboard.press('Enter');
}

/** Ticks the first row with this text in a list in which several can be ticked, and confirms. */
export async function tick(page: Page, text: string): Promise<void> {
  await focus(page, text);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
}

async function focus(page: Page, text: string): Promise<void> {
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  await rows.first().waitFor();
  const focused = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text });
  await expect
    .poll(async () => {
      if ((await focused.count()) > 0) return true;
      await page.keyboard.press('ArrowDown');
      return false;
    })
    .toBe(true);
}
