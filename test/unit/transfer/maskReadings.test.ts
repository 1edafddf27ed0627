import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { loadReading, type MaskReading } from '../../../src/core/layouts/maskReading';
import { areaOf } from '../../../src/core/mask/runLength';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { readTextFile } from '../../../src/node/files/textFile';
import { readMask, readReferenceMasks } from '../../../src/node/masks/readMask';
import { endProcessWide } from '../../../src/node/processWide';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { writeImage, size } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';
import { noteJson } from '../../../src/core/layouts/annotationNote';

const mask = rectMask(size, { x0: 1, y0: 2, x1: 6, y1: 5 });

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'readings-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

function put(name: string, content: Uint8Array | string): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** A mask in colour: `one` on the left, `two` on the right, black between. */
function colored(one: readonly number[], two: readonly number[]): Uint8Array {
  const data = Uint8Array.from({ length: size.width * size.height * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % size.width;
    const color = x < 3 ? one : x >= size.width - 3 ? two : [0, 0, 0];
    return color[at % 3]!;
  });
  return encode({ ...size, data, channels: 3, depth: 8 });
}

/** The same as an indexed PNG, whose indices say nothing. */
function indexed(one: readonly number[], two: readonly number[]): Uint8Array {
  const data = Uint8Array.from({ length: size.width * size.height }, (_, at) => {
    const x = at % size.width;
    return x < 3 ? 2 : x >= size.width - 3 ? 1 : 0;
  });
  const palette = [[0, 0, 0], two, one].map((color) => [...color]);
  return encode({ ...size, data, channels: 1, depth: 8, palette });
}

async function imported(image: string, reading: MaskReading = {}) {
  const { failed, skipped, notes } = await importMasks({
    source: root,
    images: root,
    origin: 'human',
    by: 'tests',
    reading,
  });
  expect(failed).toEqual([]);
  if (skipped.length > 0) return { skipped: skipped.map(({ code }) => code), notes: notes.map(noteJson) };
  const file = path.join(root, `${image}.masks.json`);
  const { objects, labels } = parseSidecar(readFileSync(file, 'utf8'), file);
  const colors = Object.fromEntries(labels.map(({ name, color }) => [name, color]));
  return {
    areas: Object.fromEntries(objects.map(({ label, mask: stored }) => [label, areaOf(stored)])),
    colors,
    notes: notes.map(noteJson),
  };
}

async function questionOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof UserError
    ? `${error.details.question?.key}: ${path.basename(error.details.file ?? '')}`
    : 'none';
}

const red = [255, 0, 0];
const green = [0, 255, 0];

