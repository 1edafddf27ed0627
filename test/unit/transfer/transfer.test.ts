import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skip } from '../../../src/core/base/skip';
import { writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import { writeBinaryPng, writeGreyLabelPng } from '../../../src/core/formats/png/labelMap';
import type { Forecast } from '../../../src/core/layouts/forecast';
import { layouts, type LayoutName } from '../../../src/core/layouts/registry';
import { transferText } from '../../../src/core/layouts/summary';
import { english } from '../../../src/core/text/message';
import { parseSelection } from '../../../src/core/layouts/selection';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { gzip } from '../../../src/node/files/gzip';
import { filesBelow, shapesIn, shapesOf, size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

const left = rectMask(size, { x0: 0, y0: 0, x1: 4, y1: 3 });
const right = rectMask(size, { x0: 3, y0: 2, x1: 8, y1: 6 });
const liver = { label: 'liver', slice: 0, mask: left };
const tumour = { label: 'tumour', slice: 0, mask: right };

let root = '';
let from = '';
let out = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'transfer-'));
  from = path.join(root, 'from');
  out = path.join(root, 'out');
  writeImage(from, 'a.png');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const text = (...parts: string[]): string => readFileSync(path.join(out, ...parts), 'utf8');
const put = (name: string, content: Uint8Array | string): void => {
  mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
  writeFileSync(path.join(out, name), content);
};
const importAll = (): ReturnType<typeof importMasks> =>
  importMasks({ source: out, images: from, origin: 'human', by: 'tests' });

