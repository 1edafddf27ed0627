import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { clearEmbeddings, measureEmbeddings } from '../../src/node/cache/embeddingStore';
import { english } from '../../src/core/text/message';
import { extension, open, until, workspaceFile } from '../support/host';
import { writeTinyBoxModel } from '../support/tinyModel';
import { npy, npz } from '../support/writeNpz';

const view = { slice: 0, window: null };
const box = { x0: 60, y0: 60, x1: 196, y1: 196 };

const tabIsDirty = (): boolean => vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty ?? false;

const closeAll = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** Also where a test failed before it saved: VS Code would ask, and wait for an answer. */
async function closeUnsaved(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await closeAll();
}

async function setSeriesMode(mode: 'single' | undefined): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration('samUnet').update('dicomSeries', mode, Global);
}

async function removeMasks(file: string): Promise<void> {
  for (const suffix of ['.masks.json', '.mask.png', '.mask.nii.gz', '.mask.dcm'])
    await rm(file + suffix, { force: true });
}

describe('the editor', () => {
  const file = workspaceFile('mr-series', 'brain_012.dcm');
  const sidecarFile = `${file}.masks.json`;
  const maskFile = `${file}.mask.png`;

  before(() => setSeriesMode('single'));
  beforeEach(() => removeMasks(file));
  after(() => setSeriesMode(undefined));
  afterEach(async () => {
    await removeMasks(file);
    await closeUnsaved();
    await removeMasks(file);
  });

  it('knows an image that cannot be opened, so that no tools are offered on it', async () => {
    const { editors } = await extension();
    const broken = workspaceFile('broken.dcm');
    await writeFile(broken, (await readFile(file)).subarray(0, 400));
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(broken), 'samUnet.image');
    await until('the image is found to be broken', () =>
      editors.documents.some(({ uri, isBroken }) => uri.fsPath === broken && isBroken),
    );
    await closeAll();
    await rm(broken);
    assert.equal((await open(file)).isBroken, false);
  });

  it('encodes the slices around the shown one before they are shown', async () => {
    const { editors, client } = await extension();
    // What earlier runs of the tests have left would hide what is encoded now.
    await clearEmbeddings();
    const document = await open(workspaceFile('nifti', 'brain.nii.gz'));
    const view = editors.active?.view;
    assert.ok(view);
    const next = view.slice + 1;
    const { window } = view;
    await until('the shown slice and its two neighbours are encoded', async () => {
      return (await measureEmbeddings()).files >= 3;
    });
    await document.prompting.encode({ slice: next, window });
    assert.equal(client.status.state === 'ready' && client.status.lastSource, 'memory');
  });

  it('shows another array of an archive, which its masks remember and its folder has as the usual one', async () => {
    const folder = workspaceFile('arrays');
    const [first, second] = ['a.npz', 'b.npz'].map((name) => path.join(folder, name)) as [string, string];
    await mkdir(folder, { recursive: true });
    try {
      const arrays = npz({ img: npy([64, 64]), t2: npy([64, 64], (index) => (index * 7) % 251) });
      for (const archive of [first, second]) await writeFile(archive, arrays);
      const document = await open(first);
      const shown = (): string | undefined => document.opened?.image.info.arrays?.shown;
      assert.equal(shown(), 'img');
      await document.showArray('t2');
      assert.equal(shown(), 't2');
      await document.prompting.commit(view, { box: { x0: 10, y0: 10, x1: 50, y1: 50 }, points: [] }, null);
      await document.saving.save();
      assert.equal(parseSidecar(await readFile(`${first}.masks.json`, 'utf8'), first).image.array, 't2');
      assert.equal((await open(second)).opened?.image.info.arrays?.shown, 't2');
    } finally {
      await closeUnsaved();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('makes a box an object, which can be undone and redone', async () => {
    const document = await open(file);
    assert.equal(document.isDirty, false);
    await document.prompting.commit(view, { box, points: [] }, null);
    assert.equal(document.state.objects.length, 1);
    assert.equal(document.selected, document.state.objects[0]?.id);
    assert.equal(document.isDirty, true);
    await until('the tab has its dot', tabIsDirty);
    await vscode.commands.executeCommand('undo');
    await until('the object is gone', () => document.state.objects.length === 0);
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand('redo');
    await until('the object is back', () => document.state.objects.length === 1);
  });

  it('saves beside the image, leaves the image alone, and restores the objects', async () => {
    const before = await readFile(file);
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [{ x: 128, y: 128, positive: true }] }, null);
    document.labelling.use('brain');
    await vscode.commands.executeCommand('workbench.action.files.save');
    await until('the mask is written', () => existsSync(maskFile));
    await until('nothing is unsaved', () => !document.isDirty);
    const sidecar = parseSidecar(await readFile(sidecarFile, 'utf8'), sidecarFile);
    assert.deepEqual(
      sidecar.objects.map(({ label, origin, prompt }) => ({ label, origin, prompt })),
      [{ label: 'brain', origin: 'human', prompt: { box: [60, 60, 196, 196], points: [[128, 128, 1]] } }],
    );
    assert.ok(before.equals(await readFile(file)));
    await closeAll();
    const again = await open(file);
    assert.deepEqual(again.state.objects, sidecar.objects);
  });

  it('saves one file per object or a DICOM Segmentation where the setting says so, and a label map again', async () => {
    const setLayout = (layout: string | undefined): Thenable<void> =>
      vscode.workspace.getConfiguration('samUnet').update('layout', layout, vscode.ConfigurationTarget.Global);
    const objectFile = path.join(path.dirname(file), 'masks', 'brain_012__brain_0.png');
    await setLayout('objects');
    try {
      const document = await open(file);
      await document.prompting.commit(view, { box, points: [] }, null);
      document.labelling.use('brain');
      await vscode.commands.executeCommand('workbench.action.files.save');
      await until('the mask is written', () => existsSync(objectFile));
      await until('nothing is unsaved', () => !document.isDirty);
      assert.equal(existsSync(maskFile), false);
      const present = (): boolean[] => [objectFile, `${file}.mask.dcm`, maskFile].map((each) => existsSync(each));
      for (const [layout, label, expected] of [
        ['dicom-seg', 'skull', [false, true, false]],
        [undefined, 'head', [false, false, true]],
      ] as const) {
        await setLayout(layout);
        document.labelling.use(label);
        await vscode.commands.executeCommand('workbench.action.files.save');
        await until('nothing is unsaved', () => !document.isDirty);
        assert.deepEqual(present(), expected);
      }
      assert.equal(existsSync(path.dirname(objectFile)), false);
    } finally {
      await setLayout(undefined);
    }
  });

  it('corrects a mask with the mask, and the same way after the image was closed', async () => {
    const click = { x: 150, y: 90, positive: false };
    const document = await open(file);
    const id = await document.prompting.commit(view, { box, points: [] }, null);
    await vscode.commands.executeCommand('workbench.action.files.save');
    await until('nothing is unsaved', () => !document.isDirty);
    await document.prompting.commit(view, { box, points: [click] }, id);
    const corrected = document.state.objects[0]?.mask;
    await document.prompting.commit(view, { box, points: [click] }, null);
    assert.notDeepEqual(document.state.objects[1]?.mask, corrected);
    await closeUnsaved();
    const again = await open(file);
    assert.equal(again.state.objects.length, 1);
    await again.prompting.commit(view, { box, points: [click] }, id);
    assert.deepEqual(again.state.objects[0]?.mask, corrected);
  });

  it('does not write over masks that something else has changed, and lets a person decide', async () => {
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    await writeFile(sidecarFile, '{}');
    // Nobody answers the question in a test, which ends the save.
    await assert.rejects(document.saving.save());
    assert.equal(await readFile(sidecarFile, 'utf8'), '{}');
    assert.equal(document.isDirty, true);
    await document.saving.overwrite();
    assert.equal(document.isDirty, false);
    assert.equal(parseSidecar(await readFile(sidecarFile, 'utf8'), sidecarFile).objects.length, 1);
    assert.equal(await readFile(`${sidecarFile}.old`, 'utf8'), '{}');
    await rm(`${sidecarFile}.old`);
  });

  it('keeps a mask of another program under another name when it saves over it', async () => {
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    await writeFile(maskFile, 'theirs');
    await document.saving.overwrite();
    assert.equal(await readFile(`${maskFile}.old`, 'utf8'), 'theirs');
    assert.notEqual(await readFile(maskFile, 'utf8'), 'theirs');
    await rm(`${maskFile}.old`);
  });

  it('shows masks that something else has written, unless edits are unsaved', async () => {
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    await document.saving.save();
    const first = await readFile(sidecarFile, 'utf8');
    await document.prompting.commit(view, { box: { ...box, x1: 150 }, points: [] }, null);
    await document.saving.save();
    await writeFile(sidecarFile, first);
    await until('the masks on disk are shown', () => document.state.objects.length === 1);
    assert.equal(document.isDirty, false);
    await document.prompting.commit(view, { box: { ...box, x0: 90 }, points: [] }, null);
    await writeFile(sidecarFile, first.replace('"version"', ' "version"'));
    assert.equal(await document.saving.check(), 'changed');
    assert.equal(document.state.objects.length, 2);
  });

  it('keeps an edit that is made while it goes back to what is on disk', async () => {
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    const reverting = document.saving.revert();
    const edit = {
      title: { key: 'label', args: [] },
      changes: [{ kind: 'label', index: 0, after: { name: 'late', value: 7, color: '#000000' } }],
    } as const;
    document.edit(edit);
    await reverting;
    assert.deepEqual(
      document.state.labels.map(({ name }) => name),
      ['late'],
    );
    assert.equal(document.isDirty, true);
  });

  it('notices an image that was deleted or replaced, and writes no masks for one that is gone', async () => {
    const [copy, other] = [workspaceFile('mr-series', 'copied.dcm'), workspaceFile('mr-series', 'brain_003.dcm')];
    await copyFile(file, copy);
    try {
      const document = await open(copy);
      const { image } = await document.open();
      await document.prompting.commit(view, { box, points: [] }, null);
      await rm(copy);
      assert.equal(await document.saving.check(), 'missing');
      await assert.rejects(document.saving.save(), /was deleted or moved/);
      assert.ok(!existsSync(`${copy}.masks.json`));
      await copyFile(file, copy);
      assert.equal(await document.saving.check(), 'none');
      await document.saving.save();
      await copyFile(other, copy);
      await until(
        'the other image is shown',
        async () => (await document.open()).image.contentHash !== image.contentHash,
      );
    } finally {
      await removeMasks(copy);
      await rm(copy, { force: true });
    }
  });

  it('goes back to what is on disk', async () => {
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    await until('the tab has its dot', tabIsDirty);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the object is gone', () => document.state.objects.length === 0);
    assert.equal(document.isDirty, false);
  });

  it('restores unsaved edits from the backup that VS Code keeps, unless they are discarded before the image is open', async () => {
    const { editors } = await extension();
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    const destination = vscode.Uri.file(workspaceFile('backup.json'));
    const backup = await editors.backupCustomDocument(document, { destination });
    const restored = editors.openCustomDocument(document.uri, { backupId: backup.id, untitledDocumentData: undefined });
    await restored.open();
    assert.deepEqual(restored.state, document.state);
    assert.equal(restored.isDirty, true);
    restored.dispose();
    const reverted = editors.openCustomDocument(document.uri, { backupId: backup.id, untitledDocumentData: undefined });
    await reverted.saving.revert();
    assert.deepEqual((await reverted.open()).model.state.objects, []);
    assert.equal(reverted.isDirty, false);
    reverted.dispose();
    backup.delete();
    await until('the backup is deleted', () => !existsSync(destination.fsPath));
    const late = editors.openCustomDocument(document.uri, { backupId: backup.id, untitledDocumentData: undefined });
    assert.deepEqual((await late.open()).model.state.objects, []);
    assert.equal(late.isDirty, false);
    late.dispose();
  });

  it('saves a copy with its masks, but not over masks', async () => {
    const document = await open(file);
    await Promise.all([
      document.prompting.commit(view, { box, points: [] }, null),
      document.prompting.commit(view, { box: { ...box, x1: 150 }, points: [] }, null),
    ]);
    assert.equal(new Set(document.state.objects.map(({ id }) => id)).size, 2);
    const copy = workspaceFile('mr-series', 'copy.dcm');
    await document.saving.saveAs(copy);
    assert.ok((await readFile(copy)).equals(await readFile(file)));
    assert.ok(existsSync(`${copy}.mask.png`));
    await assert.rejects(document.saving.saveAs(copy), /already has masks/);
    await removeMasks(copy);
    await rm(copy);
  });

  it('gives an object a new mask when its prompt changes', async () => {
    const document = await open(file);
    const id = await document.prompting.commit(view, { box, points: [] }, null);
    const [first] = document.state.objects;
    await document.prompting.commit(view, { box: { ...box, x1: 150 }, points: [] }, id);
    assert.equal(document.state.objects.length, 1);
    assert.notDeepEqual(document.state.objects[0]?.mask, first?.mask);
    document.remove([id]);
    assert.equal(document.state.objects.length, 0);
  });

  it('loses nothing when the inference process is killed', async () => {
    const { client } = await extension();
    const document = await open(file);
    await document.prompting.commit(view, { box, points: [] }, null);
    const running = document.prompting.commit(view, { box: { ...box, y1: 150 }, points: [] }, null);
    assert.ok(client.pid);
    process.kill(client.pid, 'SIGKILL');
    await running;
    await document.prompting.commit(view, { box: { ...box, x0: 90 }, points: [] }, null);
    assert.equal(document.state.objects.length, 3);
    assert.equal(client.status.state, 'ready');
  });

  it('steps through the candidates for a click, with a model trained with boxes alone', async () => {
    const { client } = await extension();
    const settings = vscode.workspace.getConfiguration('samUnet');
    const model = workspaceFile('boxes');
    writeTinyBoxModel(model);
    await settings.update('modelPath', model, vscode.ConfigurationTarget.Global);
    try {
      const document = await open(file);
      await document.prompting.commit(view, { points: [{ x: 128, y: 128, positive: true }] }, null);
      assert.equal(client.status.state === 'ready' && client.status.model.name, 'tiny');
      assert.equal(document.shown.view().boxesOnly, true);
      const [first] = document.state.objects;
      const count = first?.prompt.candidate?.[1] ?? 0;
      assert.ok(count > 1, `${count} candidates`);
      const shown = () => document.shown.view().objects[0]?.candidate;
      assert.deepEqual(shown(), { rank: 1, count });
      await vscode.commands.executeCommand('samUnet.nextCandidate');
      assert.deepEqual(shown(), { rank: 2, count });
      assert.notDeepEqual(document.state.objects[0]?.mask, first?.mask);
      await vscode.commands.executeCommand('samUnet.previousCandidate');
      await vscode.commands.executeCommand('samUnet.previousCandidate');
      assert.deepEqual(shown(), { rank: count, count });
      for (let i = 0; i < 3; i++) await vscode.commands.executeCommand('undo');
      await until('the first candidate is back', () => shown()?.rank === 1);
      assert.deepEqual(document.state.objects[0]?.mask, first?.mask);
      await document.prompting.commit(view, { box, points: [] }, null);
      await assert.rejects(document.prompting.stepCandidate(1, null), /has no other candidates/);
    } finally {
      await settings.update('modelPath', undefined, vscode.ConfigurationTarget.Global);
      await rm(model, { recursive: true });
    }
  });

  it('segments the active image with one box over all of it', async () => {
    const document = await open(file);
    await vscode.commands.executeCommand('samUnet.segmentActiveImage');
    assert.deepEqual(document.state.objects[0]?.prompt.box, [0, 0, 256, 256]);
  });
});

