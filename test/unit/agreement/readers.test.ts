import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReaderPlace } from '../../../src/core/agreement/readerPlace';
import { neverCancelled } from '../../../src/core/base/cancellation';
import type { Rect } from '../../../src/core/geometry/rect';
import { parseSidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { provenanceText } from '../../../src/core/sidecar/provenance';
import { english } from '../../../src/core/text/message';
import { compareReaders } from '../../../src/node/agreement/compareReaders';
import { openReaders, suffixesIn } from '../../../src/node/agreement/readers';
import { picturesOfCases } from '../../../src/node/agreement/shownCases';
import { writeConsensus } from '../../../src/node/agreement/writeConsensus';
import { localMasks } from '../../../src/node/masks/localMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { endProcessWide } from '../../../src/node/processWide';
import { dicomImages, writeDicomImage } from '../../support/dicomImages';
import { discImage, size } from '../../support/discs';
import { saveObjects } from '../../support/saveObjects';
import { liver, rectMask, rectObject } from '../../support/sidecars';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'readers-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const at = (...names: string[]): string => path.join(root, ...names);
const box = { x0: 20, y0: 20, x1: 60, y1: 60 };
const shifted = { x0: 40, y0: 20, x1: 80, y1: 60 };

/** Saves an image with objects of a reader. */
async function read(file: string, objects: readonly SidecarObject[], empty = false): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, discImage(box));
  const verdict = { by: 'tests', at: '2026-11-24T08:00:00.000Z' };
  const image = { ...size, slices: 1, path: file };
  await saveMasks(
    image,
    { labels: objects.length === 0 ? [] : [liver], objects, ...(empty ? { empty: verdict } : {}) },
    { writer: 'human', expected: (await loadMasks(image)).version },
  );
}

const drawn = (rect: Rect, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, rect, { status: 'corrected', origin: 'human', ...fields });

async function compared(places: readonly ReaderPlace[], selection: 'reviewed' | 'all' = 'reviewed') {
  const failed: string[] = [];
  const readers = await openReaders(places);
  const agreement = await compareReaders(readers, {
    ...{ selection, token: neverCancelled },
    onError: ({ message }) => failed.push(message),
  });
  return { readers, agreement, failed };
}

const folders = (...names: string[]): ReaderPlace[] => names.map((name) => ({ kind: 'folder', folder: at(name) }));

/** Two readers: they differ in a, one has found nothing in b, both nothing in c; d is read by one alone, and e not yet judged. */
async function twoFolders(): Promise<void> {
  await read(at('anna', 'a.png'), [drawn(box)]);
  await read(at('ben', 'a.png'), [drawn(shifted)]);
  await read(at('anna', 'sub/b.png'), [drawn(box)]);
  await read(at('ben', 'sub/b.png'), [drawn(box, { status: 'rejected' })]);
  for (const reader of ['anna', 'ben']) await read(at(reader, 'c.png'), [], true);
  await read(at('anna', 'd.png'), [drawn(box)]);
  await read(at('anna', 'e.png'), [drawn(box)]);
  await read(at('ben', 'e.png'), [rectObject(size, box)]);
}