describe('an export', () => {
  it('takes the masks that are wanted, and none that was rejected', async () => {
    writeSidecar(from, 'a.png', [
      liver,
      { ...liver, label: 'draft', status: 'draft', origin: 'machine' },
      { ...liver, label: 'prompted', status: 'draft' },
      { ...liver, label: 'wrong', status: 'rejected' },
    ]);
    for (const [selection, labels] of [
      ['reviewed', ['liver']],
      ['all', ['draft', 'liver', 'prompted']],
      [parseSelection('rejected')!, ['wrong']],
    ] as const) {
      const target = path.join(out, labels.join());
      await exportMasks({ folder: from, layout: 'objects', out: target, selection });
      expect(filesBelow(target)).toEqual(labels.map((label) => `masks/a__${label}_0.png`));
    }
    expect(parseSelection('rejected,nonsense')).toBeUndefined();
  });

  it('takes the images that are wanted', async () => {
    for (const name of ['a.png', 'b.png', 'c.png']) {
      writeImage(from, name);
      writeSidecar(from, name, [liver]);
    }
    const only = ['a.png', 'c.png'];
    const summary = await exportMasks({ folder: from, layout: 'labelme', out, selection: 'all', only });
    expect(summary).toMatchObject({ done: only, skipped: [] });
    expect(filesBelow(out)).toEqual(['a.json', 'a.png', 'c.json', 'c.png']);
  });

  describe('of an image that a person has accepted as empty', () => {
    const verdict = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
    const exportAll = (layout: LayoutName): ReturnType<typeof exportMasks> =>
      exportMasks({ folder: from, layout, out, selection: 'reviewed' });
    beforeEach(() => {
      writeSidecar(from, 'a.png', [], 1, 1, verdict);
    });

    it.each(['nnunet', 'pairs', 'beside'] as const)('is a label map of background in %s', async (layout) => {
      expect(await exportAll(layout)).toMatchObject({ done: ['a.png'], objects: 0, skipped: [], failed: [] });
      const maps = filesBelow(out).filter((file) => /labelsTr|masks\/|\.mask\.png/.test(file));
      expect(maps).toHaveLength(1);
      const { data } = decode(readFileSync(path.join(out, maps[0]!)));
      expect(data.length).toBe(size.width * size.height);
      expect(data.every((value) => value === 0)).toBe(true);
    });

    it('is an image without annotations in COCO', async () => {
      await exportAll('coco');
      const { images, annotations } = JSON.parse(text('annotations.json')) as Record<string, unknown[]>;
      expect({ images, annotations }).toMatchObject({ images: [{ file_name: 'a.png' }], annotations: [] });
    });

    it.each([
      ['yolo', ['data.yaml', 'images/a.png', 'labels/a.txt']],
      ['labelme', ['a.json', 'a.png']],
      ['cvat', ['annotations.xml', 'images/a.png']],
    ] as const)('is a picture without shapes in %s', async (layout, files) => {
      await exportAll(layout);
      expect(filesBelow(out)).toEqual(files);
    });

    it('is in the index of SA-Med2D, without masks', async () => {
      await exportAll('sa-med2d');
      expect(Object.values(JSON.parse(text('SAMed2D_v1.json')) as object)).toEqual([[]]);
    });

    it.each(layouts.filter(({ cannotHoldEmpty }) => cannotHoldEmpty).map(({ name }) => name))(
      'is skipped by %s, which has files of objects alone',
      async (layout) => {
        const { done, skipped } = await exportAll(layout);
        expect({ done, skipped }).toEqual({ done: [], skipped: [{ file: 'a.png', ...skip('cannot-hold-empty') }] });
      },
    );

    it('is left out where other masks are selected', async () => {
      const selection = parseSelection('draft,corrected')!;
      const { skipped } = await exportMasks({ folder: from, layout: 'nnunet', out, selection });
      expect(skipped).toEqual([{ file: 'a.png', ...skip('not-selected') }]);
    });
  });

  it('reports what a label map cannot hold', async () => {
    writeSidecar(from, 'a.png', [liver, tumour, { ...liver, mask: right }]);
    const summary = await exportMasks({ folder: from, layout: 'nnunet', out, selection: 'all' });
    expect(english(transferText(summary, 'exported'))).toBe('3 objects of 1 image exported, 1 with losses');
    expect(summary.losses).toEqual([
      { file: 'a.png', loss: 'in 21 pixels where objects overlap, only the later object is kept' },
      { file: 'a.png', loss: '2 objects of “liver” share one value' },
    ]);
  });

  it('asks with what a label map cannot hold before it writes, and writes nothing without consent', async () => {
    writeSidecar(from, 'a.png', [liver, tumour]);
    const forecasts: Forecast[] = [];
    const onForecast = (forecast: Forecast): Promise<boolean> => {
      forecasts.push(forecast);
      expect(existsSync(out)).toBe(false);
      return Promise.resolve(false);
    };
    const request = { folder: from, layout: 'nnunet', out, selection: 'all' } as const;
    expect(await exportMasks(request, { onForecast })).toMatchObject({ done: [], objects: 0, cancelled: true });
    expect(forecasts).toEqual([
      expect.arrayContaining([expect.objectContaining({ part: 'overlaps', outcome: 'lost' })]),
    ]);
    expect(existsSync(out)).toBe(false);
  });

  describe('of an image of several volumes', () => {
    const ofAnyImage = layouts.filter(({ refersToDicom }) => refersToDicom !== true).map(({ name }) => name);
    const objects = [liver, { ...tumour, slice: 1, volume: 2 }, { ...liver, slice: 2, volume: 2 }];
    beforeEach(() => {
      rmSync(path.join(from, 'a.png'));
      writeImage(from, 'v.nii.gz', 3, 4);
      writeSidecar(from, 'v.nii.gz', objects, 3, 4);
    });

    it.each(ofAnyImage)('comes back from %s as it was', async (layout) => {
      const { done, losses, failed } = await exportMasks({ folder: from, layout, out, selection: 'all' });
      expect({ done, losses, failed }).toEqual({ done: ['v.nii.gz'], losses: [], failed: [] });
      rmSync(path.join(from, 'v.nii.gz.masks.json'));
      expect((await importAll()).failed).toEqual([]);
      expect(shapesIn(from, 'v.nii.gz')).toEqual(shapesOf(objects));
    });

    it('has an image of each volume with masks where a layout has one volume for an image', async () => {
      await exportMasks({ folder: from, layout: 'nnunet', out, selection: 'all' });
      expect(filesBelow(out)).toEqual([
        'dataset.json',
        'imagesTr/v_0000.nii.gz',
        'imagesTr/v_t0002_0000.nii.gz',
        'labelsTr/v.nii.gz',
        'labelsTr/v_t0002.nii.gz',
      ]);
      const [whole, volume] = [path.join(from, 'v.nii.gz'), path.join(out, 'imagesTr/v_t0002_0000.nii.gz')];
      const [a, b] = await Promise.all([openImage(whole), openImage(volume)]);
      expect(b.info).toMatchObject({ slices: 3, geometry: a.info.geometry });
      expect(b.info).not.toHaveProperty('volumes');
      expect((await b.readSlice(1)).data).toEqual((await a.readSlice(1, 2)).data);
      for (const image of [a, b]) image.dispose();
    });

    it('is not exported over an image of the name of its volume', async () => {
      writeImage(from, 'v_t0002.nii.gz', 3);
      const exporting = exportMasks({ folder: from, layout: 'nnunet', out, selection: 'all' });
      await expect(exporting).rejects.toThrow('v_t0002.nii.gz: This image has the name');
    });
  });

  it('writes into no folder that holds files', async () => {
    writeSidecar(from, 'a.png', [liver]);
    put('notes.txt', 'mine');
    await expect(exportMasks({ folder: from, layout: 'coco', out, selection: 'all' })).rejects.toThrow('not empty');
    expect(filesBelow(out)).toEqual(['notes.txt']);
  });

  it('leaves out an image that fails, with all its files, and continues', async () => {
    writeImage(from, 'b.png');
    writeSidecar(from, 'a.png', [liver]);
    writeSidecar(from, 'b.png', [liver]);
    writeFileSync(path.join(from, 'b.png'), 'no image');
    const summary = await exportMasks({ folder: from, layout: 'sam-unet', out, selection: 'all' });
    expect(summary.done).toEqual(['a.png']);
    expect(summary.failed).toMatchObject([{ file: 'b.png', code: 'damaged' }]);
    expect(filesBelow(out)).toEqual(['image2label_train.json', 'images/a.png', 'masks/a_liver_000.png']);
  });

  it('leaves nothing when it is cancelled', async () => {
    writeSidecar(from, 'a.png', [liver]);
    writeImage(from, 'b.png');
    writeSidecar(from, 'b.png', [liver]);
    let images = 0;
    const token = {
      get isCancellationRequested() {
        return images > 1;
      },
      onCancellationRequested: () => ({ dispose: () => undefined }),
    };
    const summary = await exportMasks(
      { folder: from, layout: 'objects', out, selection: 'all' },
      {
        token,
        onProgress: () => images++,
      },
    );
    expect(summary).toMatchObject({ done: [], objects: 0, cancelled: true });
    expect(filesBelow(out)).toEqual([]);
    const again = await exportMasks({ folder: from, layout: 'objects', out, selection: 'all' });
    expect(again).toMatchObject({ done: ['a.png', 'b.png'], failed: [] });
  });

  it('adds to SA-Med2D: the next free class and instance, and nothing twice', async () => {
    const image = 'ct_00--from--a--2d_none';
    writeImage(from, `${image}.png`);
    put('SAMed2D_v1_class_mapping_id.json', JSON.stringify({ from: { spleen: '0004' }, other: { liver: '0001' } }));
    put('SAMed2D_v1.json', JSON.stringify({ 'images/x.png': ['masks/x.png'] }));
    put(`masks/${image}--0005_000.png`, writeBinaryPng(right));
    writeSidecar(from, `${image}.png`, [liver]);
    const request = { folder: from, layout: 'sa-med2d', out, selection: 'all' } as const;
    await exportMasks(request);
    const once = filesBelow(out);
    expect(once.filter((name) => name.startsWith('masks/'))).toEqual([
      `masks/${image}--0005_000.png`,
      `masks/${image}--0005_001.png`,
    ]);
    expect(JSON.parse(text('SAMed2D_v1_class_mapping_id.json'))).toEqual({
      from: { spleen: '0004', liver: '0005' },
      other: { liver: '0001' },
    });
    const index = { [`images/${image}.png`]: [`masks/${image}--0005_001.png`], 'images/x.png': ['masks/x.png'] };
    expect(JSON.parse(text('SAMed2D_v1.json'))).toEqual(index);
    await exportMasks(request);
    expect(filesBelow(out)).toEqual(once);
    expect(JSON.parse(text('SAMed2D_v1.json'))).toEqual(index);
  });
});

