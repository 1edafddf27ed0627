import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { withLabelRenamed, withRenameUndone } from '../../../src/core/labels/renameLabel';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { parseSidecar, type Sidecar } from '../../../src/core/sidecar/sidecar';
import { t } from '../../../src/core/text/message';
import { labelFile } from '../../../src/node/labels/labelFile';
import { localMasks } from '../../../src/node/masks/localMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { endProcessWide } from '../../../src/node/processWide';
import { planRename, withUnsaved } from '../../../src/node/rename/planRename';
import { renameEverywhere, undoRename } from '../../../src/node/rename/renameEverywhere';
import { findRenames } from '../../../src/node/rename/renameFolder';
import { boxSize, writeBoxImage } from '../../support/boxModel';
import { lesion, liver, rectObject } from '../../support/sidecars';

const rect = { x0: 1, y0: 1, x1: 6, y1: 6 };
const names = { from: 'liver', to: 'hepar' };
let folder = '';
const at = (name: string): string => path.join(folder, name);

async function write(name: string, labels: readonly ('liver' | 'lesion')[]): Promise<void> {
  writeBoxImage(at(name));
  const image = { ...boxSize, slices: 1, path: at(name) };
  const { version } = await loadMasks(image);
  const objects = labels.map((label, i) => rectObject(boxSize, rect, { id: String(i + 1), label }));
  const used = [liver, lesion].filter(({ name: label }) => labels.some((each) => each === label));
  await saveMasks(image, { labels: used, objects }, { writer: 'human', expected: version });
}

const sidecar = (name: string): Sidecar => parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name);
const labelsOf = (name: string): readonly string[] => sidecar(name).objects.map(({ label }) => label);
const renames = () =>
  findRenames(folder, (error) => {
    throw error;
  });

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rename-'));
  mkdirSync(at('sub'));
  await write('a.png', ['liver', 'lesion']);
  await write('sub/b.png', ['liver', 'liver']);
  await write('c.png', ['lesion']);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => endProcessWide());

