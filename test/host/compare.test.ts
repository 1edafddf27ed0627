import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { saveMasks } from '../../src/node/masks/maskStore';
import { discImage, size } from '../support/discs';
import { extension, until, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

const folder = workspaceFile('readers');

describe('comparing readers', () => {
  before(extension);
  beforeEach(() => rm(folder, { recursive: true, force: true }));
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  it('shows a report of the selected folders', async () => {
    const uris: vscode.Uri[] = [];
    for (const [reader, x0] of [
      ['anna', 20],
      ['ben', 40],
    ] as const) {
      const own = path.join(folder, reader);
      await mkdir(own, { recursive: true });
      const file = path.join(own, 'a.png');
      await writeFile(file, discImage({ x0: 20, y0: 20, x1: 60, y1: 60 }));
      const box = { x0, y0: 20, x1: x0 + 40, y1: 60 };
      const objects = [rectObject(size, box, { status: 'accepted', origin: 'human' })];
      await saveMasks({ ...size, slices: 1, path: file }, { labels: [liver], objects }, { writer: 'human' });
      uris.push(vscode.Uri.file(own));
    }
    await vscode.commands.executeCommand('samUnet.compareReaders', uris[0], uris);
    await until('the report is shown', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === 'Agreement of anna, ben')),
    );
  });
});