describe('a mask in colour', () => {
  it('is a question, and nothing is written', async () => {
    writeImage(root, 'images/a.png');
    put('masks/a.png', colored(red, green));
    expect(await questionOf(imported('images/a.png'))).toBe('colors: a.png');
    expect(await imported('images/a.png', { colors: 'each' })).toMatchObject({
      areas: { 'color #ff0000': 21, 'color #00ff00': 21 },
    });
  });

  it.each([
    ['class_dict.csv', 'name,r,g,b\nliver,255,0,0\nspleen,0,255,0\n'],
    ['labelmap.txt', '\uFEFFbackground:0,0,0::\r\nliver:255,0,0::\r\nspleen:0,255,0::\r\n'],
    ['colors.json', '{"liver": "#ff0000", "spleen": "#00ff00"}'],
  ])('is read by %s of its data set, indexed or not', async (name, text) => {
    for (const image of ['a', 'b']) writeImage(root, `images/${image}.png`);
    put('masks/a.png', colored(red, green));
    put('masks/b.png', indexed(red, green));
    put(name, text);
    const expected = { areas: { liver: 21, spleen: 21 }, colors: { liver: '#ff0000', spleen: '#00ff00' } };
    expect(await imported('images/a.png')).toMatchObject(expected);
    const file = path.join(root, 'images/b.png.masks.json');
    expect(parseSidecar(readFileSync(file, 'utf8'), file).objects.map(({ label }) => label)).toEqual([
      'liver',
      'spleen',
    ]);
  });

  it('is read by a table that is named, or by the label file', async () => {
    writeImage(root, 'images/a.png');
    put('masks/a.png', colored([128, 0, 0], [192, 128, 128]));
    expect(await imported('images/a.png', { colors: 'voc' })).toMatchObject({ areas: { aeroplane: 21, person: 21 } });
    rmSync(path.join(root, 'images/a.png.masks.json'));
    rmSync(path.join(root, 'images/a.png.mask.png'));
    const labels =
      '{"version": 1, "labels": [{"name": "a", "value": 7, "color": "#800000"}, {"name": "b", "value": 9, "color": "#c08080"}]}';
    put('.sam-unet/labels.json', labels);
    expect(await imported('images/a.png')).toMatchObject({
      areas: { a: 21, b: 21 },
      colors: { a: '#800000', b: '#c08080' },
    });
  });

  it('names a colour that its table lacks', async () => {
    writeImage(root, 'images/a.png');
    put('masks/a.png', colored(red, green));
    const colors = put('elsewhere/table.txt', 'liver 255 0 0\n');
    expect(await questionOf(imported('images/a.png', { colors }))).toBe('unknownColors: a.png');
    const { areas, notes } = await imported('images/a.png', { colors, unknownColors: 'background' });
    expect(areas).toEqual({ liver: 21 });
    expect(notes).toMatchObject([{ file: 'masks/a.png', message: expect.stringContaining('#00ff00') as string }]);
  });

  it('is as many references as it has labels', async () => {
    const file = put('a.png', colored(red, green));
    expect(await questionOf(readMask(file, size))).toBe('colors: a.png');
    expect(await questionOf(readReferenceMasks(file, size, {}))).toBe('colors: a.png');
    const table = put('t.json', '{"liver": "#ff0000", "background": "#00ff00"}');
    const read = await readReferenceMasks(file, size, await loadReading({ colors: table }, readTextFile));
    expect(read.map(({ label, mask: { area } }) => [label, area])).toEqual([['liver', 21]]);
    const one = put('b.png', colored(red, red));
    expect((await readReferenceMasks(one, size, {})).map(({ label, mask: { area } }) => [label, area])).toEqual([
      [undefined, 42],
    ]);
  });

  it('of PASCAL VOC is found beside the folder of the images', async () => {
    writeImage(root, 'JPEGImages/a.png');
    put('SegmentationClass/a.png', indexed([128, 0, 0], [224, 224, 192]));
    put('SegmentationObject/a.png', indexed([128, 0, 0], [224, 224, 192]));
    expect(await imported('JPEGImages/a.png', { colors: 'voc' })).toMatchObject({ areas: { aeroplane: 21 } });
  });
});

describe('an inverted mask', () => {
  it.each(['masks/a.png', 'masks/a__liver_1.png'])('is a question: %s', async (name) => {
    writeImage(root, name.includes('__') ? 'a.png' : 'images/a.png');
    put(name, writeBinaryPng(mask.complement));
    const image = name.includes('__') ? 'a.png' : 'images/a.png';
    expect(await questionOf(imported(image))).toBe(`object: ${path.basename(name)}`);
    const { areas } = await imported(image, { object: 'dark' });
    expect(Object.values(areas ?? {})).toEqual([mask.area]);
  });

  it('is not asked about where its value has a name', async () => {
    writeImage(root, 'images/a.png');
    put('masks/a.png', writeBinaryPng(mask.complement));
    put('labels.json', '{"body": 255}');
    expect(await imported('images/a.png')).toMatchObject({ areas: { body: mask.complement.area } });
  });

  it('is refused as a reference, unless it is said which part is the object', async () => {
    const file = put('a.png', writeBinaryPng(mask.complement));
    expect(await questionOf(readReferenceMasks(file, size, {}))).toBe('object: a.png');
    expect((await readReferenceMasks(file, size, { object: 'dark' }))[0]?.mask.area).toBe(mask.area);
  });
});

it('an empty mask is a note', async () => {
  writeImage(root, 'images/a.png');
  put('masks/a.png', writeBinaryPng(rectMask(size, { x0: 0, y0: 0, x1: 0, y1: 0 })));
  expect(await imported('images/a.png')).toMatchObject({
    skipped: ['empty-masks'],
    notes: [{ file: 'masks/a.png', annotation: null, message: expect.stringContaining('empty') as string }],
  });
});
