import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skip } from '../../../src/core/base/skip';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { generateMasks, type RunContext } from '../../../src/node/bulk/generateMasks';
import { planRun, type RunRequest } from '../../../src/node/bulk/planRun';
import { journalPath, listRuns, readRun } from '../../../src/node/bulk/runFolder';
import { lockRun } from '../../../src/node/bulk/runLock';
import { undoRun } from '../../../src/node/bulk/undoRun';
import { endProcessWide } from '../../../src/node/processWide';
import { processes } from '../../../src/node/files/processes';
import { localMasks } from '../../../src/node/masks/localMasks';
import type { MaskApi } from '../../../src/node/masks/maskApi';
import { stagedPath } from '../../../src/node/masks/masksBeside';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { boxModel, boxSegmenter, boxSize, writeBoxImage } from '../../support/boxModel';

const box: SourceSpec = { kind: 'box', label: 'liver', box: [5, 5, 20, 25] };
let folder = '';
const at = (name: string): string => path.join(folder, name);
const image = (name: string) => ({ ...boxSize, slices: 1, path: at(name) });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'runs-'));
  for (const name of ['a.png', 'b.png', 'c.png']) writeImage(name);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

afterAll(() => endProcessWide());

const writeImage = (name: string): void => {
  writeBoxImage(at(name));
};

async function run(request: Partial<RunRequest> = {}, context: Partial<RunContext> = {}) {
  const plan = await planRun({ folder, sources: [box], ...request });
  return generateMasks(plan, { client: boxSegmenter(), by: 'tests', ...context });
}

/** What lies in the folder itself. */
function contents(): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(at(name), 'latin1')]));
}

async function accept(name: string): Promise<void> {
  const { content, version } = await loadMasks(image(name));
  const objects = content!.objects.map((object) => ({ ...object, origin: 'human', status: 'accepted' }) as const);
  await saveMasks(image(name), { ...content!, objects }, { writer: 'human', expected: version });
}

describe('a run', () => {
  it('writes masks that say where they come from, and its journal', async () => {
    const { run: id, written } = await run();
    expect(written).toEqual(['a.png', 'b.png', 'c.png']);
    const sidecar = parseSidecar(readFileSync(at('a.png.masks.json'), 'utf8'), 'a');
    expect(sidecar.objects).toMatchObject([
      { run: id, source: 'box', quality: 0.8, model: { sha256: 'ab' }, by: 'tests' },
    ]);
    const record = await readRun(folder, id!);
    expect(record).toMatchObject({ head: { id, sources: [box], images: 3 }, state: 'ended', failed: 0 });
    expect(record.written.get('a.png')?.version).toBe((await loadMasks(image('a.png'))).version);
  });

  it('is planned by examining only those images that have something beside them', async () => {
    await run();
    writeImage('d.png');
    writeImage('e.png');
    writeFileSync(at('e.png.mask.png'), 'drawn elsewhere');
    rmSync(at('a.png.masks.json'));
    const looked: string[] = [];
    const store: MaskApi = {
      ...localMasks,
      inspectMasks: (file) => {
        looked.push(path.basename(file));
        return localMasks.inspectMasks(file);
      },
    };
    const plan = await planRun({ folder, sources: [box] }, { store });
    expect(plan.todo).toEqual(['d.png']);
    expect(looked).toEqual(['a.png', 'b.png', 'c.png', 'e.png']);
    expect(plan.skipped.map(({ file }) => file)).toEqual(looked);
  });

  it('leaves an image alone that a person has accepted as empty', async () => {
    const empty = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
    await saveMasks(image('b.png'), { labels: [], objects: [], empty }, { writer: 'human' });
    const before = contents()['b.png.masks.json'];
    const { written, skipped } = await run({ replace: true });
    expect({ written, skipped }).toEqual({
      written: ['a.png', 'c.png'],
      skipped: [{ file: 'b.png', ...skip('empty-image') }],
    });
    expect(contents()['b.png.masks.json']).toBe(before);
  });

  it('leaves images alone that a person works on, before and meanwhile', async () => {
    await run({}, { isEdited: (file) => file === at('a.png') });
    await accept('b.png');
    const before = contents();
    const { written, skipped } = await run({ replace: true }, { isEdited: (file) => file === at('a.png') });
    expect(written).toEqual(['c.png']);
    expect(skipped).toEqual([
      { file: 'b.png', ...skip('human-masks') },
      { file: 'a.png', ...skip('unsaved-edits') },
    ]);
    for (const name of ['b.png.masks.json', 'b.png.mask.png']) expect(contents()[name]).toBe(before[name]);

    // Somebody saves while the model is at the image.
    const meanwhile = boxSegmenter(() => accept('c.png').catch(() => undefined));
    const late = await run({ replace: true }, { client: meanwhile, isEdited: (file) => file === at('a.png') });
    expect(late.skipped).toContainEqual({ file: 'c.png', ...skip('changed-meanwhile') });
    expect((await loadMasks(image('c.png'))).content?.objects).toMatchObject([{ status: 'accepted' }]);
  });

  it('is paused before an image, not in it', async () => {
    let begun = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const running = run({}, { ready: () => (++begun < 3 ? Promise.resolve() : gate) });
    await expect.poll(() => existsSync(at('b.png.mask.png'))).toBe(true);
    expect(existsSync(at('c.png.mask.png'))).toBe(false);
    release();
    expect((await running).written).toHaveLength(3);
  });

  it('makes no folder in the place of one that was moved after it was planned', async () => {
    const plan = await planRun({ folder, sources: [box] });
    renameSync(folder, `${folder}-moved`);
    try {
      const generated = generateMasks(plan, { client: boxSegmenter(), by: 'tests' });
      await expect(generated).rejects.toMatchObject({ code: 'not-found', details: { file: folder } });
      expect(existsSync(folder)).toBe(false);
    } finally {
      renameSync(`${folder}-moved`, folder);
    }
  });

  it('names what it cannot write, and changes nothing', async () => {
    writeFileSync(at('.sam-unet'), 'no folder');
    const before = contents();
    await expect(run()).rejects.toThrow(/\.sam-unet.*cannot be created/s);
    expect(contents()).toEqual(before);
  });

  it('continues where masks cannot be read', async () => {
    mkdirSync(at('sub/d.png.masks.json'), { recursive: true });
    writeImage('sub/d.png');
    const { written, failed } = await run();
    expect(written).toHaveLength(3);
    expect(failed).toMatchObject([{ file: 'sub/d.png', error: { code: 'unreadable' } }]);
  });

  it('reports nothing of images that it is not limited to', async () => {
    mkdirSync(at('sub/d.png.masks.json'), { recursive: true });
    writeImage('sub/d.png');
    writeFileSync(at('sub/e.dcm'), 'no DICOM');
    const { written, failed } = await run({ only: ['a.png'] });
    expect({ written, failed }).toEqual({ written: ['a.png'], failed: [] });
  });

  it('counts images that nothing refers to', async () => {
    writeFileSync(at('boxes.csv'), 'image,x0,y0,x1,y1\na.png,1,1,5,5\nnone.png,1,1,5,5');
    const { written, failed, unprompted } = await run({ sources: [{ kind: 'csv', file: 'boxes.csv' }] });
    expect({ written, unprompted }).toEqual({ written: ['a.png'], unprompted: 2 });
    expect(failed).toMatchObject([{ file: 'none.png', error: { code: 'not-found' } }]);
  });
});

