import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { formatSidecar, type Sidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { ImageIndex } from '../../../src/node/dataset/imageIndex';
import { dicomFile, greyImage } from '../../fixtures/dicomFile';
import { seriesSlice } from '../../fixtures/dicomSeries';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 4, height: 4 };
let root = '';
let cacheFile = '';

beforeEach(() => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'index-'));
  root = path.join(scratch, 'data');
  cacheFile = path.join(scratch, 'storage', 'dataset.jsonl');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(path.dirname(root), { recursive: true });
});

const at = (name: string): string => path.join(root, name);

function put(name: string, content: string | Uint8Array = ''): string {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

function putMasks(image: string, ...objects: SidecarObject[]): string {
  return putSidecar(image, {}, objects);
}

function putSidecar(image: string, more: Partial<Sidecar['image']>, objects: SidecarObject[]): string {
  const file = path.basename(image);
  const sidecar = formatSidecar({
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: { file, ...size, slices: 1, ...more },
    labels: [liver],
    objects,
  });
  return put(`${image}.masks.json`, sidecar);
}

const machine = (quality: number): SidecarObject => rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 2 }, { quality });
const accepted: SidecarObject = { ...machine(0.9), status: 'accepted', origin: 'human' };

const ct = dicomFile(
  greyImage(
    4,
    4,
    ['0008,0060', 'CS', 'CT'],
    ['0008,103e', 'LO', 'Portal'],
    ['0010,0010', 'PN', 'Doe^Jane'],
    ['0020,000e', 'UI', '1.2.3'],
    ['0020,0011', 'IS', '4'],
    ['0020,0013', 'IS', '1'],
  ),
);

/** Images as lines: path, status, labels and what else is known. */
function lines(index: ImageIndex): string[] {
  return [...index.images()]
    .map(({ path: name, status, labels, quality, modality, series, problem }) =>
      [name, status, ...labels, quality, modality, series?.uid, series?.name, problem === undefined ? '' : 'problem']
        .filter((part) => part !== undefined && part !== '')
        .join(' '),
    )
    .sort();
}

describe('scanning', () => {
  it('finds images and what sidecars and headers say', async () => {
    put('a.png');
    putMasks('a.png', machine(0.8), { ...machine(0.4), id: '2' });
    put('a.png.mask.png');
    put('ct/1.dcm', ct);
    put('ct/IM0001', ct);
    put('ct/notes.txt');
    put('.git/b.png');
    putMasks('orphan.png', machine(0.1));
    const index = new ImageIndex({ roots: [root] });
    await index.scan();
    expect(lines(index)).toEqual([
      'a.png machine liver 0.4',
      'ct/1.dcm none CT 1.2.3 4 · Portal',
      'ct/IM0001 none CT 1.2.3 4 · Portal',
    ]);
    expect(JSON.stringify([...index.images()])).not.toContain('Doe');
  });

  it('keeps an image whose sidecar or header is broken, and says so', async () => {
    put('a.png');
    put('a.png.masks.json', '{"format": "sam-unet-masks"');
    put('cut.dcm', ct.slice(0, 150));
    put('empty.dcm');
    put('text.dcm', 'This is no DICOM file.');
    const index = new ImageIndex({ roots: [root] });
    await index.scan();
    expect(lines(index)).toEqual(['a.png none problem', 'cut.dcm none', 'empty.dcm none', 'text.dcm none']);
    expect([...index.images()].find(({ problem }) => problem !== undefined)?.problem).toMatch(/not valid JSON/);
  });

  it('notices what has come, gone and changed since', async () => {
    put('a.png');
    put('b.png');
    putMasks('b.png', machine(0.5));
    const index = new ImageIndex({ roots: [root] });
    await index.scan();
    rmSync(at('a.png'));
    rmSync(at('b.png.masks.json'));
    put('c.png');
    await index.scan();
    expect(lines(index)).toEqual(['b.png none', 'c.png none']);
  });

  it('fails when a workspace folder is not there, and stops when it is cancelled', async () => {
    await expect(new ImageIndex({ roots: [at('none')] }).scan()).rejects.toMatchObject({ code: 'unreadable' });
    put('a.png');
    const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose: () => undefined }) };
    await expect(new ImageIndex({ roots: [root] }).scan(token)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the cache', () => {
  async function scanned(): Promise<string[]> {
    const index = new ImageIndex({ roots: [root], cacheFile });
    await index.scan();
    return lines(index);
  }

  it('spares reading what has not changed', async () => {
    put('a.png');
    const sidecar = putMasks('a.png', machine(0.5));
    put('1.dcm', ct);
    const first = await scanned();
    expect(first).toEqual(['1.dcm none CT 1.2.3 4 · Portal', 'a.png machine liver 0.5']);
    // Only the cache can know what this file has said: size and time are the same.
    const times = new Date(2026, 1, 1);
    utimesSync(sidecar, times, times);
    await scanned();
    writeFileSync(sidecar, readFileSync(sidecar, 'utf8').replaceAll(/\w/g, 'x'));
    utimesSync(sidecar, times, times);
    expect(await scanned()).toEqual(first);
    writeFileSync(sidecar, 'broken');
    expect((await scanned())[1]).toBe('a.png none problem');
  });

  it.each([
    ['deleted', undefined],
    ['empty', ''],
    ['cut off', '{"format":"sam-unet-index","version":2}\n["/data/a.png",{"masks":'],
    ['of another version', '{"format":"sam-unet-index","version":0}\n'],
    ['something else', '{"format":"sam-unet-index","version":2}\n["/data/a.png",{"masks":7}]\n'],
  ])('may be %s at any time', async (_, content) => {
    put('a.png');
    putMasks('a.png', accepted);
    await scanned();
    if (content === undefined) rmSync(cacheFile);
    else writeFileSync(cacheFile, content);
    expect(await scanned()).toEqual(['a.png accepted liver 0.9']);
  });

  it('that cannot be written only costs time', async () => {
    put('a.png');
    writeFileSync(path.dirname(cacheFile), '');
    expect(await scanned()).toEqual(['a.png none']);
  });
});

