import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { writeLabelPng } from '../../src/core/formats/png/labelMap';
import { sidecarVersion } from '../../src/core/sidecar/migrations';
import { formatSidecar, parseSidecar, type Sidecar } from '../../src/core/sidecar/sidecar';
import { rectObject } from '../support/sidecars';

const size = { width: 256, height: 256 };
const name = 'brain_006.png';

function pictures(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return path.join(folder.uri.fsPath, 'png');
}

async function objectsOf(
  image: string,
): Promise<{ label: string; origin: string; status: string; counts: number[] }[]> {
  const file = `${image}.masks.json`;
  return parseSidecar(await readFile(file, 'utf8'), file).objects.map(({ label, origin, status, mask }) => {
    return { label, origin, status, counts: mask.counts };
  });
}

describe('export and import', () => {
  const image = path.join(pictures(), name);
  const drawn = rectObject(size, { x0: 30, y0: 40, x1: 90, y1: 70 }, { origin: 'human', label: 'eye' });
  let out = '';

  const clean = async (): Promise<void> => {
    for (const suffix of ['.masks.json', '.mask.png']) await rm(image + suffix, { force: true });
    if (out !== '') await rm(out, { recursive: true, force: true });
  };
  beforeEach(async () => {
    await clean();
    out = await mkdtemp(path.join(tmpdir(), 'layouts-'));
  });
  after(clean);

  it('writes masks for training code, and takes them back as those of a person', async () => {
    const sidecar: Sidecar = {
      format: 'sam-unet-masks',
      version: sidecarVersion,
      image: { file: name, ...size, slices: 1 },
      labels: [{ name: 'eye', value: 1, color: '#e69f00' }],
      objects: [{ ...drawn, status: 'accepted' }],
    };
    await writeFile(`${image}.masks.json`, formatSidecar(sidecar));
    const request = { folder: pictures(), layout: 'nnunet', out, selection: 'reviewed' };
    await vscode.commands.executeCommand('samUnet.exportMasks', request);
    assert.deepEqual((await readdir(out)).sort(), ['dataset.json', 'imagesTr', 'labelsTr']);
    assert.deepEqual(await readdir(path.join(out, 'labelsTr')), ['brain_006.png']);

    await rm(`${image}.masks.json`);
    await vscode.commands.executeCommand('samUnet.importMasks', { source: out, images: pictures(), origin: 'human' });
    assert.deepEqual(await objectsOf(image), [
      { label: 'eye', origin: 'human', status: 'accepted', counts: drawn.mask.counts },
    ]);
    assert.ok(existsSync(`${image}.mask.png`));
  });

  it('gives a label map that lies beside its image a sidecar and leaves it as it is', async () => {
    const values = new Uint8Array(size.width * size.height).fill(3, 0, 500);
    const bytes = writeLabelPng(size, values, new Map());
    await writeFile(`${image}.mask.png`, bytes);
    await vscode.commands.executeCommand('samUnet.importMasks', {
      source: pictures(),
      images: pictures(),
      layout: 'beside',
      origin: 'human',
    });
    assert.deepEqual(await readFile(`${image}.mask.png`), Buffer.from(bytes));
    const [object] = await objectsOf(image);
    assert.equal(object?.label, 'label 3');
    assert.deepEqual(object.counts.slice(0, 2), [0, 500]);
  });
});