describe('a DICOM series', () => {
  const member = workspaceFile('mr-series', 'brain_012.dcm');
  const anchor = workspaceFile('mr-series', 'brain_001.dcm');

  afterEach(async () => {
    await closeUnsaved();
    await removeMasks(anchor);
  });

  it('opens with any of its files as one document, at the slice of the file', async () => {
    const { editors } = await extension();
    await open(anchor);
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(member), 'samUnet.image');
    await until('the series shows the slice of the file', () => editors.active?.view?.slice === 11);
    assert.equal(editors.active?.document.uri.fsPath, anchor);
    await until('the editor of the file alone is gone', () => editors.documents.length === 1);
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);
    await until('its tab is the only one', () => tabs().join() === 'brain_001.dcm');
    await closeAll();
    await open(anchor);
    assert.equal(editors.active.view?.slice, 11, 'The series opens at the slice that was seen last.');
  });

  it('keeps masks beside its first file, in the frame of the whole, for whichever file is opened', async () => {
    const document = await open(anchor);
    const { image } = await document.open();
    assert.equal(image.info.slices, 20);
    await document.prompting.commit({ ...view, slice: 11 }, { box, points: [] }, null);
    await document.saving.save();
    assert.ok(existsSync(`${anchor}.mask.nii.gz`));
    await assert.rejects(document.saving.saveAs(workspaceFile('copy.dcm')), /Copy its folder/);
    await closeAll();
    const { editors } = await extension();
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(member), 'samUnet.image');
    await until('the mask is shown', () => editors.active?.document.state.objects[0]?.slice === 11);
  });

  it('opens without an ending, by its name and where it is shown as text', async () => {
    const folder = workspaceFile('without-ending');
    await mkdir(folder, { recursive: true });
    const names = ['IM0001', 'IM0002', 'IM0003'].map((name) => path.join(folder, name));
    for (const [i, name] of names.entries()) await copyFile(workspaceFile('mr-series', `brain_00${i + 1}.dcm`), name);
    const { editors } = await extension();
    const uri = vscode.Uri.file(names[1]!);
    await vscode.commands.executeCommand('samUnet.openImage', uri);
    await until('the series shows the slice of the file', () => editors.active?.view?.slice === 1);
    assert.equal(editors.active?.document.uri.fsPath, names[0]);
    await closeAll();
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    await vscode.commands.executeCommand('samUnet.openImage');
    await until('the series shows the slice of the file', () => editors.active?.view?.slice === 1);
    await rm(folder, { recursive: true });
  });

  it('leaves a file with masks of its own alone, and says so', async () => {
    const own = workspaceFile('mr-series', 'brain_013.dcm');
    await setSeriesMode('single');
    const alone = await open(own);
    await alone.prompting.commit(view, { box, points: [] }, null);
    await alone.saving.save();
    await closeAll();
    await setSeriesMode(undefined);
    const document = await open(own);
    assert.equal((await document.open()).image.info.slices, 1);
    assert.equal(document.state.objects.length, 1);
    assert.match(document.remarks.map(english).join(), /has masks of its own/);
    await removeMasks(own);
  });
});

describe('the commands', () => {
  it('are all there', async () => {
    await extension();
    const { contributes } = JSON.parse(
      await readFile(
        path.join(vscode.extensions.getExtension('sam-unet.sam-unet')!.extensionPath, 'package.json'),
        'utf8',
      ),
    ) as { contributes: { commands: { command: string }[]; keybindings: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of [...contributes.commands, ...contributes.keybindings]) {
      assert.ok(registered.has(command), command);
    }
  });
});
