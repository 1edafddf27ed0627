import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until, workspaceFile } from '../support/host';

async function listing(file: string): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('samUnet.showMetadata', vscode.Uri.file(file));
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document?.uri.scheme === 'sam-unet-metadata');
  return document;
}

describe('the metadata', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('of a DICOM file hide the patient until they are asked for', async () => {
    const document = await listing(workspaceFile('mr-series', 'brain_012.dcm'));
    const id = /^\(0010,0020\) +LO +PatientID +(.*)$/m;
    assert.equal(id.exec(document.getText())?.[1], '[hidden]');
    assert.match(document.getText(), /^\(0028,0010\) +US +Rows +256$/m);
    const lenses = async () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1);
    assert.match((await lenses())[0]?.command?.title ?? '', /^Show Patient Data \(\d+ values/);
    await vscode.commands.executeCommand('samUnet.showPatientData');
    await until('the patient’s number is shown', () => id.exec(document.getText())?.[1] !== '[hidden]');
    await vscode.commands.executeCommand('samUnet.hidePatientData');
    await until('the patient’s number is hidden', () => id.exec(document.getText())?.[1] === '[hidden]');
  });

  it('of a NIfTI file are the fields of its header', async () => {
    const document = await listing(workspaceFile('nifti', 'brain.nii.gz'));
    assert.match(document.getText(), /^sform_code +\d$/m);
  });
});
