import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFile, strings } from '../../src/core/formats/dicom/dataSet';
import { writeBinaryPng, writeGreyLabelPng } from '../../src/core/formats/png/labelMap';
import type { TransferSummary } from '../../src/core/layouts/summary';
import { writeDicomImage } from '../support/dicomImages';
import { discImage } from '../support/discs';
import { filesBelow, shapesIn, shapesOf, size, writeImage, writeSidecar } from '../support/layoutFolders';
import { rectMask } from '../support/sidecars';
import { runCli } from './runCli';

const object = { label: 'liver', slice: 1, mask: rectMask(size, { x0: 2, y0: 1, x1: 7, y1: 5 }) };

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cli-layouts-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it('exports a volume and imports it again', async () => {
  const [from, out, to] = ['from', 'out', 'to'].map((name) => path.join(root, name)) as [string, string, string];
  for (const folder of [from, to]) writeImage(folder, 'ct.nii.gz', 3);
  writeSidecar(from, 'ct.nii.gz', [object], 3);
  const exported = await runCli('export', from, '--layout', 'nnunet', '--out', out, '--json');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(exported.stdout)).toMatchObject({
    done: ['ct.nii.gz'],
    objects: 1,
  } satisfies Partial<TransferSummary>);
  expect(filesBelow(out)).toEqual(['dataset.json', 'imagesTr/ct_0000.nii.gz', 'labelsTr/ct.nii.gz']);
  const imported = await runCli('import', out, '--images', to);
  expect(imported).toMatchObject({ code: 0, stdout: '1 object of 1 image imported\n' });
  expect(shapesIn(to, 'ct.nii.gz')).toEqual(shapesOf([object]));
});

it('imports from folders of images and masks, and says what is wrong with a mask', async () => {
  for (const name of ['a 1', 'b', 'ü']) writeImage(root, `train/imgs/${name}.png`);
  mkdirSync(path.join(root, 'train/labels'));
  const put = (name: string, bytes: Uint8Array): void => {
    writeFileSync(path.join(root, 'train/labels', name), bytes);
  };
  put('a 1.png', writeBinaryPng(object.mask));
  put('b_mask.png', writeGreyLabelPng(size, object.mask.data));
  put('ü.png', writeBinaryPng(rectMask({ width: 4, height: 4 }, { x0: 0, y0: 0, x1: 2, y1: 2 })));
  const { code, stdout, stderr } = await runCli('import', root, '--images', root);
  expect(code).toBe(1);
  expect(stdout).toBe('2 objects of 2 images imported, 1 failed\n');
  expect(stderr).toContain(
    `${path.join(root, 'train/labels/ü.png')}: The mask has 4 × 4 pixels, but its image has 9 × 7.`,
  );
  expect(shapesIn(root, 'train/imgs/a 1.png')).toEqual(shapesOf([{ ...object, label: 'object', slice: 0 }]));
  expect(shapesIn(root, 'train/imgs/b.png')).toEqual(shapesOf([{ ...object, label: 'label 1', slice: 0 }]));
});

it('fails where it may not write, and for an invalid status', async () => {
  writeImage(root, 'ct.nii.gz', 3);
  const occupied = await runCli('export', root, '--layout', 'coco', '--out', root);
  expect(occupied.code).toBe(1);
  expect(occupied.stderr).toContain('The folder is not empty.');
  expect((await runCli('export', root, '--layout', 'coco', '--out', root, '--status', 'good')).stderr).toContain(
    'Expected reviewed',
  );
});

it('exports without the identity of patients, and prints which name stands for which image', async () => {
  const [from, out] = ['from', 'out'].map((name) => path.join(root, name)) as [string, string];
  writeImage(path.join(from, 'Zwergnase'), 'ct.nii.gz', 3);
  writeSidecar(path.join(from, 'Zwergnase'), 'ct.nii.gz', [object], 3);
  const { code, stdout, stderr } = await runCli('export', from, '--layout', 'nnunet', '--out', out, '--deidentify');
  expect(code).toBe(0);
  expect(stdout).toContain(
    `${path.join(from, 'Zwergnase/ct.nii.gz')}: written as image_0001.nii.gz\n1 object of 1 image exported, 1 note\n`,
  );
  expect(stderr).toContain('do not say whether text or a face is part of their pixels');
  expect(filesBelow(out)).toEqual(['dataset.json', 'imagesTr/image_0001_0000.nii.gz', 'labelsTr/image_0001.nii.gz']);
});