describe('updating', () => {
  it('examines only what has changed', async () => {
    put('a.png');
    put('b.png');
    put('ct/1.png');
    let changes = 0;
    const index = new ImageIndex({ roots: [root], onChange: () => changes++ });
    await index.scan();
    changes = 0;
    await index.update([
      putMasks('a.png', accepted),
      put('b.png'),
      put('notes.txt'),
      put('.hidden/x.png'),
      put('a.png.mask.png'),
    ]);
    expect(lines(index)).toEqual(['a.png accepted liver 0.9', 'b.png none', 'ct/1.png none']);
    expect(changes).toBe(1);
    rmSync(at('a.png.masks.json'));
    await index.update([at('a.png.masks.json'), put('new.png'), path.join(path.dirname(root), 'outside.png')]);
    expect(lines(index)).toEqual(['a.png none', 'b.png none', 'ct/1.png none', 'new.png none']);
  });

  it('takes folders that come and go as a whole', async () => {
    put('ct/a/1.png');
    put('ct/2.png');
    put('mr/3.png');
    const index = new ImageIndex({ roots: [root] });
    await index.scan();
    rmSync(at('ct'), { recursive: true });
    put('us/x/4.png');
    await index.update([at('ct'), at('us')]);
    expect(lines(index)).toEqual(['mr/3.png none', 'us/x/4.png none']);
  });

  it('answers for an image that has not been scanned', async () => {
    const file = put('a.png');
    putMasks('a.png', machine(0.5));
    const index = new ImageIndex({ roots: [root] });
    expect(await index.lookUp(file)).toMatchObject({ path: 'a.png', status: 'machine', quality: 0.5 });
    expect(await index.lookUp(path.join(path.dirname(root), 'a.png'))).toBeUndefined();
  });
});

