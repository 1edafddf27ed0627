import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInShard, shardsOf, type Shard } from '../../../src/core/bulk/shard';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { generateMasks, type RunContext } from '../../../src/node/bulk/generateMasks';
import { planRun, requestOfRun, type RunRequest } from '../../../src/node/bulk/planRun';
import { journalPath, listRuns, readHead, readRun, readShard } from '../../../src/node/bulk/runFolder';
import { isLeftBehind, lockRun } from '../../../src/node/bulk/runLock';
import { runStatus } from '../../../src/node/bulk/runStatus';
import { undoRun } from '../../../src/node/bulk/undoRun';
import { processes } from '../../../src/node/files/processes';
import { endProcessWide } from '../../../src/node/processWide';
import { boxModel, boxSegmenter, writeBoxImage } from '../../support/boxModel';
import { dicomImages, writeDicomImage } from '../../support/dicomImages';

const box: SourceSpec = { kind: 'box', label: 'liver', box: [5, 5, 20, 25] };
const id = 'shared';
const three = shardsOf(3);
const names = Array.from({ length: 12 }, (_, i) => `${i}.png`);
const of = (shard: Shard): string[] => names.filter((name) => isInShard(name, shard));
let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'shards-'));
  for (const name of names) writeBoxImage(at(name));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

afterAll(() => endProcessWide());

async function runShard(shard: Shard, request: Partial<RunRequest> = {}, context: Partial<RunContext> = {}) {
  const [resumed, agreed] = [await readShard(folder, id, shard), await readHead(folder, id)];
  const plan = await planRun({
    ...{ folder, sources: [box], shard, run: id },
    ...(resumed === undefined ? {} : { resumed }),
    ...(agreed === undefined ? {} : { agreed }),
    ...request,
  });
  return generateMasks(plan, { client: boxSegmenter(), by: 'tests', ...context });
}

/** What lies in the folder itself. */
function contents(): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(at(name), 'latin1')]));
}

describe('a run of shards', () => {
  it('masks every image once, and its journals are one run', async () => {
    const written: string[] = [];
    for (const shard of three) {
      const summary = await runShard(shard);
      expect(summary).toMatchObject({ run: id, failed: [], skipped: [], unprompted: 0 });
      expect([...summary.written].sort()).toEqual(of(shard).sort());
      written.push(...summary.written);
    }
    expect(written.sort()).toEqual(names.toSorted());
    for (const name of names) {
      expect(parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name).objects).toMatchObject([{ run: id }]);
    }
    const [run, ...others] = await listRuns(folder);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ head: { id, images: 12 }, state: 'ended' });
    expect([...run!.written.keys()].sort()).toEqual(names.toSorted());
    expect(run!.parts.map(({ head }) => head.shard)).toEqual(three);
  });

  it('is open until every shard has ended, also one without an image', async () => {
    const many = shardsOf(40);
    const empty = many.filter((shard) => of(shard).length === 0);
    expect(empty.length).toBeGreaterThan(0);
    for (const shard of many) {
      expect((await runShard(shard)).written).toHaveLength(of(shard).length);
      expect((await readRun(folder, id)).state).toBe(shard.index === 40 ? 'ended' : 'open');
    }
  });

  it('reports how each shard gets on', async () => {
    await runShard(three[0]!);
    writeFileSync(at('broken.png'), 'no image');
    const broken = three.find((shard) => isInShard('broken.png', shard))!;
    const other = three.find((shard) => shard !== broken && shard.index !== 1) ?? three[1]!;
    const { failed } = await runShard(broken);
    expect(failed.map(({ file }) => file)).toEqual(['broken.png']);
    const unlock = await lockRun(folder, id, { shards: [other] });
    const { state, parts } = await runStatus(folder, await readRun(folder, id));
    await unlock();
    expect(parts.map(({ shard }) => shard)).toEqual(three);
    expect(parts.find(({ shard }) => shard!.index === broken.index)).toMatchObject({ state: 'ended', failed: 1 });
    expect(parts.filter(({ state }) => state === 'waiting').length).toBeGreaterThan(0);
    expect(state).toBe('waiting');
  });

  it('does not examine the images of other shards', async () => {
    for (const name of of(three[1]!)) writeFileSync(at(`${name}.masks.json`), 'damaged');
    const { written, failed } = await runShard(three[0]!);
    expect([written.length, failed]).toEqual([of(three[0]!).length, []]);
  });

  it('has all files of a series in the shard of the one that represents it', async () => {
    for (const name of names) rmSync(at(name));
    const series = [dicomImages.ctSeries, dicomImages.obliqueMr, dicomImages.narrowPixels];
    for (const image of series) writeDicomImage(folder, image);
    const planned = async (shard?: Shard): Promise<readonly string[]> =>
      (await planRun({ folder, sources: [{ kind: 'whole' }], ...(shard === undefined ? {} : { shard }) })).todo;
    const anchors = await planned();
    expect(anchors).toHaveLength(series.length);
    for (const shard of three) expect(await planned(shard)).toEqual(anchors.filter((each) => isInShard(each, shard)));
  });

  it('lets one process be at a shard, and others at other shards', async () => {
    await runShard(three[0]!);
    const unlock = await lockRun(folder, id, { shards: [three[0]!] });
    await expect(runShard(three[0]!)).rejects.toThrow('Another process');
    await expect(undoRun(folder, await readRun(folder, id))).rejects.toThrow('Another process');
    expect((await runShard(three[1]!)).written).toHaveLength(of(three[1]!).length);
    await unlock();
    // An undo of the whole run keeps out shards that have no journal yet, too.
    const whole = await lockRun(folder, id);
    await expect(runShard(three[2]!)).rejects.toThrow('Another process');
    await whole();
  });

  it('refuses a shard with another model, another request or another number of shards', async () => {
    await runShard(three[0]!);
    const other = boxSegmenter(undefined, { ...boxModel, name: 'other', sha256: 'cd' });
    await expect(runShard(three[1]!, {}, { client: other })).rejects.toThrow('started with the model boxes');
    await expect(runShard(three[1]!, { sources: [{ kind: 'whole' }] })).rejects.toThrow('other sources of prompts');
    await expect(runShard(three[1]!, { replace: true })).rejects.toThrow('other sources of prompts');
    await expect(runShard({ index: 2, count: 4 })).rejects.toThrow('another number of shards');
    expect(Object.keys(contents()).filter((name) => name.endsWith('.masks.json'))).toHaveLength(of(three[0]!).length);
  });
});

