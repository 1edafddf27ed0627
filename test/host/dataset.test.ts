import * as assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { saveMasks } from '../../src/node/masks/maskStore';
import { extension, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

const size = { width: 256, height: 256 };
const file = workspaceFile('png', 'brain_014.png');

/** What a new look at the workspace says of the image. */
async function status(): Promise<string | undefined> {
  const { dataset } = await extension();
  await dataset.refresh();
  return (await dataset.lookUp(vscode.Uri.file(file)))?.status;
}

describe('the dataset', () => {
  after(async () => {
    const { dataset } = await extension();
    await dataset.filterBy('');
    await dataset.groupBy('folder');
    for (const suffix of ['.masks.json', '.mask.png']) await rm(file + suffix, { force: true });
  });

  it('knows the images of the workspace, and after another look what has come and gone', async () => {
    const { dataset } = await extension();
    assert.equal(await status(), 'none');
    const { nodes } = await dataset.children();
    assert.ok(nodes.some((node) => node.kind === 'group' && node.name === 'png' && node.images >= 5));
    const objects = [rectObject(size, { x0: 60, y0: 60, x1: 90, y1: 90 })];
    await saveMasks({ path: file, ...size, slices: 1 }, { labels: [liver], objects }, { writer: 'machine' });
    assert.equal(await status(), 'machine');
    await rm(`${file}.masks.json`);
    assert.equal(await status(), 'none');
  });

  it('counts a series as one image', async () => {
    const { dataset } = await extension();
    await dataset.refresh();
    const [first, other] = ['brain_001.dcm', 'brain_016.dcm'].map((name) => workspaceFile('mr-series', name)) as [
      string,
      string,
    ];
    assert.equal((await dataset.lookUp(vscode.Uri.file(first)))?.slices, 20);
    assert.equal(await dataset.lookUp(vscode.Uri.file(other)), undefined);
  });

  it('is filtered and grouped, and refuses a filter that is wrong without losing the one before', async () => {
    const { dataset } = await extension();
    await dataset.refresh();
    await dataset.filterBy('modality:MR name:brain_0*');
    await dataset.groupBy('modality');
    const { nodes } = await dataset.children();
    assert.deepEqual(
      nodes.map((node) => node.kind === 'group' && [node.name, node.images]),
      [['MR', 1]],
    );
    await assert.rejects(dataset.filterBy('quality:good'), /not a range of quality/);
    assert.equal(dataset.filter, 'modality:MR name:brain_0*');
    assert.deepEqual((await dataset.totals()).shown, 1);
  });

  it('says nothing of files outside of the workspace', async () => {
    const { dataset } = await extension();
    const outside = vscode.Uri.file(path.join(path.parse(file).root, 'elsewhere.dcm'));
    assert.equal(await dataset.lookUp(outside), undefined);
  });
});
