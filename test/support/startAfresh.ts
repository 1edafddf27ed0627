import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { WorkbenchFixture } from '../harness/useWorkbench';
import type { Workbench } from '../harness/workbench';

/**
 * Lets every test of a file begin alike, whatever the one before has left or where it failed: no editor is open, no message
 * shown, and the workspace has the files that it was opened with.
 */
export function startAfresh(vscode: WorkbenchFixture): void {
  let files: ReadonlyMap<string, Buffer>;
  let hasFailed = false;
  beforeAll(async () => {
    files = await readFolder(vscode.workspace.folder);
  });
  beforeEach(async () => {
    const { workbench, workspace } = vscode;
    // What a failed test was in the midst of ends with its window.
    if (hasFailed) await workbench.load();
    hasFailed = false;
    await clear(workbench);
    await restoreFolder(workspace.folder, files);
  });
  afterEach(({ task }) => {
    hasFailed = task.result?.state === 'fail';
  });
}

/** Closes editors, without saving them, and messages. */
async function clear(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const palette = page.locator('.quick-input-widget:visible');
  if ((await palette.count()) > 0) {
    // A webview may have the focus.
    await palette.locator('input').first().press('Escape');
    await expect.poll(() => palette.count()).toBe(0);
  }
  const unsaved = page.locator('.tab.dirty');
  for (let count = await unsaved.count(); count > 0; count = await unsaved.count()) {
    await unsaved.first().click();
    // An editor that has not loaded cannot discard its edits: they would come back with the next one of the same image.
    await workbench.webview().locator('.viewport').waitFor();
    await workbench.pressUntil('revertAndClose', async () => (await unsaved.count()) < count);
  }
  const tabs = page.locator('.tabs-container .tab');
  if ((await tabs.count()) > 0) {
    // An edit of the test before may arrive only now; VS Code then asks whether to save it.
    const discard = page.getByRole('dialog').getByRole('button', { name: "Don't Save" });
    await workbench.pressUntil('closeAll', async () => {
      if ((await discard.count()) > 0) await discard.first().click();
      return (await tabs.count()) === 0;
    });
  }
  const messages = page.locator('.notification-list-item');
  if ((await messages.count()) > 0) {
    await workbench.pressUntil('clearMessages', async () => (await messages.count()) === 0);
  }
}

/** Every file below a folder, by its relative path. */
async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const)),
  );
}

/** Removes what has come, and writes again what has changed or gone. */
async function restoreFolder(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const found = await readFolder(folder);
  for (const name of found.keys()) if (!files.has(name)) await rm(path.join(folder, name), { force: true });
  for (const [name, bytes] of files) {
    if (found.get(name)?.equals(bytes) === true) continue;
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
}
