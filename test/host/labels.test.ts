import * as assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseLabelSet } from '../../src/core/labels/labelSet';
import { open, until, workspaceFile } from '../support/host';

const file = workspaceFile('.sam-unet', 'labels.json');
const image = workspaceFile('mr-series', 'brain_001.dcm');

async function writeLabels(text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

describe('the labels of the workspace', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(path.dirname(file), { recursive: true, force: true });
  });

  it('are taken over by open images as soon as their file changes', async () => {
    const document = await open(image);
    assert.notEqual(document.label.name, 'pons');
    await writeLabels(
      '{"version": 1, "labels": [{"name": "pons", "value": 5, "color": "#0072b2"}, {"name": "vermis", "value": 9, "key": 1}]}',
    );
    await until('the next object is a pons', () => document.label.name === 'pons');
    assert.deepEqual(document.label, { name: 'pons', value: 5, color: '#0072b2' });
    await vscode.commands.executeCommand('samUnet.useLabel', 1);
    assert.equal(document.label.value, 9);
    await writeLabels('{"version": 1, "labels": [');
    await until('the broken file is not used', () => document.label.value === 1);
  });

  it('are started by the command, and completed in the editor', async () => {
    await vscode.commands.executeCommand('samUnet.editLabels');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.uri.fsPath, file);
    const text = editor.document.getText();
    assert.deepEqual(parseLabelSet(text, file), [{ name: 'object', value: 1, color: '#e69f00' }]);
    const place = editor.document.positionAt(text.indexOf('"name"'));
    await until('the field “codes” is offered', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        place,
      );
      return items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'codes');
    });
  });
});
