import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';

const volume = 'brain.nii.gz';
const vscode = useWorkbench({ files: [`nifti/${volume}`, 'mr-series/brain_010.dcm'] });

/** Grey levels of a canvas that differ from each other: one for nothing, many for an image. */
const greys = (index: number): Promise<number> =>
  vscode.workbench
    .webview()
    .locator('canvas')
    .nth(index)
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data.filter((_, i) => i % 4 === 0)).size;
    });

test('O shows three planes of a volume', async () => {
  const view = await vscode.workbench.openImage(volume);
  await view.locator('canvas').first().click({ button: 'middle' });
  await vscode.workbench.page.keyboard.press('o');
  await view.getByText(/^Sagittal \d+ \/ 256$/).waitFor();
  await view.getByText(/^Coronal \d+ \/ 256$/).waitFor();
  for (const pane of [0, 1, 2]) await expect.poll(() => greys(pane)).toBeGreaterThan(30);
  await vscode.workbench.screenshot('planes');
  await vscode.workbench.page.keyboard.press('o');
  await expect.poll(() => view.locator('canvas').count()).toBe(1);
});

test('K and arrow keys draw a box without a mouse', async () => {
  const view = vscode.workbench.webview();
  const { keyboard } = vscode.workbench.page;
  await keyboard.press('k');
  await view.getByText('Arrows move, Enter sets the first corner.').waitFor();
  await keyboard.press('Enter');
  await view.getByText('Enter sets the other corner.').waitFor();
  for (let i = 0; i < 3; i++) {
    await keyboard.press('Shift+ArrowRight');
    await keyboard.press('Shift+ArrowDown');
  }
  await vscode.workbench.screenshot('keyboard-crosshair');
  await keyboard.press('Enter');
  await view
    .getByRole('status')
    .filter({ hasText: /object, \d+ pixels/ })
    .waitFor({ state: 'attached' });
  await keyboard.press('k');
});

test('M shows what the model sees, of the object’s surroundings too', async () => {
  const view = vscode.workbench.webview();
  await vscode.workbench.page.keyboard.press('m');
  await view.getByText(/^Model input \d+ × \d+ of \d+ × \d+$/).waitFor();
  await vscode.workbench.screenshot('model-input');
  await vscode.workbench.page.keyboard.press('m');
});

test('? shows the keys', async () => {
  const view = vscode.workbench.webview();
  await vscode.workbench.page.keyboard.press('Shift+Slash');
  await view.getByRole('dialog', { name: 'Keys' }).getByText('Show Three Planes').waitFor();
  await vscode.workbench.screenshot('keys');
  await vscode.workbench.page.keyboard.press('Escape');
  await view.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
});

test('I lists the header, with the patient hidden', async () => {
  const view = await vscode.workbench.openImage('brain_010.dcm');
  await view.getByText(/^MR · 256 × 256/).waitFor();
  await vscode.workbench.page.keyboard.press('i');
  await vscode.workbench.page.locator('.monaco-editor', { hasText: 'PatientName' }).waitFor();
  await vscode.workbench.page.getByText(/^Show Patient Data \(\d+ values/).waitFor();
  await vscode.workbench.screenshot('metadata');
});
