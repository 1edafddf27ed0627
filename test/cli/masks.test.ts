import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BulkSummary } from '../../src/core/bulk/bulkSummary';
import { parseJournal } from '../../src/core/bulk/journal';
import type { Rect } from '../../src/core/geometry/rect';
import { Mask } from '../../src/core/mask/mask';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { decodeRunLength } from '../../src/core/mask/runLength';
import { overlap } from '../../src/core/metrics/overlap';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import type { UndoSummary } from '../../src/node/bulk/undoRun';
import { saveMasks } from '../../src/node/masks/maskStore';
import { liver, rectObject } from '../support/sidecars';
import { disc, discImage, size, writeDiscSet } from '../support/discs';
import { killCliWhen, runCli, runCliUntil } from './runCli';

const left: Rect = { x0: 20, y0: 30, x1: 70, y1: 80 };
const right: Rect = { x0: 100, y0: 40, x1: 140, y1: 90 };

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-masks-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${String(i).padStart(3, '0')}.png`);
const masksIn = (where = folder): string[] => readdirSync(where).filter((name) => name.endsWith('.mask.png'));

function objectsOf(name: string): readonly SidecarObject[] {
  return parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name).objects;
}

/** The pixels of a mask file that have a value. */
function maskOf(name: string, value: number): Mask {
  const { width, height, data } = readLabelPng(readFileSync(at(`${name}.mask.png`)));
  return new Mask(
    width,
    height,
    Uint8Array.from(data, (pixel) => (pixel === value ? 1 : 0)),
  );
}

/** Runs `masks` on the folder and reads what it prints. */
async function masks(...args: readonly string[]): Promise<BulkSummary> {
  const { stdout, stderr } = await runCli('masks', folder, ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as BulkSummary;
}

function writeCoco(name: string, images: readonly string[], boxes: readonly Rect[]): void {
  const annotations = images.flatMap((_, image_id) =>
    boxes.map(({ x0, y0, x1, y1 }, i) => ({
      ...{ id: image_id * boxes.length + i, image_id, category_id: i + 1 },
      bbox: [x0, y0, x1 - x0, y1 - y0],
    })),
  );
  const coco = {
    images: images.map((file_name, id) => ({ id, file_name, ...size })),
    categories: boxes.map((_, i) => ({ id: i + 1, name: `disc ${i + 1}` })),
    annotations,
  };
  writeFileSync(at(name), JSON.stringify(coco));
}

describe('sam-unet masks', () => {
  it('makes the masks that are missing, and continues after errors', async () => {
    writeFileSync(at('broken.png'), 'no image');
    writeFileSync(at('discs.png'), discImage(left, right));
    mkdirSync(at('sub'));
    writeFileSync(at('sub/more.png'), discImage(right));
    writeFileSync(at('sub/more.png.mask.png'), 'drawn elsewhere');

    const dry = await runCli('masks', folder, '--whole', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({
      todo: ['broken.png', 'discs.png'],
      skipped: [{ file: 'sub/more.png' }],
      estimate: { basis: 'first-images' },
    });
    expect(readdirSync(folder)).toEqual(['broken.png', 'discs.png', 'sub']);

    const { code, stdout, stderr } = await runCli('masks', folder, '--whole', '--json');
    expect(code).toBe(1);
    expect(stderr).toContain('broken.png');
    expect(JSON.parse(stdout)).toMatchObject({
      written: ['discs.png'],
      skipped: [{ file: 'sub/more.png' }],
      failed: [{ file: 'broken.png', code: 'damaged' }],
      cancelled: false,
    });
    expect(readFileSync(at('sub/more.png.mask.png'), 'utf8')).toBe('drawn elsewhere');

    expect(await masks('--whole')).toMatchObject({ written: [], skipped: [{ file: 'discs.png' }, {}] });
    const second = await runCli('masks', folder, '--whole', '--dry-run');
    expect(second.stdout).toContain('1 image to segment\n');
    expect(second.stdout).toContain('1 skipped: masks exist already\n');
    expect(second.stdout).toContain('from the last run');
  });

  it('says before a run how its boxes were understood', async () => {
    writeFileSync(at('a.png'), discImage(left));
    writeFileSync(at('boxes.csv'), 'image_id;label;x;y;w;h\na;disc;10;20;30;40\n');
    const dry = await runCli('masks', folder, '--csv', at('boxes.csv'), '--dry-run');
    expect(dry.stdout).toMatch(
      /^boxes\.csv: 1 box in 1 image, .*“w”, “h” \(corner, width and height\).*; labels: disc\n/,
    );
    expect(dry.stdout).toContain('  a.png  disc: 10, 20 – 40, 60\n');
  });

  it('saves one file per object, which keeps those that overlap apart', async () => {
    writeFileSync(at('a.png'), discImage(left));
    const inner = { x0: 30, y0: 40, x1: 60, y1: 70 };
    writeCoco('boxes.json', ['a.png'], [left, inner]);
    const { written } = await masks('--coco', at('boxes.json'), '--layout', 'objects');
    expect(written).toEqual(['a.png']);
    expect(masksIn()).toEqual([]);
    const files = ['a__disc 1_0.png', 'a__disc 2_0.png'];
    expect(readdirSync(at('masks'))).toEqual(files);
    for (const [i, { mask }] of objectsOf('a.png').entries()) {
      const { data } = readLabelPng(readFileSync(at(`masks/${files[i]!}`)));
      expect([...data]).toEqual([...decodeRunLength(mask).data].map((value) => 255 * value));
    }
  });

  it('reports sidecars that someone has edited, and leaves their masks alone', async () => {
    for (const name of ['a.png', 'b.png']) {
      writeFileSync(at(name), discImage(left));
      const objects = [1, 2].map((id) => rectObject(size, left, { id: String(id), run: 'r' }));
      await saveMasks({ ...size, slices: 1, path: at(name) }, { labels: [liver], objects }, { writer: 'machine' });
    }
    writeFileSync(at('a.png.masks.json'), '');
    const { objects, ...sidecar } = parseSidecar(readFileSync(at('b.png.masks.json'), 'utf8'), 'b');
    const moved = rectObject(size, right, { id: '1', run: 'r' });
    writeFileSync(at('b.png.masks.json'), JSON.stringify({ ...sidecar, objects: [moved, objects[1]] }));
    const before = masksIn().map((name) => readFileSync(at(name)));
    const run = await runCli('masks', folder, '--whole', '--replace');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('a.png.masks.json: The file is not valid JSON. Restore it from version control');
    expect(run.stderr).toContain('b.png.mask.png: The mask file shows something other than its sidecar');
    expect(masksIn().map((name) => readFileSync(at(name)))).toEqual(before);
    const { code, stdout } = await runCli('validate', folder, '--json');
    expect(code).toBe(1);
    const { problems } = JSON.parse(stdout) as { problems: readonly object[] };
    expect(problems).toEqual([
      expect.objectContaining({ file: 'a.png.masks.json', rule: 'unreadable', severity: 'error' }),
      expect.objectContaining({ file: 'b.png', rule: 'duplicate', severity: 'warning' }),
      {
        ...{ file: 'b.png.mask.png', rule: 'changed-mask', severity: 'error' },
        message:
          'The mask file shows something other than its sidecar, which was edited. “sam-unet restore --changed” redraws it.',
      },
    ]);
    expect((await runCli('info', at('a.png'))).stdout).toContain('the sidecar is damaged');
  });

  it('writes the same whatever overlaps, in the order of the names', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `image ${i}.png`);
    const copies = ['a', 'b'].map(at);
    for (const copy of copies) {
      mkdirSync(copy);
      names.forEach((name, i) => {
        writeFileSync(path.join(copy, name), i === 4 ? 'no image' : discImage({ ...left, x1: left.x1 - 2 * i }));
      });
    }
    const runs = [];
    for (const copy of copies) runs.push(await runCli('masks', copy, '--whole', '--json'));
    for (const { stdout } of runs) {
      const { written, failed } = JSON.parse(stdout) as BulkSummary;
      expect(written).toEqual(names.filter((_, i) => i !== 4));
      expect(failed.map(({ file }) => file)).toEqual(['image 4.png']);
    }
    const written = copies.map((copy) =>
      masksIn(copy).map((name) => readFileSync(path.join(copy, name)).toString('hex')),
    );
    expect(written[0]).toHaveLength(8);
    expect(written[0]).toEqual(written[1]);
    expect(new Set(written[0]).size).toBeGreaterThan(1);
  });

  it('takes prompts from a file', async () => {
    writeFileSync(at('discs.png'), discImage(left, right));
    const images = {
      'discs.png': [
        { label: 'one', box: Object.values(left) },
        { label: 'two', box: Object.values(right) },
      ],
    };
    writeFileSync(at('prompts.json'), JSON.stringify({ version: 1, images }));
    const { code, stdout } = await runCli('masks', folder, '--prompts', at('prompts.json'));
    expect(code).toBe(0);
    expect(stdout).toContain('1 image segmented, 0 skipped, 0 failed');
    expect(overlap(maskOf('discs.png', 1), disc(left)).dice).toBeGreaterThan(0.9);
    expect(overlap(maskOf('discs.png', 2), disc(right)).dice).toBeGreaterThan(0.9);
  });

  it('takes boxes of COCO, CSV and the command line together, and says where each mask is from', async () => {
    for (const name of ['a.png', 'b.png']) writeFileSync(at(name), discImage(left, right));
    writeCoco('boxes.json', ['a.png'], [left]);
    writeFileSync(at('boxes.csv'), `image,label,x0,y0,x1,y1\na.png,other,${Object.values(right).join(',')}\n`);
    const percent = `${(100 * left.x0) / size.width}%,25%,${(100 * left.x1) / size.width}%,66.6667%`;
    const { run, written } = await masks(
      ...['--coco', at('boxes.json'), '--csv', at('boxes.csv'), '--box', `everywhere=${percent}`],
    );
    expect(written).toEqual(['a.png', 'b.png']);
    expect(objectsOf('a.png').map(({ label, source }) => [label, source])).toEqual([
      ['disc 1', 'coco'],
      ['other', 'csv'],
      ['everywhere', 'box'],
    ]);
    expect(objectsOf('b.png')).toMatchObject([{ label: 'everywhere', run, origin: 'machine', status: 'draft' }]);
    expect(overlap(maskOf('b.png', 1), disc(left)).dice).toBeGreaterThan(0.9);
  });

  it('improves on the masks of a data set, compares them, and asks again what was stored', async () => {
    writeDiscSet(folder, left, right);
    const audit = await masks('--masks', '--audit');
    expect(audit.audited.map(({ file }) => file)).toEqual(['image.png', 'image.png']);
    expect(audit.audited.every(({ dice }) => dice > 0.9)).toBe(true);
    expect(existsSync(at('.sam-unet'))).toBe(false);

    expect((await masks('--masks')).written).toEqual(['image.png']);
    expect(overlap(maskOf('image.png', 1), new Mask(size.width, size.height, union(left, right))).dice).toBeGreaterThan(
      0.9,
    );
    const before = readFileSync(at('image.png.masks.json'));
    const again = await masks('--sidecars');
    expect(again.written).toEqual(['image.png']);
    expect(objectsOf('image.png').map(({ run, source }) => [run, source])).toEqual([
      [again.run, 'sidecars'],
      [again.run, 'sidecars'],
    ]);
    const undone = JSON.parse((await runCli('masks', folder, '--undo', again.run!, '--json')).stdout) as UndoSummary;
    expect(undone).toMatchObject({ removed: ['image.png'], left: [] });
    expect(readFileSync(at('image.png.masks.json')).equals(before)).toBe(true);
  });

  it.each([
    [[], 'No source of prompts was given'],
    [['--resume'], 'no interrupted run'],
    [['--resume', 'x', '--whole'], 'the options it was started with'],
    [['--undo', 'nothing'], 'There is no run nothing'],
    [['--coco', 'none.json'], 'none.json'],
    [['--box', 'liver=1,2,3'], 'LABEL=x0,y0,x1,y1'],
    [['--box', '=1,2,3,4'], 'LABEL=x0,y0,x1,y1'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await runCli('masks', folder, ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a run that breaks off', () => {
  it('ends well when interrupted, and is resumed', async () => {
    for (const name of namesOf(60)) writeFileSync(at(name), discImage(left));
    const { code, stdout } = await runCliUntil(() => masksIn().length > 3, 'masks', folder, '--whole', '--json');
    expect(code).toBe(130);
    const { written, failed, cancelled } = JSON.parse(stdout) as BulkSummary;
    expect({ failed, cancelled }).toEqual({ failed: [], cancelled: true });
    expect(masksIn()).toEqual(written.map((name) => `${name}.mask.png`));
    expect(written.length).toBeLessThan(60);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect((await runCli('masks', folder, '--runs')).stdout).toMatch(/interrupted or running .* of 60 .*whole image/);
    const resumed = await masks('--resume');
    expect(resumed).toMatchObject({ before: written.length, skipped: [], failed: [], cancelled: false });
    expect(resumed.written.length).toBe(60 - written.length);
    expect(masksIn()).toHaveLength(60);
    expect((await runCli('masks', folder, '--runs')).stdout).toMatch(/ finished +60 of 60 /);
  });

  it('killed again and again, it masks every image once, leaves the work of users alone, and can be undone', async () => {
    const names = namesOf(100);
    for (const [i, name] of names.entries()) writeFileSync(at(name), discImage({ ...left, x1: left.x1 - (i % 9) }));
    writeCoco('boxes.json', names, [left]);
    const human = [names[7]!, names[60]!, names[99]!];
    for (const name of human) {
      const object = rectObject(size, right, { status: 'accepted', origin: 'human' });
      await saveMasks(
        { ...size, slices: 1, path: at(name) },
        { labels: [liver], objects: [object] },
        { writer: 'human' },
      );
    }
    writeFileSync(at(`${names[20]!}.mask.png`), 'drawn elsewhere');
    const planted = readdirSync(folder)
      .filter((name) => /\.mask/.test(name))
      .map((name) => [name, readFileSync(at(name))] as const);
    const expected = names.filter((name, i) => !human.includes(name) && i !== 20);

    for (const stop of [11, 40, 41, 70]) {
      const args = stop === 11 ? ['--coco', at('boxes.json')] : ['--resume'];
      const { code } = await killCliWhen(() => masksIn().length > stop + 4, 'masks', folder, ...args);
      expect(code).toBeNull();
    }
    const { run, written, before } = await masks('--resume');
    expect(written.length + before).toBe(expected.length);
    const journal = readFileSync(at(`.sam-unet/runs/${run!}.jsonl`), 'utf8');
    expect([...parseJournal(journal, 'journal').written.keys()].sort()).toEqual(expected);
    const entries = journal.split('\n').filter((line) => line.includes('"written","image"'));
    expect(entries.length).toBe(expected.length);
    for (const name of expected) {
      expect(objectsOf(name)).toMatchObject([{ label: 'disc 1', run, source: 'coco' }]);
      expect(maskOf(name, 1).area).toBeGreaterThan(0);
    }
    for (const [name, bytes] of planted) expect(readFileSync(at(name)).equals(bytes), name).toBe(true);

    // Without the interruptions the masks are the same.
    const copy = mkdtempSync(path.join(tmpdir(), 'cli-masks-'));
    try {
      for (const name of expected) writeFileSync(path.join(copy, name), readFileSync(at(name)));
      writeFileSync(path.join(copy, 'boxes.json'), readFileSync(at('boxes.json')));
      await runCli('masks', copy, '--coco', path.join(copy, 'boxes.json'));
      for (const name of expected) {
        const mask = `${name}.mask.png`;
        expect(readFileSync(at(mask)).equals(readFileSync(path.join(copy, mask))), name).toBe(true);
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }

    const undone = await runCli('masks', folder, '--undo', run!, '--json');
    expect(JSON.parse(undone.stdout)).toMatchObject({ removed: expected, left: [], cancelled: false });
    // A file that was being written when its process was killed is swept a minute later.
    const rest = readdirSync(folder).filter((name) => /^[^.].*\.mask/.test(name));
    expect(rest).toEqual(planted.map(([name]) => name));
    for (const [name, bytes] of planted) expect(readFileSync(at(name)).equals(bytes), name).toBe(true);
  }, 300_000);
});

function union(...boxes: readonly Rect[]): Uint8Array {
  const masks = boxes.map((box) => disc(box).data);
  return masks[0]!.map((_, i) => Math.max(...masks.map((mask) => mask[i]!)));
}
