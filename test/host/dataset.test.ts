import * as assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { saveMasks } from '../../src/node/files/maskStore';
import { extension, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

const size = { width: 256, height: 256 };
const file = workspaceFile('mr-series', 'brain_016.dcm');

/** Polls until the dataset says of the image what is expected. */
async function status(expected: string): Promise<void> {
  const { dataset } = await extension();
  let found = '';
  for (const end = Date.now() + 30_000; found !== expected;) {
    if (Date.now() > end) throw new Error(`The image is ${found}, not ${expected}.`);
    found = (await dataset.lookUp(vscode.Uri.file(file)))?.status ?? 'unknown';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the dataset', () => {
  after(async () => {
    const { dataset } = await extension();
    await dataset.filterBy('');
    await dataset.groupBy('folder');
    for (const suffix of ['.masks.json', '.mask.png']) await rm(file + suffix, { force: true });
  });

  it('knows the images of the workspace and notices masks that come and go', async () => {
    const { dataset } = await extension();
    await dataset.refresh();
    const { nodes } = await dataset.children();
    assert.ok(nodes.some((node) => node.kind === 'group' && node.name === 'mr-series' && node.images >= 20));
    await status('none');
    const objects = [rectObject(size, { x0: 60, y0: 60, x1: 90, y1: 90 })];
    await saveMasks({ path: file, ...size, slices: 1 }, { labels: [liver], objects }, { writer: 'machine' });
    await status('machine');
    await rm(`${file}.masks.json`);
    await status('none');
  });

  it('is filtered and grouped, and refuses a filter that is wrong without losing the one before', async () => {
    const { dataset } = await extension();
    await dataset.filterBy('modality:MR name:brain_01*');
    await dataset.groupBy('modality');
    const { nodes } = await dataset.children();
    assert.deepEqual(
      nodes.map((node) => node.kind === 'group' && [node.name, node.images]),
      [['MR', 10]],
    );
    await assert.rejects(dataset.filterBy('quality:good'), /no range of the quality/);
    assert.equal(dataset.filter, 'modality:MR name:brain_01*');
    assert.deepEqual((await dataset.totals()).shown, 10);
  });

  it('says nothing of files outside of the workspace', async () => {
    const { dataset } = await extension();
    const outside = vscode.Uri.file(path.join(path.parse(file).root, 'elsewhere.dcm'));
    assert.equal(await dataset.lookUp(outside), undefined);
  });
});