describe('readers', () => {
  it('of two folders are compared in the images that both have read', async () => {
    await twoFolders();
    const { agreement, failed, readers } = await compared(folders('anna', 'ben'));
    expect(failed).toEqual([]);
    expect(agreement).toMatchObject({ readers: ['anna', 'ben'], unit: 'px', images: 3, single: ['d.png', 'e.png'] });
    expect(agreement.labels).toMatchObject([{ label: 'liver', both: 1, onlyOne: 1, onlyOther: 0, neither: 1 }]);
    expect(agreement.labels[0]?.dice).toBeCloseTo(0.5, 6);
    expect(agreement.cases.map(({ image, drawn: by }) => [image, ...by])).toEqual([
      ['sub/b.png', true, false],
      ['a.png', true, true],
    ]);
    const shown = await picturesOfCases(agreement, readers, 'reviewed');
    expect(shown.map((each) => each?.picture?.source.slice(0, 22))).toEqual(Array(2).fill('data:image/png;base64,'));
    const all = await compared(folders('anna', 'ben'), 'all');
    expect(all.agreement.images).toBe(4);
  });

  it('are named by their paths where folders have one name', async () => {
    await read(at('anna', 'masks', 'a.png'), [drawn(box)]);
    await read(at('ben', 'masks', 'a.png'), [drawn(box)]);
    const { agreement } = await compared(folders('anna/masks', 'ben/masks'));
    expect(agreement.readers).toEqual([at('anna', 'masks'), at('ben', 'masks')]);
  });

  it('of one folder are those without a suffix and those with one', async () => {
    await read(at('data', 'a.png'), [drawn(box)]);
    renameSync(at('data', 'a.png.masks.json'), at('data', 'a.png.masks.anna.json'));
    rmSync(at('data', 'a.png.mask.png'));
    await read(at('data', 'a.png'), [drawn(shifted)]);
    expect(await suffixesIn(at('data'))).toEqual(['anna']);
    const { agreement } = await compared([
      { kind: 'suffix', folder: at('data') },
      { kind: 'suffix', folder: at('data'), suffix: 'anna' },
    ]);
    expect(agreement).toMatchObject({ readers: ['data', 'anna'], images: 1 });
    expect(agreement.cases).toMatchObject([{ image: 'a.png' }]);
    expect(agreement.cases[0]?.dice).toBeCloseTo(0.5, 6);
  });

  it('of branches are read without a checkout, and a branch that is not there is named', async () => {
    await read(at('data', 'sub/a.png'), [drawn(box)]);
    const git = (...args: string[]): string => execFileSync('git', ['-C', at('data'), ...args], { encoding: 'utf8' });
    git('init', '-q', '-b', 'anna');
    git('config', 'user.name', 'tests');
    git('config', 'user.email', 'tests@example.org');
    const commit = (): void => {
      git('add', '-A');
      git('commit', '-q', '-m', 'masks');
    };
    commit();
    git('checkout', '-q', '-b', 'ben');
    await read(at('data', 'sub/a.png'), [drawn(shifted)]);
    commit();
    const branches = (...names: string[]): ReaderPlace[] =>
      names.map((branch) => ({ kind: 'branch', folder: at('data'), branch }));
    const { agreement } = await compared(branches('anna', 'ben'));
    expect(agreement).toMatchObject({ readers: ['anna', 'ben'], images: 1 });
    expect(agreement.cases[0]?.dice).toBeCloseTo(0.5, 6);
    expect(git('status', '--porcelain')).toBe('');
    await expect(openReaders(branches('anna', 'nobody'))).rejects.toThrow(/no branch, tag or commit nobody/);
    await expect(openReaders(branches('--help'))).rejects.toThrow(/no branch, tag or commit --help/);
  });

  it('measure in millimetres in a series that says how large its voxels are, in three dimensions', async () => {
    const { width, height } = dicomImages.ctSeries;
    for (const [reader, x0] of [
      ['anna', 2],
      ['ben', 4],
    ] as const) {
      const [first = ''] = writeDicomImage(at(reader), dicomImages.ctSeries);
      const mask = rectMask({ width, height }, { x0, y0: 2, x1: x0 + 4, y1: 6 });
      await saveObjects(
        at(reader, first),
        [1, 2].map((slice) => ({ label: 'liver', slice, mask })),
      );
    }
    const { agreement, failed } = await compared(folders('anna', 'ben'));
    expect(failed).toEqual([]);
    expect(agreement).toMatchObject({ unit: 'mm', images: 1 });
    expect(agreement.cases[0]).toMatchObject({ slice: 1 });
    expect(agreement.cases[0]?.hd95).toBeCloseTo(1.4, 6);
  });

  it('whose sidecars are damaged or for another image are reported, and the rest is compared', async () => {
    await twoFolders();
    writeFileSync(at('ben', 'a.png.masks.json'), '{');
    const text = readFileSync(at('anna', 'c.png.masks.json'), 'utf8');
    writeFileSync(at('anna', 'c.png.masks.json'), text.replace('"width":160', '"width":161'));
    const { agreement, failed } = await compared(folders('anna', 'ben'));
    expect(failed).toEqual([
      expect.stringMatching(/a\.png.*not valid JSON/),
      expect.stringMatching(/c\.png.*different sizes/),
    ]);
    expect(agreement).toMatchObject({ images: 1, failures: 2 });
  });
});