describe('what a layout cannot hold', () => {
  const over = { ...object, label: 'cyst', mask: rectMask(size, { x0: 4, y0: 2, x1: 9, y1: 6 }) };
  let args: string[] = [];
  beforeEach(() => {
    const from = path.join(root, 'from');
    writeImage(from, 'ct.nii.gz', 3);
    writeSidecar(from, 'ct.nii.gz', [object, over], 3);
    args = ['export', from, '--layout', 'nnunet', '--out', path.join(root, 'out')];
  });

  it('is printed before anything is written, and refused where pixels of masks would be lost', async () => {
    const { code, stdout, stderr } = await runCli(...args);
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        'What nnunet holds of the masks:',
        '  Pixels of objects that others cover        9 (1 image)  lost: only the later object is kept',
        '  Label names                                2 (1 image)  kept',
        '  Reviews (who drew, accepted or corrected)  2 (1 image)  left out',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain(
      'cannot hold all masks: 9 pixels where objects overlap would be lost. Select another layout, or accept this with --accept-losses.',
    );
    expect(readdirSync(root)).toEqual(['from']);
  });

  it('names DICOM images that are made of others, and masks of pictures, which contours cannot hold', async () => {
    writeImage(path.join(root, 'from'), 'a.png');
    writeSidecar(path.join(root, 'from'), 'a.png', [{ ...object, slice: 0 }]);
    args[3] = 'rtstruct';
    const { code, stdout, stderr } = await runCli(...args);
    expect(code).toBe(1);
    expect(stdout).toContain(
      [
        '  Masks of images without a position in the patient  1 (1 image)  lost: these images are left out',
        '  Images that are not DICOM                                    1  DICOM images are made of them, with at most 65,536 grey levels',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('cannot hold all masks: 1 mask of 1 image without a position would be lost.');
    expect(readdirSync(root)).toEqual(['from']);
    const accepted = await runCli(...args, '--accept-losses', '--json');
    expect(accepted.code).toBe(0);
    expect(JSON.parse(accepted.stdout)).toMatchObject({
      done: ['ct.nii.gz'],
      failed: [],
      skipped: [{ file: 'a.png', code: 'no-position' }],
    });
    expect(filesBelow(path.join(root, 'out'))).toEqual([
      ...[1, 2, 3].map((number) => `ct_images/000${number}.dcm`),
      'ct_rtstruct.dcm',
    ]);
  });

  it('is accepted by an option, and in the JSON', async () => {
    const { code, stdout } = await runCli(...args, '--accept-losses', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      forecast: expect.arrayContaining([{ part: 'overlaps', count: 9, images: 1, outcome: 'lost' }]) as unknown,
      losses: [{ file: 'ct.nii.gz' }],
    });
  });
});

describe('export', () => {
  const flat = { ...object, slice: 0 };

  it.each<[layout: string, files: string[]]>([
    [
      'sa-med2d',
      [
        'SAMed2D_v1.json',
        'SAMed2D_v1_class_mapping_id.json',
        'images/mr_00--from--mr--2d_none.png',
        'masks/mr_00--from--mr--2d_none--0000_000.png',
      ],
    ],
    ['sam-unet', ['image2label_train.json', 'images/mr.png', 'masks/mr_liver_000.png']],
    ['pairs', ['images/mr.png', 'labels.json', 'masks/mr.png']],
    ['decathlon', ['dataset.json', 'imagesTr/mr.nii.gz', 'labelsTr/mr.nii.gz']],
    ['coco-polygons', ['annotations.json']],
    ['slicer', ['mr.seg.nrrd']],
    ['yolo', ['data.yaml', 'images/mr.png', 'labels/mr.txt']],
    ['labelme', ['mr.json', 'mr.png']],
    ['cvat', ['annotations.xml', 'images/mr.png']],
    ['via', ['mr.png', 'via_region_data.json']],
    ['label-studio', ['images/mr.png', 'label-studio.json']],
    ['nifti-labels', ['mr/segmentations/liver.nii.gz']],
    ['beside', ['labels.json', 'mr.dcm.mask.png']],
    ['dicom-seg', ['mr_seg.dcm']],
    ['dicom-seg --labelmap', ['mr_seg.dcm']],
    ['rtstruct', ['mr_rtstruct.dcm']],
  ])('writes a DICOM image as %s', async (layout, files) => {
    const [from, out] = [path.join(root, 'from'), path.join(root, 'out')];
    writeDicomImage(from, { name: 'mr', ...size, slices: 1, spacing: [0.5, 0.5], modality: 'MR' });
    writeSidecar(from, 'mr.dcm', [flat]);
    const { code, stdout, stderr } = await runCli('export', from, '--layout', ...layout.split(' '), '--out', out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('1 object of 1 image exported\n');
    expect(filesBelow(out)).toEqual(files);
    if (!layout.startsWith('dicom')) return;
    const { dataSet } = parseFile(readFileSync(path.join(out, 'mr_seg.dcm')));
    expect(strings(dataSet, 'x00620001')).toEqual([layout.endsWith('map') ? 'LABELMAP' : 'BINARY']);
  });

  it('refuses a label map segmentation in another layout', async () => {
    const { code, stderr } = await runCli(
      'export',
      root,
      '--layout',
      'coco',
      '--labelmap',
      '--out',
      path.join(root, 'out'),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('--labelmap belongs to --layout dicom-seg.');
  });
});

describe('making masks and exporting them', () => {
  const prompt = ['--box', 'disc=20,30,70,80', '--device', 'cpu'];
  const untouched = ['a.png', 'b.png', 'old.png', 'old.png.masks.json'];
  let [from, out] = ['', ''];
  beforeEach(() => {
    [from, out] = [path.join(root, 'from'), path.join(root, 'out')];
    mkdirSync(from);
    for (const name of ['a.png', 'b.png']) {
      writeFileSync(path.join(from, name), discImage({ x0: 20, y0: 30, x1: 70, y1: 80 }));
    }
    writeImage(from, 'old.png');
    writeSidecar(from, 'old.png', [{ ...object, slice: 0 }]);
  });

  it('exports what a run has made, and nothing else', async () => {
    const { code, stdout } = await runCli('masks', from, ...prompt, '--layout', 'labelme', '--out', out, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ written: ['a.png', 'b.png'], exported: { done: ['a.png', 'b.png'] } });
    expect(filesBelow(out)).toEqual(['a.json', 'a.png', 'b.json', 'b.png']);
    expect(shapesIn(from, 'a.png')).toHaveLength(1);
  });

  it('saves the masks where the layout cannot hold them, and says how to export them', async () => {
    const overlapping = [...prompt, '--box', 'inner=30,40,60,70'];
    const run = await runCli('masks', from, ...overlapping, '--layout', 'nnunet', '--out', out);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^What nnunet cannot hold: Pixels of objects that others cover/);
    expect(existsSync(out)).toBe(false);
    expect(shapesIn(from, 'b.png')).toHaveLength(2);
    const [, command] = /To export them: sam-unet (.*)/.exec(run.stderr)!;
    const later = await runCli(...command!.split(' '), '--accept-losses', '--device', 'cpu');
    expect(later.code).toBe(0);
    expect(filesBelow(out)).toEqual([
      'dataset.json',
      ...['a', 'b'].map((name) => `imagesTr/${name}_0000.png`),
      ...['a', 'b'].map((name) => `labelsTr/${name}.png`),
    ]);
  });

  it('writes the objects of one image to a folder alone', async () => {
    const image = path.join(from, 'a.png');
    const box = ['--box', '20,30,70,80', '--device', 'cpu', '--json'];
    const { code, stdout } = await runCli('segment', image, ...box, '--layout', 'coco', '--out', out);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      exported: { done: ['a.png'], objects: 1 },
      objects: [{ label: 'object' }],
    });
    expect(filesBelow(out)).toEqual(['annotations.json']);
    expect(filesBelow(from)).toEqual(untouched);
  });

  it.each([
    [
      'a layout without a folder',
      ['masks', '--whole', '--layout', 'coco'],
      'Name a new folder to export them to with --out',
    ],
    ['a folder that is not empty', ['masks', '--whole', '--layout', 'coco', '--out', '.'], 'The folder is not empty.'],
    ['a folder without a layout', ['masks', '--whole', '--out', 'new'], '--layout and --out are needed'],
    ['a shard', ['masks', '--whole', '--shard', '1/2', '--layout', 'coco', '--out', 'new'], '--resume RUN'],
    ['a file', ['segment', '--box', '1,1,9,9', '--layout', 'coco', '--out', 'x.png'], '--out names a folder'],
  ])('refuses %s before anything is made', async (_what, [command, ...options], message) => {
    const args = options.map((each) => (each === '.' ? from : each));
    const { code, stderr } = await runCli(command!, command === 'masks' ? from : path.join(from, 'a.png'), ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(filesBelow(from)).toEqual(untouched);
  });
});
