import * as assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { lockObjects } from '../../src/core/document/locks';
import { stepObjects } from '../../src/core/document/order';
import { reshapeObjects, splitObject } from '../../src/core/document/reshape';
import type { Area } from '../../src/core/image/area/area';
import { grow } from '../../src/core/mask/cleanUp/morphology';
import { decodeRunLength, encodeRunLength } from '../../src/core/mask/runLength';
import { t } from '../../src/core/text/message';
import type { ImageDocument } from '../../src/host/editor/imageDocument';
import { loadMasks, saveMasks } from '../../src/node/masks/maskStore';
import { jitter } from '../support/hand/jitter';
import { open, workspaceFile } from '../support/host';
import { liver, rectObject } from '../support/sidecars';

/** 500 by `SCALE=full`, which takes minutes: VS Code undoes one step after another. */
const edits = process.env['SCALE'] === 'full' ? 500 : 30;
const size = { width: 256, height: 256 };
const file = workspaceFile('mr-series', 'brain_008.dcm');
const by = { by: 'A', at: '2026-01-01T00:00:00.000Z' };

/** The files with the masks, but for the line with the hash of the mask file that was there before. */
const written = async (): Promise<readonly string[]> => {
  const [text, mask] = await Promise.all([readFile(`${file}.masks.json`, 'utf8'), readFile(`${file}.mask.png`)]);
  return [text.replace(/^ *"previousMaskHashes".*\n/m, ''), mask.toString('base64')];
};

describe('many mixed edits', () => {
  const removeMasks = (): Promise<unknown> =>
    Promise.all(['.masks.json', '.mask.png'].map((suffix) => rm(file + suffix, { force: true })));
  const set = (key: string, value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('samUnet').update(key, value, vscode.ConfigurationTarget.Global);
  before(async () => {
    await set('dicomSeries', 'single');
    await set('overlaps', 'flatten');
    await removeMasks();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await set('dicomSeries', undefined);
    await set('overlaps', undefined);
    await removeMasks();
  });

  it('are undone to the start and made again, to files that are equal byte for byte', async () => {
    const object = rectObject(size, { x0: 90, y0: 90, x1: 170, y1: 170 });
    const image = { ...size, slices: 1, path: file };
    const { version } = await loadMasks(image);
    await saveMasks(image, { labels: [liver], objects: [object] }, { writer: 'human', expected: version });
    const document = await open(file);
    await document.saving.save();
    const start = await written();
    const kinds = await change(document);
    assert.ok(kinds.size >= 9, [...kinds].join());
    await document.saving.save();
    const end = await written();
    assert.notDeepEqual(end, start);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    const run = async (command: 'undo' | 'redo', expected: readonly string[]): Promise<void> => {
      for (let i = 0; i < edits; i++) {
        const { state } = document;
        // VS Code does nothing while it is still at the step before.
        while (document.state === state) {
          await vscode.commands.executeCommand(command);
          for (let wait = 0; wait < 100 && document.state === state; wait++) await setTimeout(5);
        }
      }
      await document.saving.save();
      assert.deepEqual(await written(), expected);
    };
    await run('undo', start);
    await run('redo', end);
  }).timeout(900_000);
});

/** Makes edits of every kind in turn, at places of which chance has a part. @returns the titles of those that were made */
async function change(document: ImageDocument): Promise<Set<string>> {
  const random = jitter();
  const near = (by: number): [number, number] => [128 + random.next().value * by, 128 + random.next().value * by];
  const kinds = new Set<string>();
  let made = 0;
  const counting = async (kind: string, act: () => unknown): Promise<void> => {
    const { state } = document;
    // Where nothing is to be changed there, the next one is tried.
    await Promise.resolve()
      .then(act)
      .catch(() => undefined);
    if (document.state === state) return;
    made++;
    kinds.add(kind);
  };
  for (let i = 0; made < edits; i++) {
    const { objects } = document.state;
    const object = objects[i % Math.max(objects.length, 1)];
    const hand = { slice: 0, objectId: object?.id ?? null, range: null, sparesOthers: i % 7 === 0 };
    const [x, y] = near(120);
    const area = (kind: string, what: Area, erases = false) =>
      counting(kind, () => document.painting.commitArea({ ...hand, erases, area: what }));
    const stroke = (objectId: string | null, erases: boolean): Promise<string | null> =>
      document.painting.commit({
        ...hand,
        objectId,
        erases,
        dabs: [
          [x, y, 6],
          [...near(160), 6],
        ],
      });
    const acts: readonly (() => Promise<void>)[] = [
      () => counting('brush', () => stroke(hand.objectId, false)),
      () => counting('eraser', () => stroke(hand.objectId, true)),
      () => counting('new object', () => (objects.length < 6 ? stroke(null, false) : undefined)),
      () => area('lasso', { kind: 'polygon', points: [near(90), near(90), near(90), near(90)] }),
      () => area('lasso, subtracting', { kind: 'polygon', points: [near(90), near(90), near(90)] }, true),
      () => area('threshold', { kind: 'threshold', box: [x, y, x + 20, y + 20], range: [50, 1000] }),
      () => area('wand', { kind: 'region', at: [x, y], tolerance: 15 }, i % 2 === 0),
      () => area('hole', { kind: 'hole', at: [x, y] }),
      () =>
        counting('label', () => {
          document.labelling.use(['liver', 'spleen', 'kidney'][i % 3]!, object && [object.id]);
        }),
      () => counting('order', () => document.edit(stepObjects(document.state, [object!.id], 'backward'))),
      () =>
        counting('grow', () => {
          const mask = encodeRunLength(grow(decodeRunLength(object!.mask), i % 2 === 0 ? 2 : -2));
          return document.edit(reshapeObjects(document.state, new Map([[object!.id, mask]]), t`Grow`, by));
        }),
      () => counting('split', () => objects.length < 6 && document.edit(splitObject(document.state, object!.id, by))),
      () =>
        counting('delete', () => {
          if (objects.length > 4) document.remove([object!.id]);
        }),
      () =>
        counting('lock', () => {
          const { id, locked = false } = object!;
          if (!locked) document.edit(lockObjects(document.state, [id], true));
        }),
      () =>
        counting('unlock', () =>
          document.edit(
            lockObjects(
              document.state,
              objects.map(({ id }) => id),
              false,
            ),
          ),
        ),
    ];
    await acts[i % acts.length]!();
  }
  return kinds;
}
