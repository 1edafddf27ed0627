import * as assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import { ObjectsTree } from '../../src/host/editor/objectsTree';
import type { ImageDocument } from '../../src/host/editor/imageDocument';
import { loadMasks, saveMasks } from '../../src/node/masks/maskStore';
import { extension, open, until, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

const size = { width: 256, height: 256 };
const file = workspaceFile('mr-series', 'brain_009.dcm');
const lesion = { name: 'lesion', value: 2, color: '#56b4e9' };
const rect = (x0: number) => ({ x0, y0: 60, x1: x0 + 60, y1: 120 });

const removeMasks = async (): Promise<void> => {
  for (const suffix of ['.masks.json', '.mask.png']) await rm(file + suffix, { force: true });
};
const set = (key: string, value: string | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('samUnet').update(key, value, vscode.ConfigurationTarget.Global);
/** Undoes the last edit, once VS Code knows of it. */
async function undo(): Promise<void> {
  await until('the tab has its dot', () => vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty ?? false);
  await vscode.commands.executeCommand('undo');
}

/** Runs a command as the Objects view does. */
const run = (command: string, pressed: SidecarObject, selected?: readonly SidecarObject[]): Thenable<unknown> =>
  vscode.commands.executeCommand(command, pressed, selected);

async function treeOf(): Promise<ObjectsTree> {
  const { editors } = await extension();
  return new ObjectsTree(editors);
}

describe('the Objects view', () => {
  let document: ImageDocument;
  const object = (id: string): SidecarObject => document.state.objects.find((each) => each.id === id)!;
  const ids = (objects: readonly SidecarObject[]): string => objects.map(({ id }) => id).join('');

  before(async () => {
    await set('dicomSeries', 'single');
    await set('overlaps', 'flatten');
  });
  after(async () => {
    await set('dicomSeries', undefined);
    await set('overlaps', undefined);
  });
  beforeEach(async () => {
    await removeMasks();
    const image = { ...size, slices: 1, path: file };
    const objects = [
      rectObject(size, rect(40), { id: '1' }),
      rectObject(size, rect(80), { id: '2', label: 'lesion' }),
      rectObject(size, rect(160), { id: '3' }),
    ];
    const { version } = await loadMasks(image);
    await saveMasks(image, { labels: [liver, lesion], objects }, { writer: 'human', expected: version });
    document = await open(file);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await removeMasks();
  });

  it('begins with what lies on top; rows show first what decides what to do, and are named in words', async () => {
    const tree = await treeOf();
    assert.equal(ids(tree.getChildren()), '321');
    const item = tree.getTreeItem(object('1'));
    assert.match(item.accessibilityInformation?.label ?? '', /^liver, .+ mm², 0\.90, unreviewed, partly covered$/);
    assert.match(String(item.description), /^\? 0\.90 · .+ mm²$/);
    assert.equal(item.contextValue, 'object shown open');
    await run('samUnet.hideObject', object('1'));
    await run('samUnet.lockObject', object('1'));
    const changed = tree.getTreeItem(object('1'));
    assert.equal(changed.contextValue, 'object hidden locked');
    assert.match(changed.accessibilityInformation?.label ?? '', /^liver, locked, hidden, /);
  });

  it('shows a picture of the mask in the tooltip', async () => {
    const tree = await treeOf();
    const item = await tree.resolveTreeItem(tree.getTreeItem(object('2')), object('2'));
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    assert.match(item.tooltip.value, /^!\[\]\(data:image\/png;base64,[A-Za-z0-9+/=]{500,}\)/);
    assert.match(item.tooltip.value, /Estimated Dice 0\\\.90/);
  });

  it('takes dragged objects to another place, which can be undone', async () => {
    const tree = await treeOf();
    const transfer = new vscode.DataTransfer();
    tree.handleDrag([object('1')], transfer);
    tree.handleDrop(object('3'), transfer);
    assert.equal(ids(tree.getChildren()), '132');
    await undo();
    await until('the order is as before', () => ids(tree.getChildren()) === '321');
  });

  it('applies commands to everything that is selected, except what is locked', async () => {
    await run('samUnet.lockObject', object('3'));
    const all = document.state.objects;
    await run('samUnet.deleteObject', all[0]!, all);
    assert.equal(ids(document.state.objects), '3');
    await undo();
    await until('all are back', () => document.state.objects.length === 3);
    document.selectAll(['1', '2']);
    document.labelling.use('spleen');
    assert.deepEqual(
      document.state.objects.map(({ label }) => label),
      ['spleen', 'spleen', 'liver'],
    );
    assert.throws(() => {
      document.remove(['3']);
    }, /“liver” is locked/);
    assert.throws(() => {
      document.labelling.use('spleen', ['3']);
    }, /“liver” is locked/);
  });

  it('keeps the lock in the sidecar, and unlocks', async () => {
    await run('samUnet.lockObject', object('2'), [object('1'), object('2')]);
    await document.saving.save();
    const saved = parseSidecar(await readFile(`${file}.masks.json`, 'utf8'), file);
    assert.deepEqual(
      saved.objects.map(({ locked }) => locked),
      [true, true, undefined],
    );
    await run('samUnet.unlockObject', object('1'));
    assert.equal(object('1').locked, undefined);
  });

  it('accepts and saves what is named, and moves it forward', async () => {
    await run('samUnet.acceptObject', object('1'), [object('1'), object('2')]);
    assert.deepEqual(
      document.state.objects.map(({ status }) => status),
      ['accepted', 'accepted', 'draft'],
    );
    await until('they are saved', () => !document.isDirty);
    await run('samUnet.bringForward', object('1'));
    assert.equal(ids(document.state.objects), '213');
  });

  it('changes colours, fill and opacity by the settings', async () => {
    const settings = vscode.workspace.getConfiguration('samUnet.masks');
    const { Global } = vscode.ConfigurationTarget;
    const colors = (): readonly string[] => document.shown.view().objects.map(({ color }) => color);
    const byLabel = colors();
    try {
      await settings.update('coloring', 'object', Global);
      await until('each object has a colour of its own', () => new Set(colors()).size === 3);
      await vscode.commands.executeCommand('samUnet.toggleFill');
      await until('masks are outlines', () => !document.shown.view().display.fill);
      await settings.update('opacity', 0.5, Global);
      await until('the opacity is set', () => document.shown.view().display.opacity === 0.5);
    } finally {
      for (const key of ['coloring', 'fill', 'opacity']) await settings.update(key, undefined, Global);
    }
    await until('labels have their colours again', () => colors().join() === byLabel.join());
  });
});