describe('a series', () => {
  const slices = ['ct/IM1', 'ct/IM2', 'ct/IM3'];
  const ofSeries = { slices: 3, instances: ['1', '2', '3'] };

  function putSeries(): void {
    for (const [k, name] of slices.entries()) {
      put(name, seriesSlice({ position: [0, 0, 2 * k], value: k, instance: k }));
    }
  }

  async function scanned(series: 'whole' | 'single' = 'whole'): Promise<ImageIndex> {
    const index = new ImageIndex({ roots: [root], cacheFile, series });
    await index.scan();
    return index;
  }

  const shown = (index: ImageIndex): (readonly (string | number | undefined)[])[] =>
    [...index.images()].map(({ path: name, status, slices: count }) => [name, status, count] as const).sort();

  it('is one image with its slices, and file by file on request', async () => {
    putSeries();
    put('ct/DICOMDIR', dicomFile([['0008,0016', 'UI', '1.2.840.10008.1.3.10']]));
    putSidecar('ct/IM1', ofSeries, [machine(0.5)]);
    const index = await scanned();
    expect(shown(index)).toEqual([['ct/IM1', 'machine', 3]]);
    expect(await index.lookUp(at('ct/IM2'))).toBeUndefined();
    expect(lines(index)).toEqual(['ct/IM1 machine liver 0.5 CT 1.2.3 4']);
    expect(shown(await scanned('single'))).toEqual([
      ['ct/IM1', 'machine', 3],
      ['ct/IM2', 'none', undefined],
      ['ct/IM3', 'none', undefined],
    ]);
  });

  it('is known from the cache while its files stay the same', async () => {
    putSeries();
    await scanned();
    // Only the cache can know this number.
    writeFileSync(cacheFile, readFileSync(cacheFile, 'utf8').replace('"slices":3', '"slices":7'));
    expect(shown(await scanned())).toEqual([['ct/IM1', 'none', 7]]);
    put(slices[1]!, 'no DICOM');
    expect(shown(await scanned())).toEqual([
      ['ct/IM1', 'none', 2],
      ['ct/IM2', 'none', undefined],
    ]);
  });

  it('follows files and masks that come and go', async () => {
    putSeries();
    const index = await scanned();
    await index.update([put('ct/IM4', seriesSlice({ position: [0, 0, 6], value: 3, instance: 3 }))]);
    expect(shown(index)).toEqual([['ct/IM1', 'none', 4]]);
    await index.update([putSidecar('ct/IM1', ofSeries, [accepted])]);
    expect(shown(index)).toEqual([['ct/IM1', 'accepted', 4]]);
    const own = putMasks('ct/IM3', machine(0.4));
    await index.update([own]);
    expect(shown(index)).toEqual([
      ['ct/IM1', 'accepted', 4],
      ['ct/IM3', 'machine', undefined],
    ]);
    const map = put('ct/IM3.mask.png');
    rmSync(own);
    rmSync(at('ct/IM4'));
    await index.update([own, at('ct/IM4')]);
    expect(shown(index)).toEqual([
      ['ct/IM1', 'accepted', 3],
      ['ct/IM3', 'none', undefined],
    ]);
    rmSync(map);
    await index.update([map]);
    expect(shown(index)).toEqual([['ct/IM1', 'accepted', 3]]);
    rmSync(at('ct'), { recursive: true });
    await index.update([at('ct')]);
    expect(shown(index)).toEqual([]);
  });
});

describe('names that are spelled in several ways', () => {
  const mac = { foldsCase: true, foldsForm: true };
  const composed = 'ct/L\u00e4sion.png';
  const decomposed = composed.normalize('NFD');
  const pathsOf = (index: ImageIndex): string[] => [...index.images()].map(({ path: below }) => below);

  it('are one image where the system takes them for one', async () => {
    put(decomposed, 'x');
    const index = new ImageIndex({ roots: [root], rules: mac });
    await index.scan();
    expect(pathsOf(index)).toEqual([decomposed]);
    await index.update([at(composed)]);
    expect(pathsOf(index)).toEqual([decomposed]);
    expect((await index.lookUp(at(composed.toUpperCase())))?.path).toBe(decomposed);
    await index.update([at(composed.toLowerCase())]);
    expect(pathsOf(index)).toEqual([decomposed]);
  });

  it('have the spelling of the disk, which a watcher of the root may not have', async () => {
    put(decomposed, 'x');
    const index = new ImageIndex({ roots: [root.toUpperCase()], rules: mac });
    await index.update([at(decomposed)]);
    expect(pathsOf(index)).toEqual([decomposed]);
  });

  it('are two where the system has two', async () => {
    put('Liver.png', 'x');
    put('liver.png', 'x');
    const index = new ImageIndex({ roots: [root], rules: { foldsCase: false, foldsForm: false } });
    await index.scan();
    expect(pathsOf(index).sort()).toEqual(['Liver.png', 'liver.png']);
  });
});

it('has the root of a drive for a workspace folder', async () => {
  const { root: drive } = path.parse(root);
  const image = put('a.png', 'x');
  const index = new ImageIndex({ roots: [drive] });
  await index.update([image]);
  expect([...index.images()].map((each) => drive + each.path.split('/').join(path.sep))).toEqual([image]);
});