describe('renaming a label everywhere', () => {
  it('changes the sidecars that have it and the label file, and nothing else', async () => {
    mkdirSync(at('.sam-unet'));
    writeFileSync(labelFile(folder), JSON.stringify({ version: 1, labels: [{ name: 'liver', value: 1 }] }));
    const [map, other] = [readFileSync(at('a.png.mask.png')), readFileSync(at('c.png.masks.json'))];
    const plan = await planRename(folder, names);
    expect(plan.images.map(({ image, ids }) => [image, ids.length])).toEqual([
      ['a.png', 1],
      ['sub/b.png', 2],
    ]);
    const summary = await renameEverywhere(plan, 'Ada');
    expect(summary).toEqual({ changed: ['a.png', 'sub/b.png'], unchanged: [], left: [], cancelled: false });
    expect([labelsOf('a.png'), labelsOf('sub/b.png')]).toEqual([
      ['hepar', 'lesion'],
      ['hepar', 'hepar'],
    ]);
    expect(readFileSync(at('a.png.mask.png'))).toEqual(map);
    expect(readFileSync(at('c.png.masks.json'))).toEqual(other);
    expect(readFileSync(labelFile(folder), 'utf8')).toContain('"hepar"');
  });

  it('is undone, with the label file, and the record goes', async () => {
    mkdirSync(at('.sam-unet'));
    const labels = '{"version":1,"labels":[{"name":"liver","value":1}]}';
    writeFileSync(labelFile(folder), labels);
    const before = [sidecar('a.png').objects, sidecar('a.png').labels];
    await renameEverywhere(await planRename(folder, { from: 'liver', to: 'lesion' }), 'Ada');
    expect(labelsOf('a.png')).toEqual(['lesion', 'lesion']);
    const [found] = await renames();
    expect(found!.record).toMatchObject({ from: 'liver', to: 'lesion', by: 'Ada' });
    const summary = await undoRename(folder, found!);
    expect(summary).toMatchObject({ changed: ['a.png', 'sub/b.png'], left: [] });
    expect(sidecar('a.png').objects).toEqual(before[0]);
    expect(sidecar('a.png').labels).toEqual(expect.arrayContaining([...before[1]!]));
    expect(readFileSync(labelFile(folder), 'utf8')).toBe(labels);
    expect(await renames()).toEqual([]);
  });

  it('leaves what is damaged, newer, in use, being edited or of another program, and names it', async () => {
    for (const name of ['d.png', 'e.png', 'f.png', 'g.png']) await write(name, ['liver']);
    writeFileSync(at('d.png.masks.json'), '{"format":');
    const newer = JSON.stringify({ format: 'sam-unet-masks', version: sidecarVersion + 1 });
    writeFileSync(at('e.png.masks.json'), newer);
    writeFileSync(at('f.png.mask.png'), 'theirs');
    const plan = await planRename(folder, names);
    expect(plan.left.map(({ file, code }) => [file, code])).toEqual(
      expect.arrayContaining([
        ['d.png.masks.json', 'damaged'],
        ['e.png.masks.json', 'newer-masks'],
      ]),
    );
    const inUse = new UserError('in-use', { file: at('g.png'), problem: t`The masks are being written.` });
    const store: typeof localMasks = {
      ...localMasks,
      saveMasks: (image, ...rest) =>
        image.path === at('g.png') ? Promise.reject(inUse) : localMasks.saveMasks(image, ...rest),
    };
    const summary = await renameEverywhere(plan, 'Ada', { store, isEdited: (file) => file === at('a.png') });
    expect(summary.changed).toEqual(['sub/b.png']);
    expect(new Map(summary.left.map(({ file, code }) => [file, code]))).toEqual(
      new Map([
        ['d.png.masks.json', 'damaged'],
        ['e.png.masks.json', 'newer-masks'],
        ['a.png', 'unsaved-edits'],
        ['f.png', 'changed-elsewhere'],
        ['g.png', 'in-use'],
      ]),
    );
    expect(readFileSync(at('e.png.masks.json'), 'utf8')).toBe(newer);
    expect(labelsOf('a.png')).toEqual(['liver', 'lesion']);
  });

  it('can be cancelled, and undone from there', async () => {
    let asked = 0;
    const token = {
      get isCancellationRequested() {
        return asked++ > 0;
      },
      onCancellationRequested: () => ({ dispose: () => undefined }),
    };
    const summary = await renameEverywhere(await planRename(folder, names), 'Ada', { token });
    expect(summary).toMatchObject({ changed: ['a.png'], cancelled: true });
    const [found] = await renames();
    expect(await undoRename(folder, found!)).toMatchObject({ changed: ['a.png'], unchanged: ['sub/b.png'], left: [] });
    expect([labelsOf('a.png'), labelsOf('sub/b.png')]).toEqual([
      ['liver', 'lesion'],
      ['liver', 'liver'],
    ]);
  });

  it('plans images with unsaved edits as they are in their editors, and records them to be undone there', async () => {
    const masks = { labels: [liver], objects: [rectObject(boxSize, rect, { id: '7', label: 'liver' })] };
    const plan = withUnsaved(await planRename(folder, names), [
      { file: at('c.png'), masks },
      { file: at('a.png'), masks: { labels: [lesion], objects: [] } },
    ]);
    expect(plan.images.map(({ image, ids }) => [image, ids])).toEqual([
      ['a.png', ['1']],
      ['c.png', ['7']],
      ['sub/b.png', ['1', '2']],
    ]);
    const summary = await renameEverywhere(plan, 'Ada', { isEdited: (file) => file === at('c.png') });
    expect(summary).toMatchObject({
      changed: ['a.png', 'sub/b.png'],
      left: [{ file: 'c.png', code: 'unsaved-edits' }],
    });
    expect(labelsOf('c.png')).toEqual(['lesion']);
    const { record } = (await renames())[0]!;
    const item = record.images.find(({ image }) => image === 'c.png')!;
    const renamed = withLabelRenamed(masks, names);
    expect(withRenameUndone(renamed, record.to, item)).toEqual(masks);
  });

  it('keeps the record while an image could not be undone', async () => {
    await renameEverywhere(await planRename(folder, names), 'Ada');
    const [found] = await renames();
    await undoRename(folder, found!, { isEdited: (file) => file === at('a.png') });
    expect(await renames()).toHaveLength(1);
    expect(await undoRename(folder, found!)).toMatchObject({ changed: ['a.png'], unchanged: ['sub/b.png'] });
    expect(await renames()).toEqual([]);
  });

  it('refuses an empty name and the same one, and changes nothing without the label', async () => {
    await expect(planRename(folder, { from: 'liver', to: ' ' })).rejects.toThrow('The new name is empty.');
    await expect(planRename(folder, { from: 'liver', to: 'liver' })).rejects.toThrow('called “liver” already');
    expect((await planRename(folder, { from: 'spleen', to: 'lien' })).images).toEqual([]);
    expect(existsSync(at('.sam-unet'))).toBe(false);
  });

  it('reports a record that is damaged', async () => {
    await renameEverywhere(await planRename(folder, names), 'Ada');
    const [name] = readdirSync(at('.sam-unet/renames'));
    writeFileSync(at(`.sam-unet/renames/${name!}`), '{}');
    const errors: UserError[] = [];
    expect(await findRenames(folder, (error) => errors.push(error))).toEqual([]);
    expect(errors[0]!.message).toContain('The record of the rename cannot be read');
  });
});
