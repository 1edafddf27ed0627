import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { installedExtension } from '../../scripts/setup/installed.mjs';
import { Workbench } from '../harness/workbench';
import { makeWorkspace } from '../harness/workspace';

test('where ONNX Runtime is missing, images are shown and the status bar says why there is no model', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'viewer '));
  const extension = path.join(folder, 'sam-unet');
  const runtime = path.join('dist', 'onnxruntime');
  cpSync(await installedExtension(), extension, { recursive: true, filter: (file) => !file.endsWith(runtime) });
  const workspace = await makeWorkspace('mr-series');
  const workbench = await Workbench.open({ folder: workspace.folder, extension });
  try {
    const view = await workbench.openImage('brain_009.dcm');
    await view.locator('canvas').first().waitFor();
    const status = workbench.statusBar('SAM-UNet · no model');
    await status.waitFor();
    await workbench.command('SAM-UNet: Show Status');
    const reason = workbench.page.locator('.quick-input-list', { hasText: 'onnxruntime' });
    await reason.waitFor();
    expect(await reason.textContent()).toContain('Reinstall SAM-UNet');
    await workbench.screenshot('without-runtime');
  } finally {
    await workbench.close();
    await workspace.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
