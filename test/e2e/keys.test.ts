import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { useWorkbench } from '../harness/useWorkbench';
import { keysAct, keysRest } from '../support/keysAct';

const image = 'brain_010.dcm';
const untouched = 'brain_009.dcm';
const vscode = useWorkbench({
  files: [`mr-series/${image}`, `mr-series/${untouched}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
});
const press = (key: string): Promise<void> => vscode.workbench.page.keyboard.press(key);
const view = () => vscode.workbench.webview();

/** What of the workbench has the focus. */
const focused = (): Promise<string> =>
  vscode.workbench.page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement?.closest('.part.statusbar')) return 'status bar';
    if (activeElement?.matches('.tab')) return 'tab';
    if (activeElement?.matches('iframe.webview')) return 'image';
    return activeElement?.closest('.part')?.id ?? activeElement?.tagName ?? '';
  });

/** Goes from one thing to the next by keyboard until the focus is where it is wanted. */
async function goTo(part: string, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  const seen: string[] = [];
  while (seen.at(-1) !== part && seen.length < 60) {
    await press(key);
    seen.push(await focused());
  }
  expect(seen.at(-1), seen.join(', ')).toBe(part);
}

const object = () =>
  view()
    .getByRole('status')
    .filter({ hasText: /object, \d+ pixels/ });

async function focusImage(): Promise<void> {
  await view().locator('canvas').first().click({ button: 'middle' });
  await keysAct(view());
}

async function openWithObject(): Promise<void> {
  await vscode.workbench.openImage(image);
  await view()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await focusImage();
  if ((await object().count()) === 0) await press('s');
  await object().waitFor({ state: 'attached', timeout: 60_000 });
}

test('Tab leaves the image and continues, Shift+Tab comes back', async () => {
  await openWithObject();
  await goTo('workbench.parts.activitybar', 'Tab');
  await goTo('image', 'Shift+Tab');
  await keysAct(view());
  expect(await object().count()).toBe(1);
});

test('with the focus on the status bar or the tab, keys do nothing to the image', async () => {
  await openWithObject();
  for (const part of ['status bar', 'tab']) {
    await goTo(part, 'Shift+Tab');
    await keysRest(view());
    await press('Delete');
    await press('k');
    await vscode.workbench.page.waitForTimeout(500);
  }
  await focusImage();
  expect(await object().count()).toBe(1);
  expect(
    await view()
      .getByText(/^Arrow keys move/)
      .count(),
  ).toBe(0);
});

test('the keyboard crosshair places corners only with the focus on the image', async () => {
  await openWithObject();
  await press('k');
  const first = view().getByText('Arrow keys move, Enter places the first corner.');
  await first.waitFor();
  await goTo('tab', 'Shift+Tab');
  await keysRest(view());
  await press('Enter');
  await vscode.workbench.page.waitForTimeout(500);
  await focusImage();
  await first.waitFor();
  await press('Enter');
  await view().getByText('Enter places the opposite corner.').waitFor();
  await press('Escape');
  await press('Escape');
});

test('Delete deletes the object once the image has the focus', async () => {
  await openWithObject();
  await press('Delete');
  await object().waitFor({ state: 'detached' });
});

test('a chord reaches the dataset from the image', async () => {
  await openWithObject();
  await press('Alt+m');
  await press('d');
  await expect.poll(focused).toBe('workbench.parts.sidebar');
  await vscode.workbench.screenshot('keys-dataset');
  // And from there the focus comes back to the image, whose ring shows it.
  await press('Control+1');
  await keysAct(view());
  await view().locator('.viewport[data-ring]').waitFor();
  await vscode.workbench.screenshot('keys-ring');
});

test('the list of keys has the focus, and gives it back to the image when Escape closes it', async () => {
  await openWithObject();
  await press('Shift+K');
  const keys = view().getByRole('dialog', { name: 'Default keyboard shortcuts' });
  await keysRest(view());
  expect(await keys.evaluate((element) => element === document.activeElement)).toBe(true);
  await press('Escape');
  await keys.waitFor({ state: 'detached' });
  await keysAct(view());
});

test('by keyboard alone, an image is opened, segmented with a typed box, accepted and saved', async () => {
  const { page } = vscode.workbench;
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().fill(untouched);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: untouched }).waitFor();
  await press('Enter');
  await page.locator('.tab.active', { hasText: untouched }).waitFor();
  await keysAct(view());
  await press('Shift+B');
  await page.locator('.quick-input-widget', { hasText: 'Two corners of a box' }).waitFor();
  await page.keyboard.type('70 60 190 200');
  await press('Enter');
  await object().waitFor({ state: 'attached' });
  await page.locator('.tab.dirty', { hasText: untouched }).waitFor();
  await keysAct(view());
  await press('a');
  const log = view().getByRole('log');
  await log.getByText('Accepted: object').waitFor({ state: 'attached' });
  await page.locator('.tab.active:not(.dirty)', { hasText: untouched }).waitFor();
  const file = vscode.workspace.at(`${untouched}.masks.json`);
  const { objects } = parseSidecar(await readFile(file, 'utf8'), file);
  expect(objects.map(({ status }) => status)).toEqual(['accepted']);
});

test('the list of keys leads to Keyboard Shortcuts with those of the extension', async () => {
  await openWithObject();
  await press('Shift+K');
  const keys = view().getByRole('dialog', { name: 'Default keyboard shortcuts' });
  await keys.waitFor();
  await vscode.workbench.screenshot('keys-overlay');
  // After the button that lists all keys.
  await press('Tab');
  await press('Tab');
  await press('Enter');
  const { page } = vscode.workbench;
  const search = page.locator('.keybindings-header input').first();
  await expect.poll(() => search.inputValue()).toBe('@ext:sam-unet.sam-unet');
  await page.getByText('SAM-UNet: Accept Masks').first().waitFor();
  await vscode.workbench.screenshot('keys-shortcuts');
});