describe('an interrupted run', () => {
  /** A run of which the process died while it wrote the second image. */
  async function brokenOff(): Promise<string> {
    const { run: id } = await run();
    for (const name of ['c.png.masks.json', 'c.png.mask.png']) rmSync(at(name));
    const { maskHashes } = parseSidecar(readFileSync(at('b.png.masks.json'), 'utf8'), 'b');
    renameSync(at('b.png.mask.png'), stagedPath(at('b.png.mask.png'), maskHashes!['b.png.mask.png']!));
    const lines = readFileSync(journalPath(folder, id!), 'utf8').split('\n');
    const of = (name: string, type: string) => lines.find((line) => line.includes(`"${type}","image":"${name}"`))!;
    const kept = [lines[0]!, of('a.png', 'begun'), of('a.png', 'written'), of('b.png', 'begun')];
    writeFileSync(journalPath(folder, id!), `${kept.join('\n')}\n${of('b.png', 'written').slice(0, 20)}`);
    return id!;
  }

  it('is resumed: every image once, and one whose mask file was not in place is finished', async () => {
    const id = await brokenOff();
    const first = contents()['a.png.masks.json'];
    const resumed = await readRun(folder, id);
    expect(resumed.state).toBe('open');
    const summary = await run({ sources: resumed.head.sources, resumed });
    expect(summary).toMatchObject({ run: id, before: 2, written: ['c.png'], skipped: [] });
    expect(contents()['a.png.masks.json']).toBe(first);
    expect(existsSync(at('b.png.mask.png'))).toBe(true);
    const record = await readRun(folder, id);
    expect(record.state).toBe('ended');
    expect([...record.written.keys()].sort()).toEqual(['a.png', 'b.png', 'c.png']);
    // What it had begun is its own, and nothing to be brought back.
    await undoRun(folder, record);
    expect(Object.keys(contents()).sort()).toEqual(['a.png', 'b.png', 'c.png']);
  });

  it('knows masks again that its journal does not mention', async () => {
    const { run: id } = await run();
    const head = readFileSync(journalPath(folder, id!), 'utf8').split('\n')[0]!;
    writeFileSync(journalPath(folder, id!), `${head}\n`);
    const before = contents();
    const resumed = await readRun(folder, id!);
    expect(await run({ resumed })).toMatchObject({ before: 3, written: [], skipped: [] });
    expect(contents()).toEqual(before);
    expect((await readRun(folder, id!)).written.size).toBe(3);
  });

  it('wants the model that it was started with', async () => {
    const resumed = await readRun(folder, await brokenOff());
    const other = boxSegmenter(undefined, { ...boxModel, name: 'other', sha256: 'cd' });
    await expect(run({ resumed }, { client: other })).rejects.toThrow('started with the model boxes');
  });

  it('says so where a folder is in the place of its lock', async () => {
    const lock = `${journalPath(folder, 'r1')}.lock`;
    mkdirSync(lock, { recursive: true });
    await expect(lockRun(folder, 'r1')).rejects.toMatchObject({ code: 'unwritable', details: { file: lock } });
  });

  it('belongs to one process at a time', async () => {
    const resumed = await readRun(folder, await brokenOff());
    const unlock = await lockRun(folder, resumed.head.id);
    await expect(run({ resumed })).rejects.toThrow('Another process');
    await expect(undoRun(folder, resumed)).rejects.toThrow('Another process');
    await unlock();
    // A process that is gone holds nothing.
    const gone = { token: 'ab', ...(await processes().self()), pid: 4_194_305 };
    writeFileSync(`${journalPath(folder, resumed.head.id)}.lock`, JSON.stringify(gone));
    expect((await run({ resumed })).written).toHaveLength(1);
  });
});

