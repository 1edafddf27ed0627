import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import { loadMasks, saveMasks } from '../../src/node/masks/maskStore';
import type { ImageDocument } from '../../src/host/editor/imageDocument';
import { open, until, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

const view = { slice: 0, window: null };
const box = { x0: 60, y0: 60, x1: 196, y1: 196 };
const size = { width: 256, height: 256 };

describe('an open image', () => {
  const folder = workspaceFile('outside');
  const file = path.join(folder, 'brain.dcm');
  const image = { ...size, slices: 1, path: file };
  const sidecarFile = `${file}.masks.json`;
  let document: ImageDocument;

  const onDisk = async (): Promise<readonly SidecarObject[]> =>
    parseSidecar(await readFile(sidecarFile, 'utf8'), sidecarFile).objects;
  const draw = (x1: number): Promise<unknown> =>
    document.prompting.commit(view, { box: { ...box, x1 }, points: [] }, null);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' });

  /** What another window does: it has read the masks that are there, and saves one of its own. */
  async function otherWindow(left: number): Promise<() => Promise<unknown>> {
    const { version } = await loadMasks(image);
    const objects = [rectObject(size, { x0: left, y0: 5, x1: left + 20, y1: 30 }, { id: 'other', origin: 'human' })];
    return () => saveMasks(image, { labels: [liver], objects }, { writer: 'human', expected: version });
  }

  beforeEach(async () => {
    await mkdir(folder, { recursive: true });
    await copyFile(workspaceFile('mr-series', 'brain_012.dcm'), file);
    document = await open(file);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
  });

  it('shows what another window saves, and with unsaved edits neither loses its own nor writes over it', async () => {
    await (
      await otherWindow(10)
    )();
    await until('the masks of the other window are shown', () => document.state.objects[0]?.id === 'other');
    assert.equal(document.isDirty, false);
    await draw(150);
    await (
      await otherWindow(40)
    )();
    const theirs = await readFile(sidecarFile, 'utf8');
    // Nobody answers the question in a test, which ends the save.
    await assert.rejects(document.saving.save());
    assert.equal(await readFile(sidecarFile, 'utf8'), theirs);
    assert.equal(document.state.objects.length, 2);
    assert.equal(document.isDirty, true);
  });

  it('and another window that save at once: one does, and the other is told', async () => {
    await draw(150);
    await document.saving.save();
    for (let round = 0; round < 10; round++) {
      await draw(160 + round);
      const ours = document.state.objects.length;
      const save = await otherWindow(10 + round);
      const [here, there] = await Promise.allSettled([document.saving.save(), save()]);
      assert.notEqual(here.status, there.status);
      const isOurs = here.status === 'fulfilled';
      assert.equal((await onDisk()).length, isOurs ? ours : 1);
      assert.equal(document.state.objects.length, ours);
      assert.equal(document.isDirty, !isOurs);
      await document.saving.overwrite();
    }
  });

  it('follows git, and keeps unsaved edits from it', async () => {
    await draw(150);
    await document.saving.save();
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'one');
    git('tag', 'one');
    await draw(160);
    await document.saving.save();
    git('commit', '-qam', 'two');
    git('checkout', '-q', 'one');
    await until('the first masks are shown', () => document.state.objects.length === 1);
    git('checkout', '-q', 'main');
    await until('the second masks are shown', () => document.state.objects.length === 2);
    assert.equal(document.isDirty, false);

    await draw(170);
    git('checkout', '-q', 'one');
    assert.equal(await document.saving.check(), 'changed');
    await assert.rejects(document.saving.save());
    assert.equal(document.state.objects.length, 3);
    assert.equal(git('status', '--porcelain'), '');
    await document.saving.overwrite();
    assert.equal((await onDisk()).length, 3);

    git('stash', '-q');
    await until('the masks before the stash are shown', () => document.state.objects.length === 1);
    await draw(180);
    git('stash', 'pop', '-q');
    assert.equal(await document.saving.check(), 'changed');
    await assert.rejects(document.saving.save());
    assert.equal(document.state.objects.length, 2);
    assert.equal((await onDisk()).length, 3);
    await document.saving.revert();
    assert.equal(document.state.objects.length, 3);
  });
});
