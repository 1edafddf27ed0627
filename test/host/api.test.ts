import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { judgeObjects } from '../../src/core/document/edits';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import type { SamUnetExports } from '../../src/host/api/samUnetApi';
import { extension, until, workspaceFile } from '../support/host';
import type { Consumer } from './consumer/extension';

const file = workspaceFile('mr-series', 'brain_009.dcm');
const image = vscode.Uri.file(file);
const series = (mode: string | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('samUnet').update('dicomSeries', mode, vscode.ConfigurationTarget.Global);
const removeMasks = async (): Promise<void> => {
  for (const suffix of ['.masks.json', '.mask.png']) await rm(file + suffix, { force: true });
};
const saved = async (): Promise<readonly SidecarObject[]> =>
  parseSidecar(await readFile(`${file}.masks.json`, 'utf8'), file).objects;

describe('the API for other extensions', () => {
  let consumer: Consumer;

  before(async () => {
    await series('single');
    await removeMasks();
    const found = vscode.extensions.getExtension<Consumer>('tests.consumer');
    assert.ok(found);
    consumer = await found.activate();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await removeMasks();
    await series(undefined);
  });

  it('has the version that was asked for, and no other', () => {
    assert.equal(consumer.api.version, 1);
    const { exports } = vscode.extensions.getExtension<SamUnetExports>('sam-unet.sam-unet')!;
    assert.throws(() => exports.getApi(2 as 1), /no API of version 2/);
  });

  it('segments without writing', async () => {
    const [object] = await consumer.segment(image, false);
    assert.ok(object);
    assert.equal(object.id, '');
    assert.equal(object.status, 'unreviewed');
    const { width, height, counts } = object.mask;
    assert.equal(
      counts.reduce((sum, run) => sum + run, 0),
      width * height,
    );
    assert.ok(counts.length > 1);
    assert.equal(existsSync(`${file}.masks.json`), false);
    assert.deepEqual(await consumer.api.objects(image), []);
  });

  it('adds masks as unreviewed drafts that say which extension has asked', async () => {
    const [object] = await consumer.segment(image, true);
    assert.deepEqual(await consumer.api.objects(image), [object]);
    const [stored] = await saved();
    assert.deepEqual(
      [stored!.status, stored!.origin, stored!.assistant, stored!.source],
      ['draft', 'machine', 'tests.consumer', 'asked'],
    );
    await until('the change on disk is reported', () =>
      consumer.changes.some(({ image: changed, kind }) => kind === 'saved' && changed.fsPath === file),
    );
  });

  it('opens the image, and reports edits with the objects as they are then', async () => {
    await consumer.api.open(image, { slice: 0 });
    const { editors } = await extension();
    const document = editors.documents.find(({ uri }) => uri.fsPath === file)!;
    assert.equal(editors.active?.document, document);
    const [{ id }] = (await saved()) as [SidecarObject];
    const signature = { by: 'tests', at: new Date().toISOString() };
    document.edit(judgeObjects(document.state, [id], 'accepted', signature));
    await until('the edit is reported', () => consumer.changes.some(({ kind }) => kind === 'edited'));
    assert.deepEqual(
      (await consumer.api.objects(image)).map(({ status }) => status),
      ['accepted'],
    );
    assert.deepEqual(
      (await saved()).map(({ status }) => status),
      ['draft'],
    );
  });

  it('refuses a box outside the image', async () => {
    const prompt = { label: 'lesion', box: [900, 900, 950, 950] } as const;
    await assert.rejects(Promise.resolve(consumer.api.segment(image, [prompt])), /lies outside the image/);
  });
});

describe('tools of assistants in VS Code', () => {
  it('are registered, and answer with what they have found', async () => {
    await extension();
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('sam_unet_'));
    assert.deepEqual(
      names.sort(),
      [
        ...[
          'check_dataset',
          'describe_image',
          'export_masks',
          'find_images',
          'generate_masks',
          'rank_by_quality',
          'segment_objects',
        ],
        ...['start_review', 'undo_run'],
      ].map((name) => `sam_unet_${name}`),
    );
    const { content } = await vscode.lm.invokeTool('sam_unet_find_images', {
      input: { filter: 'name:brain_009' },
      toolInvocationToken: undefined,
    });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /"total":2,"images":\[\{"image":"png\/brain_009/);
  });
});