describe('an import', () => {
  it('never touches masks that are there', async () => {
    put('masks/a__liver_0.png', writeBinaryPng(left));
    writeSidecar(from, 'a.png', [tumour]);
    const before = readFileSync(path.join(from, 'a.png.masks.json'), 'utf8');
    expect((await importAll()).skipped).toEqual([{ file: 'a.png', ...skip('human-masks') }]);
    expect(readFileSync(path.join(from, 'a.png.masks.json'), 'utf8')).toBe(before);
  });

  it('makes masks of a model drafts', async () => {
    put('masks/a__liver.png', writeBinaryPng(left));
    await importMasks({ source: out, images: from, origin: 'machine', by: 'tests' });
    const [object] = parseSidecar(readFileSync(path.join(from, 'a.png.masks.json'), 'utf8'), 'a').objects;
    expect(object).toMatchObject({ label: 'liver', origin: 'machine', status: 'draft', prompt: { box: [0, 0, 4, 3] } });
  });

  it('reads what another program has called 0011', async () => {
    writeImage(from, 'mr_t1--BraTS2021--BraTS2021_00218--z_0141.png');
    put('masks/mr_t1--BraTS2021--BraTS2021_00218--z_0141--0011_000.png', writeBinaryPng(left));
    put('SAMed2D_v1_class_mapping_id.json', JSON.stringify({ BraTS2021: { edema: '0011' } }));
    expect((await importAll()).done).toEqual(['mr_t1--BraTS2021--BraTS2021_00218--z_0141.png']);
    expect(shapesIn(from, 'mr_t1--BraTS2021--BraTS2021_00218--z_0141.png')[0]).toContain('edema 0');
  });

  it('refuses masks of another size, and what is no mask', async () => {
    writeImage(from, 'b.png');
    const small = { width: 3, height: 3 };
    put('masks/a__liver_0.png', writeBinaryPng(rectMask(small, { x0: 0, y0: 0, x1: 1, y1: 1 })));
    put('masks/b__liver_0.png', 'no mask');
    const { done, failed } = await importAll();
    expect(done).toEqual([]);
    expect(failed.map(({ file, code }) => [file, code])).toEqual([
      ['a.png', 'damaged'],
      ['b.png', 'damaged'],
    ]);
    expect(failed[0]?.message).toContain('The mask has 3 × 3 pixels, but its image has 9 × 7.');
  });

  it('refuses a volume whose voxels lie elsewhere', async () => {
    writeImage(from, 'v.nii.gz', 3);
    const data = new Uint8Array(size.width * size.height * 3).fill(1);
    const axes = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const;
    const geometry = { origin: [0, 0, 0], spacing: [1, 1, 1], axes } as const;
    put('v.nii.gz.mask.nii.gz', writeLabelVolume({ ...size, slices: 3, data, geometry }, gzip));
    const { failed } = await importAll();
    expect(failed).toMatchObject([{ file: 'v.nii.gz', code: 'damaged' }]);
    expect(failed[0]?.message).toContain('not in the same positions as those of the image');
  });

  it('reports what has no image, and what several could be', async () => {
    writeImage(from, 'x/c.png');
    writeImage(from, 'y/c.png');
    put('z/c.png.mask.png', writeGreyLabelPng(size, left.data));
    put('c.png.mask.png', writeGreyLabelPng(size, left.data));
    put('z/nobody.png.mask.png', writeGreyLabelPng(size, left.data));
    const { skipped } = await importAll();
    expect(skipped.toSorted((a, b) => a.file.localeCompare(b.file))).toEqual([
      { file: 'c.png', ...skip('several-images') },
      { file: 'z/c.png', ...skip('other-folder') },
      { file: 'z/nobody.png', ...skip('no-image') },
    ]);
  });

  it('says which index is wrong, and when there is no layout', async () => {
    put('dataset.json', '{"labels": {}}');
    put('labelsTr/a.png', writeGreyLabelPng(size, left.data));
    await expect(importAll()).rejects.toThrow('dataset.json: The dataset.json of the nnU-Net data set is wrong');
    rmSync(out, { recursive: true });
    put('notes.txt', 'nothing');
    await expect(importAll()).rejects.toThrow('layout of the masks is unknown');
    rmSync(out, { recursive: true });
    await expect(importAll()).rejects.toMatchObject({ code: 'not-found' });
  });
});