describe('an interrupted run of shards', () => {
  it('is resumed by the command of the shard', async () => {
    let left = 2;
    const client = boxSegmenter(() => (left-- > 0 ? undefined : Promise.reject(new Error('no power'))));
    const shard = three.find((each) => of(each).length > 2)!;
    const first = await runShard(shard, {}, { client });
    expect(first.failed.length).toBe(of(shard).length - 2);
    expect(await runShard(shard)).toMatchObject({ before: 2, failed: [], skipped: [] });
    expect(await readShard(folder, id, shard)).toMatchObject({ state: 'ended', failed: 0 });
  });

  it('is resumed as a whole: each shard in its own journal, those not yet started too', async () => {
    await runShard(three[1]!);
    const lock = `${journalPath(folder, id, three[1])}.lock`;
    writeFileSync(lock, JSON.stringify({ token: 'ab', ...(await processes().self()), pid: 4_194_305 }));
    expect(await isLeftBehind(folder, id)).toBe(true);
    const resumed = await readRun(folder, id);
    const plan = await planRun(requestOfRun(folder, resumed));
    const summary = await generateMasks(plan, { client: boxSegmenter(), by: 'tests' });
    expect(summary).toMatchObject({ run: id, before: of(three[1]!).length, failed: [] });
    const run = await readRun(folder, id);
    expect(run.state).toBe('ended');
    for (const [i, part] of run.parts.entries()) {
      expect([...part.written.keys()].sort()).toEqual(of(three[i]!).sort());
      expect(part.pace.written).toBe(of(three[i]!).length);
    }
  });
});

describe('undoing', () => {
  it('a run of shards is undone as a whole, and can be made again', async () => {
    const before = contents();
    for (const shard of three) await runShard(shard);
    const { removed, left } = await undoRun(folder, await readRun(folder, id));
    expect([removed.length, left]).toEqual([12, []]);
    expect(contents()).toEqual(before);
    expect(await readRun(folder, id)).toMatchObject({ state: 'undone' });
    for (const shard of three) expect((await runShard(shard)).written).toHaveLength(of(shard).length);
    expect((await readRun(folder, id)).state).toBe('ended');
    await undoRun(folder, await readRun(folder, id));
    expect(contents()).toEqual(before);
  });

  it('a shard leaves the others alone', async () => {
    for (const shard of three) await runShard(shard);
    const shard = three[2]!;
    const unlock = await lockRun(folder, id, { shards: [three[0]!] });
    const { removed } = await undoRun(folder, (await readShard(folder, id, shard))!, { shard });
    await unlock();
    expect([...removed].sort()).toEqual(of(shard).sort());
    const run = await readRun(folder, id);
    expect(run.parts.map(({ state }) => state)).toEqual(['ended', 'ended', 'undone']);
    expect(run.written.size).toBe(12 - of(shard).length);
  });
});
