import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension('sam-unet.sam-unet');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