describe('undoing a run', () => {
  it('undoes the files of single objects, too, and no others', async () => {
    mkdirSync(at('masks'));
    writeFileSync(at('masks/b__liver_0.png'), 'of another program');
    const { run: id } = await run({}, { layout: 'objects' });
    const files = ['a__liver_0.png', 'b__liver_0.png', 'b__liver_1.png', 'c__liver_0.png'];
    expect(readdirSync(at('masks')).sort()).toEqual(files);
    await accept('c.png');
    const { removed, left } = await undoRun(folder, await readRun(folder, id!));
    expect([removed, left.map(({ file }) => file)]).toEqual([['a.png', 'b.png'], ['c.png']]);
    expect(readdirSync(at('masks')).sort()).toEqual(['b__liver_0.png', 'c__liver_0.png']);
    expect(readFileSync(at('masks/b__liver_0.png'), 'utf8')).toBe('of another program');
  });

  it('undoes everything that is unchanged', async () => {
    const before = contents();
    const { run: id } = await run();
    expect(await undoRun(folder, await readRun(folder, id!))).toEqual({
      ...{ run: id, removed: ['a.png', 'b.png', 'c.png'], unchanged: [], left: [], cancelled: false },
    });
    expect(contents()).toEqual(before);
    expect((await listRuns(folder)).map(({ state }) => state)).toEqual(['undone']);
  });

  it('takes a folder that is named relative to the working folder', async () => {
    await run();
    const { head } = (await listRuns(folder))[0]!;
    const relative = path.relative(process.cwd(), folder);
    expect(await undoRun(relative, await readRun(relative, head.id))).toMatchObject({ left: [] });
    expect(readdirSync(folder).filter((name) => name.includes('mask'))).toEqual([]);
  });

  it('brings masks back that the run replaced', async () => {
    await run();
    const before = contents();
    const { run: id } = await run({ replace: true, sources: [{ kind: 'whole' }] });
    expect(contents()['a.png.mask.png']).not.toBe(before['a.png.mask.png']);
    await undoRun(folder, await readRun(folder, id!));
    expect(contents()).toEqual(before);
  });

  it('leaves what was changed since, and says why', async () => {
    const second: SourceSpec = { kind: 'box', label: 'spleen', box: [25, 5, 35, 25] };
    const { run: id } = await run({ sources: [box, second] });
    // One object accepted, a mask drawn elsewhere, and an image that is being edited.
    const { content, version } = await loadMasks(image('a.png'));
    const [first, other] = content!.objects;
    const objects = [{ ...first!, origin: 'human', status: 'accepted' } as const, other!];
    await saveMasks(image('a.png'), { ...content!, objects }, { writer: 'human', expected: version });
    writeFileSync(at('b.png.mask.png'), 'drawn elsewhere');
    const foreign = contents();
    const isEdited = (file: string): boolean => file === at('c.png');
    const { removed, left } = await undoRun(folder, await readRun(folder, id!), { isEdited });
    expect(removed).toEqual([]);
    expect(left).toEqual([
      { file: 'a.png', ...skip('human-masks') },
      { file: 'b.png', ...skip('changed-elsewhere') },
      { file: 'c.png', ...skip('unsaved-edits') },
    ]);
    const now = contents();
    for (const name of ['b.png.masks.json', 'b.png.mask.png', 'c.png.masks.json', 'c.png.mask.png']) {
      expect(now[name]).toBe(foreign[name]);
    }
    expect((await loadMasks(image('a.png'))).content?.objects).toEqual([objects[0]]);
  });

  it('leaves masks alone that a later run has regenerated', async () => {
    const { run: id } = await run();
    await run({ replace: true });
    const before = contents();
    const { left } = await undoRun(folder, await readRun(folder, id!));
    expect(left).toHaveLength(3);
    expect(contents()).toEqual(before);
  });
});
