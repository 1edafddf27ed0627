import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { writeTinyBoxModel } from '../support/tinyModel';
import { keysAct } from '../support/keysAct';

const image = 'brain_010.dcm';

const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  prepare: async ({ folder }) => {
    writeTinyBoxModel(path.join(folder, 'model'));
    const settings = { 'samUnet.modelPath': path.join(folder, 'model'), 'samUnet.device': 'cpu' };
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  },
});

const shown = (place: string) => vscode.workbench.webview().getByText(place, { exact: true });

test('a click is answered with candidates when the model knows boxes alone; C steps through them, and undo goes back', async () => {
  const { page } = vscode.workbench;
  const view = await vscode.workbench.openImage(image);
  await view.getByText(/^MR · 256 × 256/).waitFor();
  await keysAct(view);
  await page.keyboard.press('P');
  await view.getByText('Click an object. Dragging a box works better: this model was trained on boxes only.').waitFor();
  await vscode.workbench.screenshot('candidates-hint');
  await view.locator('canvas').click({ position: { x: 400, y: 300 } });
  const place = view.getByText(/^Candidate 1 of \d$/);
  await place.waitFor();
  const spoken = view.getByRole('status').filter({ hasText: /object, \d+ pixels, .*candidate 1 of \d/ });
  await spoken.waitFor({ state: 'attached' });
  // VS Code takes keys for the object once it knows of it.
  await page.locator('.tab.dirty', { hasText: image }).waitFor();

  const first = (await place.textContent()) ?? '';
  const count = Number(first.at(-1));
  expect(count).toBeGreaterThan(1);
  await page.keyboard.press('c');
  await shown(`Candidate 2 of ${count}`).waitFor();
  await vscode.workbench.screenshot('candidates-second');
  await page.keyboard.press('Shift+C');
  await shown(first).waitFor();
  await page.keyboard.press('Shift+C');
  await shown(`Candidate ${count} of ${count}`).waitFor();
  await page.keyboard.press('Control+Z');
  await shown(first).waitFor();
});