describe('a consensus', () => {
  const how = { selection: 'reviewed', method: 'staple', disputed: true, by: 'tests' } as const;
  const options = { ...how, store: localMasks, token: neverCancelled };

  const objectsOf = (file: string): readonly SidecarObject[] => parseSidecar(readFileSync(file, 'utf8'), file).objects;

  it('is written as unreviewed masks beside copies of the images, and changes no reader', async () => {
    await twoFolders();
    const before = readdirSync(at('anna'), { recursive: true }).length;
    const readers = await openReaders(folders('anna', 'ben'));
    const { written, masks, failed } = await writeConsensus(readers, { ...options, out: at('consensus') });
    expect([written, masks, failed]).toEqual([['a.png', 'sub/b.png'], 2, []]);
    const [object] = objectsOf(at('consensus', 'sub/b.png.masks.json'));
    expect(object).toMatchObject({ status: 'draft', origin: 'machine', source: 'staple', label: 'liver' });
    expect(object?.reasons).toEqual(['was not drawn by every reader']);
    expect(english(provenanceText(object!))).toBe('Consensus of several readers');
    expect(readFileSync(at('consensus', 'a.png'))).toEqual(readFileSync(at('anna', 'a.png')));
    expect(readdirSync(at('anna'), { recursive: true })).toHaveLength(before);
  });

  it('never changes masks that lie there', async () => {
    await twoFolders();
    cpSync(at('ben'), at('consensus'), { recursive: true });
    const before = readFileSync(at('consensus', 'a.png.masks.json'), 'utf8');
    const readers = await openReaders(folders('anna', 'ben'));
    const { written, failed } = await writeConsensus(readers, { ...options, out: at('consensus') });
    expect(written).toEqual([]);
    expect(failed.map(({ message }) => message)).toEqual([
      expect.stringContaining('a.png'),
      expect.stringContaining('b.png'),
    ]);
    expect(readFileSync(at('consensus', 'a.png.masks.json'), 'utf8')).toBe(before);
    await expect(writeConsensus(readers, { ...options, out: at('anna') })).rejects.toThrow(/folder of a reader/);
  });

  it('of a series lies beside all its files', async () => {
    const { width, height } = dicomImages.ctSeries;
    for (const reader of ['anna', 'ben']) {
      const [first = ''] = writeDicomImage(at(reader), dicomImages.ctSeries);
      const mask = rectMask({ width, height }, { x0: 2, y0: 2, x1: 6, y1: 6 });
      await saveObjects(at(reader, first), [{ label: 'liver', slice: 2, mask }]);
    }
    const readers = await openReaders(folders('anna', 'ben'));
    const { written, failed } = await writeConsensus(readers, { ...options, out: at('consensus') });
    expect([written, failed]).toEqual([['ct-series-1.dcm'], []]);
    expect(objectsOf(at('consensus', 'ct-series-1.dcm.masks.json'))).toMatchObject([{ slice: 2, quality: 1 }]);
    expect(readdirSync(at('consensus')).filter((name) => name.endsWith('.dcm'))).toHaveLength(4);
  });

  it('lies beside both files of an image whose pixels are in a second one', async () => {
    const pairSize = { width: 4, height: 3 };
    const golden = path.join(import.meta.dirname, '../../golden/formats/rarities');
    const header = `NDims = 3\nDimSize = ${pairSize.width} ${pairSize.height} 5\nElementType = MET_UCHAR\nBinaryData = True\nElementDataFile = b.raw\n`;
    const mask = rectMask(pairSize, { x0: 0, y0: 0, x1: 2, y1: 2 });
    for (const reader of ['anna', 'ben']) {
      mkdirSync(at(reader));
      for (const ending of ['hdr', 'img']) cpSync(path.join(golden, `pair.${ending}`), at(reader, `a.${ending}`));
      writeFileSync(at(reader, 'b.mhd'), header);
      writeFileSync(at(reader, 'b.raw'), new Uint8Array(pairSize.width * pairSize.height * 5));
      for (const name of ['a.hdr', 'b.mhd']) await saveObjects(at(reader, name), [{ label: 'liver', slice: 1, mask }]);
    }
    const readers = await openReaders(folders('anna', 'ben'));
    const { written, failed } = await writeConsensus(readers, { ...options, out: at('consensus') });
    expect([written, failed]).toEqual([['a.hdr', 'b.mhd'], []]);
    for (const name of ['a.hdr', 'a.img', 'b.mhd', 'b.raw']) {
      expect(readFileSync(at('consensus', name))).toEqual(readFileSync(at('anna', name)));
    }
    expect(objectsOf(at('consensus', 'b.mhd.masks.json'))).toMatchObject([{ slice: 1, status: 'draft' }]);
  });

  it('says which image to copy where none is there, or a part of it is missing', async () => {
    for (const reader of ['anna', 'ben']) {
      for (const name of ['a.png', 'b.png']) await read(at(reader, name), [drawn(box)]);
      rmSync(at(reader, 'a.png'));
      writeFileSync(
        at(reader, 'b.png'),
        'NDims = 2\nDimSize = 160 120\nElementType = MET_UCHAR\nElementDataFile = b.raw\n',
      );
    }
    const readers = await openReaders(folders('anna', 'ben'));
    const { written, failed } = await writeConsensus(readers, { ...options, out: at('consensus') });
    expect(written).toEqual([]);
    expect(failed.map(({ code }) => code)).toEqual(['not-found', 'not-found']);
    expect(readdirSync(at('consensus'))).toEqual([]);
  });
});
