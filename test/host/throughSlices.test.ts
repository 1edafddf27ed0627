import * as assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { putPropagated } from '../../src/core/document/propagated';
import { isSameMask } from '../../src/core/mask/runLength';
import type { SidecarObject } from '../../src/core/sidecar/sidecar';
import { extension, open, until, workspaceFile } from '../support/host';
import { rectObject } from '../support/sidecars';

const file = workspaceFile('nifti', 'brain.nii.gz');
const box = { x0: 60, y0: 60, x1: 196, y1: 196 };
const corner = { x0: 2, y0: 2, x1: 20, y1: 20 };

async function removeMasks(): Promise<void> {
  for (const suffix of ['.masks.json', '.mask.nii.gz']) await rm(file + suffix, { force: true });
}

describe('an object of a volume', () => {
  beforeEach(removeMasks);
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await removeMasks();
  });

  it('is propagated again around a corrected slice, between those of a person, in one step', async () => {
    const { editors } = await extension();
    const document = await open(file);
    const window = editors.active?.view?.window ?? null;
    const { width, height } = (await document.open()).image.info;
    const prompt = { box, points: [] };
    for (const slice of [2, 8]) await document.prompting.commit({ slice, window }, prompt, null);
    const label = document.state.objects[0]!.label;
    // What propagation is to have left, far from what the model finds.
    const wrong = [3, 4, 5, 6, 7].map((slice) =>
      rectObject({ width, height }, corner, { id: `made-${slice}`, slice, label }),
    );
    document.edit(putPropagated(document.state, wrong, [], label));
    const isWrong = (object: SidecarObject): boolean => isSameMask(object.mask, wrong[0]!.mask);
    const middle = document.state.objects.find(({ slice }) => slice === 5)!;
    await document.prompting.commit({ slice: 5, window }, prompt, middle.id);
    await until('the slices between are propagated again', () => !document.state.objects.some(isWrong));
    const persons = document.state.objects.filter(({ origin }) => origin === 'human').map(({ slice }) => slice);
    assert.deepEqual(
      persons.toSorted((a, b) => a - b),
      [2, 5, 8],
    );
    const made = document.state.objects.filter(({ origin }) => origin === 'machine');
    assert.ok(made.length > 0, 'The model finds the brain on some of the slices between.');
    assert.ok(made.every(({ slice }) => slice > 2 && slice < 8));
    // A notification that is shown meanwhile must not have the focus.
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('undo');
    await until('the masks from before are back', () => document.state.objects.filter(isWrong).length === 4);
    assert.equal(document.state.objects.find(({ slice }) => slice === 5)?.origin, 'human');
    await vscode.commands.executeCommand('redo');
    await until('they are replaced again', () => !document.state.objects.some(isWrong));
  });

  it('is interpolated with the model', async () => {
    const { editors } = await extension();
    const document = await open(file);
    const window = editors.active?.view?.window ?? null;
    for (const slice of [3, 6]) await document.prompting.commit({ slice, window }, { box, points: [] }, null);
    await vscode.commands.executeCommand('samUnet.interpolateWithModel');
    await until('the slices between have masks', () => document.state.objects.length === 4);
    const between = document.state.objects.filter(({ slice }) => slice === 4 || slice === 5);
    assert.equal(between.length, 2);
    // Each is the model's, or the shape where the model disagrees.
    for (const { origin, model } of between) assert.equal(model === undefined, origin === 'human');
  });
});
