import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';

function sample(...parts: string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.file(path.join(folder.uri.fsPath, ...parts));
}

async function listing(file: vscode.Uri): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('samUnet.showMetadata', file);
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document?.uri.scheme === 'sam-unet-metadata');
  return document;
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !condition();) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the metadata', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('of a DICOM file hide the patient until they are asked for', async () => {
    const document = await listing(sample('mr-series', 'brain_012.dcm'));
    const name = /^\(0010,0010\) +PN +PatientName +(.*)$/m;
    assert.equal(name.exec(document.getText())?.[1], '[hidden]');
    assert.match(document.getText(), /^\(0028,0010\) +US +Rows +256$/m);
    const lenses = async () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1);
    assert.match((await lenses())[0]?.command?.title ?? '', /^Show Patient Data \(\d+ values/);
    await vscode.commands.executeCommand('samUnet.showPatientData');
    await until('the name is shown', () => name.exec(document.getText())?.[1] !== '[hidden]');
    await vscode.commands.executeCommand('samUnet.hidePatientData');
    await until('the name is hidden', () => name.exec(document.getText())?.[1] === '[hidden]');
  });

  it('of a NIfTI file are the fields of its header', async () => {
    const document = await listing(sample('nifti', 'brain.nii.gz'));
    assert.match(document.getText(), /^sform_code +\d$/m);
  });
});
