import * as assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { saveMasks } from '../../src/node/masks/maskStore';
import { discImage, size } from '../support/discs';
import { extension, until, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

const folder = workspaceFile('to-check');
const at = (name: string): string => path.join(folder, name);
const box = { x0: 20, y0: 30, x1: 70, y1: 80 };

/** The rules that Problems lists for a file. */
function rulesOf(name: string): string[] {
  const found = vscode.languages.getDiagnostics(vscode.Uri.file(at(name)));
  return found.map(({ code }) => (typeof code === 'object' ? String(code.value) : ''));
}

async function fix(name: string, rule: string, how: string): Promise<void> {
  await vscode.commands.executeCommand('samUnet.fixProblem', at(name), rule, how);
}

describe('checking the dataset', () => {
  before(async () => {
    await extension();
    await mkdir(folder);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  it('lists problems, fixes them, and follows the files', async () => {
    for (const [i, name] of ['a.png', 'b.png', 'gone.png'].entries()) {
      await writeFile(at(name), discImage({ ...box, x1: 60 + 10 * i }));
      const object = rectObject(size, box, { label: 'liver', status: 'accepted', origin: 'human' });
      await saveMasks(
        { ...size, slices: 1, path: at(name) },
        { labels: [liver], objects: [object] },
        { writer: 'human' },
      );
    }
    await mkdir(at('.sam-unet'));
    await writeFile(at('.sam-unet/labels.json'), '{"version": 1, "labels": [{"name": "spleen", "value": 1}]}');
    await rm(at('a.png.mask.png'));
    await rm(at('gone.png'));
    await vscode.commands.executeCommand('samUnet.checkDataset', vscode.Uri.file(folder));
    assert.deepEqual(rulesOf('a.png.mask.png'), ['missing-mask']);
    assert.deepEqual(rulesOf('gone.png.masks.json'), ['orphan-mask']);
    assert.deepEqual(rulesOf('a.png'), ['unknown-label']);
    assert.deepEqual(rulesOf('.sam-unet/labels.json'), ['unused-label']);

    await fix('a.png.mask.png', 'missing-mask', 'restore');
    await fix('gone.png.masks.json', 'orphan-mask', 'remove');
    await fix('a.png', 'unknown-label', 'label');
    assert.match(await readFile(at('.sam-unet/labels.json'), 'utf8'), /"liver","value":2/);
    await vscode.commands.executeCommand('undo');
    assert.doesNotMatch(vscode.window.activeTextEditor?.document.getText() ?? 'liver', /liver/);
    await vscode.commands.executeCommand('redo');
    await fix('.sam-unet/labels.json', 'unused-label', 'ignoreRule');
    assert.equal(await readFile(at('.sam-unet/lintignore'), 'utf8'), 'unused-label\n');
    await until('nothing is wrong any more', () =>
      ['a.png', 'b.png', 'a.png.mask.png', 'gone.png.masks.json', '.sam-unet/labels.json'].every(
        (name) => rulesOf(name).length === 0,
      ),
    );
  });

  it('offers the fixes of a sidecar as quick fixes', async () => {
    await writeFile(at('b.png.masks.json'), '{');
    await vscode.commands.executeCommand('samUnet.checkDataset', vscode.Uri.file(folder));
    const uri = vscode.Uri.file(at('b.png.masks.json'));
    await vscode.window.showTextDocument(uri);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(0, 0, 0, 0),
    );
    assert.ok(actions.some(({ command }) => command?.command === 'samUnet.fixProblem'));
  });
});
