import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode, encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DoctorReport } from '../../src/core/doctor/report';
import type { ProtocolSummary } from '../../src/core/evaluation/summary';
import { writeImageVolume } from '../../src/core/formats/nifti/imageVolume';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import type { ModelCard } from '../../src/core/model/card';
import { Mask } from '../../src/core/mask/mask';
import { overlap } from '../../src/core/metrics/overlap';
import { sidecarVersion } from '../../src/core/sidecar/migrations';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { dicomFile, greyImage, u16, type DicomElement } from '../fixtures/dicomFile';
import { tinyCheckpoint, tinyPublished, tinyWindowed } from '../support/tinyCheckpoint';
import { writeTinyBoxModel } from '../support/tinyModel';
import { disc, discImage, size, writeDiscSet } from '../support/discs';
import { runCli, runCliUntil } from './runCli';

const left = { x0: 20, y0: 30, x1: 70, y1: 80 };
const right = { x0: 100, y0: 40, x1: 140, y1: 90 };
const boxOf = ({ x0, y0, x1, y1 }: typeof left): string => [x0, y0, x1, y1].join(',');

const golden = path.join(__dirname, '../golden/formats');

/** The hash of the last slice of the last volume, which tifffile reads. */
interface Tiffs {
  readonly 'imagej.tif': { readonly sha256: string };
}

let folder = '';
let image = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
  image = path.join(folder, 'discs.png');
  writeFileSync(image, discImage(left, right));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The pixels of a mask file that have a value. */
function maskOf(file: string, value: number): Mask {
  const { width, height, data } = readLabelPng(readFileSync(file));
  return new Mask(
    width,
    height,
    Uint8Array.from(data, (pixel) => (pixel === value ? 1 : 0)),
  );
}

describe('sam-unet', () => {
  it.each([
    '',
    ' info',
    ' segment',
    ' masks',
    ' export',
    ' import',
    ' evaluate',
    ' convert',
    ' doctor',
    ' install-cuda',
  ])('prints help: sam-unet%s --help', async (command) => {
    const { code, stdout } = await runCli(...command.split(' ').slice(1), '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: sam-unet${command} `);
  });

  it('fails for unknown commands and options', async () => {
    for (const args of [['paint'], ['info', image, '--nope'], ['segment', image, '--box', '1,2,3']]) {
      const { code, stdout, stderr } = await runCli(...args);
      expect(code).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toContain('error:');
    }
  });
});

describe('sam-unet info', () => {
  it('names files that lie in the cloud alone, and does not open them', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cloud-'));
    writeFileSync(path.join(folder, 'away.png'), '');
    truncateSync(path.join(folder, 'away.png'), 2 ** 20);
    const { code, stdout, stderr } = await runCli('info', folder);
    rmSync(folder, { recursive: true });
    expect([code, stdout, stderr]).toEqual([0, 'away.png\n  in the cloud only; not opened\n', '']);
  });

  it('says that the window of a projection shows nothing of it', async () => {
    const file = path.join(folder, 'chest.dcm');
    const values: DicomElement[] = [
      ['0008,0060', 'CS', 'DX'],
      ['0028,1050', 'DS', '20000'],
      ['0028,1051', 'DS', '400'],
      ['7fe0,0010', 'OW', u16(100, 200)],
    ];
    writeFileSync(file, dicomFile(greyImage(2, 1, ...values)));
    const remark = 'The window in the header is outside the values, so the image is shown from the 0.5th';
    expect((await runCli('info', file)).stdout).toContain(`Note      ${remark}`);
    const { remarks } = JSON.parse((await runCli('info', file, '--json')).stdout) as { remarks: readonly string[] };
    expect(remarks).toEqual([expect.stringContaining(remark) as string]);
  });

  it('says what a file holds', async () => {
    const { code, stdout } = await runCli('info', image);
    expect(code).toBe(0);
    expect(stdout).toContain('160 × 120, 1 slice');
    expect(JSON.parse((await runCli('info', image, '--json')).stdout)).toMatchObject({
      ...size,
      file: image,
      format: 'png',
      slices: 1,
      masks: 'none',
    });
  });

  it('says that a person has accepted an image as empty', async () => {
    const file = path.join(folder, 'accepted-empty.png');
    writeFileSync(file, discImage(left));
    writeFileSync(
      `${file}.masks.json`,
      JSON.stringify({
        ...{
          format: 'sam-unet-masks',
          version: sidecarVersion,
          image: { file: path.basename(file), ...size, slices: 1 },
        },
        ...{ empty: { by: 'Anna', at: '2026-11-29T20:00:00.000Z' }, labels: [], objects: [] },
      }),
    );
    expect((await runCli('info', file)).stdout).toContain('Masks     none; accepted as empty by a person');
    expect(JSON.parse((await runCli('info', file, '--json')).stdout)).toMatchObject({ masks: 'empty' });
  });

  it('names a file that it cannot read', async () => {
    for (const [name, content] of [
      ['empty.png', ''],
      ['text.dcm', 'no image'],
      ['cut.png', discImage(left).subarray(0, 60)],
    ] as const) {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      const { code, stdout, stderr } = await runCli('info', file);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(file);
      expect(stderr).not.toContain('    at ');
    }
  });
});

describe('sam-unet convert-image', () => {
  const series = path.join(golden, 'tiffs', 'imagej.tif');

  it('writes the volume that is asked for, and knows how many there are', async () => {
    expect((await runCli('info', series)).stdout).toContain('37 × 21, 3 slices, 4 volumes');
    const out = path.join(folder, 'out.png');
    expect((await runCli('convert-image', series, out, '--slice', '2', '--volume', '3')).code).toBe(0);
    const { data } = decode(readFileSync(out));
    const { sha256 } = (JSON.parse(readFileSync(path.join(golden, 'tiffs.json'), 'utf8')) as Tiffs)['imagej.tif'];
    expect(createHash('sha256').update(Float64Array.from(data)).digest('hex')).toBe(sha256);
    const { code, stderr } = await runCli('convert-image', series, `${out}.png`, '--slice', '2', '--volume', '4');
    expect(code).toBe(1);
    expect(stderr).toContain('Use --volume 0 to 3.');
  });
});

describe('sam-unet segment', () => {
  it('writes a mask and a sidecar beside the image, and never over them', async () => {
    const before = readFileSync(image);
    const args = ['segment', image, '--box', boxOf(left), '--box', boxOf(right), '--label', 'disc'];
    const { code, stdout, stderr } = await runCli(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${image}.mask.png`);
    const sidecar = parseSidecar(readFileSync(`${image}.masks.json`, 'utf8'), 'sidecar');
    expect(sidecar.objects.map(({ prompt }) => prompt.box)).toEqual([Object.values(left), Object.values(right)]);
    expect(sidecar.objects.every(({ origin, label }) => origin === 'machine' && label === 'disc')).toBe(true);
    const both = new Mask(
      size.width,
      size.height,
      disc(left).data.map((value, i) => value | disc(right).data[i]!),
    );
    expect(overlap(maskOf(`${image}.mask.png`, 1), both).dice).toBeGreaterThan(0.9);
    expect(readFileSync(image)).toEqual(before);

    const files = readdirSync(folder);
    const again = await runCli(...args);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(image);
    expect(readdirSync(folder)).toEqual(files);
  });

  it('writes one file per object with --layout objects', async () => {
    const args = ['segment', image, '--box', boxOf(left), '--box', boxOf(right), '--layout', 'objects', '--json'];
    const { code, stdout } = await runCli(...args);
    expect(code).toBe(0);
    const files = [0, 1].map((k) => path.join(folder, 'masks', `discs__object_${k}.png`));
    expect(JSON.parse(stdout)).toMatchObject({ masks: files, objects: [{}, {}] });
    expect(overlap(maskOf(files[0]!, 255), disc(left)).dice).toBeGreaterThan(0.9);
    expect(existsSync(`${image}.mask.png`)).toBe(false);
  });

  it('writes one PNG of 0 and 255 with --out, and prints what it did as JSON', async () => {
    const out = path.join(folder, 'out.png');
    const { code, stdout } = await runCli('segment', image, '--box', boxOf(left), '--out', out, '--json');
    expect(code).toBe(0);
    const mask = maskOf(out, 255);
    expect(overlap(mask, disc(left)).dice).toBeGreaterThan(0.9);
    expect(maskOf(out, 0).area + mask.area).toBe(size.width * size.height);
    const printed = JSON.parse(stdout) as { objects: { quality: number }[]; ms: Record<string, number> };
    expect(printed).toMatchObject({ mask: out, objects: [{ label: 'object', area: mask.area }] });
    expect(Object.keys(printed)).toEqual(['mask', 'objects', 'ms']);
    expect(Object.keys(printed.objects[0]!)).toEqual(['label', 'area', 'quality', 'candidate']);
    expect(Object.keys(printed.ms)).toEqual(['load', 'encode', 'decode']);
    expect(existsSync(`${image}.masks.json`)).toBe(false);
  });

  it('never writes the image, not even where --out names it', async () => {
    const before = readFileSync(image);
    const { code, stderr } = await runCli('segment', image, '--box', boxOf(left), '--out', image);
    expect(code).toBe(1);
    expect(stderr).toContain('the image itself');
    expect(before.equals(readFileSync(image))).toBe(true);
  });

  it('takes points', async () => {
    const out = path.join(folder, 'out.png');
    const { code } = await runCli('segment', image, '--point', '45,55,+', '--point', '120,65,-', '--out', out);
    expect(code).toBe(0);
    const mask = maskOf(out, 255);
    expect(mask.data[55 * size.width + 45]).toBe(1);
    expect(mask.data[65 * size.width + 120]).toBe(0);
  });

  it.each([
    ['no prompt', [], 'No prompt was given'],
    ['only a negative point', ['--point', '5,5,-'], 'positive point'],
    ['a box outside', ['--box', '500,500,600,600'], 'outside the image'],
    ['a slice that is not there', ['--box', '1,1,9,9', '--slice', '3'], 'no slice 3'],
    ['an unknown kind of output', ['--box', '1,1,9,9', '--out', 'x.gif'], 'x.gif'],
    ['a folder that is not there', ['--box', '1,1,9,9', '--out', '/proc/none/x.png'], '/proc/none/x.png'],
    ['a folder without a model', ['--box', '1,1,9,9', '--model', '/proc/none'], '/proc/none'],
  ])('reports %s', async (_what, options, message) => {
    const { code, stdout, stderr } = await runCli('segment', image, ...options);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual(['discs.png']);
  });

  it('answers points with candidates when the model was trained with boxes alone', async () => {
    const model = path.join(folder, 'boxes');
    writeTinyBoxModel(model);
    const args = ['segment', image, '--model', model, '--device', 'cpu', '--point', '45,55,+'];
    const run = async (...more: string[]) => {
      const { code, stdout, stderr } = await runCli(...args, '--out', path.join(folder, 'out.png'), '--force', ...more);
      expect([code, stderr]).toEqual([0, '']);
      return stdout;
    };
    const { objects } = JSON.parse(await run('--json')) as { objects: { area: number; candidate: [number, number] }[] };
    const [rank, count] = objects[0]!.candidate;
    expect(rank).toBe(1);
    expect(count).toBeGreaterThan(1);
    expect(await run('--candidate', '2')).toMatch(
      new RegExp(`^object: \\d+ pixels, quality [\\d.]+, candidate 2 of ${count}\n`),
    );
  });
});

describe('the labels of a workspace', () => {
  const labels = [{ name: 'liver', value: 7, color: '#0072b2' }];
  const file = (): string => path.join(folder, '.sam-unet', 'labels.json');

  beforeEach(() => {
    mkdirSync(path.dirname(file()));
    writeFileSync(file(), JSON.stringify({ version: 1, labels }));
  });

  const segmentLiver = (): ReturnType<typeof runCli> =>
    runCli('segment', image, '--box', boxOf(left), '--label', 'liver');
  const sidecarLabels = (): unknown => parseSidecar(readFileSync(`${image}.masks.json`, 'utf8'), 'sidecar').labels;

  it('give masks their values and colours', async () => {
    expect((await segmentLiver()).code).toBe(0);
    expect(sidecarLabels()).toEqual(labels);
    expect(maskOf(`${image}.mask.png`, 7).data.some((pixel) => pixel === 1)).toBe(true);
  });

  it('give masks made in bulk their values too', async () => {
    const prompts = { version: 1, images: { 'discs.png': [{ label: 'liver', box: [20, 30, 70, 80] }] } };
    writeFileSync(path.join(folder, 'prompts.json'), JSON.stringify(prompts));
    const { code } = await runCli('masks', folder, '--prompts', path.join(folder, 'prompts.json'));
    expect(code).toBe(0);
    expect(sidecarLabels()).toEqual(labels);
  });

  it('are reported when they are wrong, and the mask is made without them', async () => {
    writeFileSync(file(), '{"version": 1, "labels": [{"name": "liver", "value": 0}]}');
    const { code, stderr } = await segmentLiver();
    expect(code).toBe(1);
    expect(stderr).toMatch(/labels\.json: The field “labels\.0\.value” is wrong/);
    expect(sidecarLabels()).toEqual([{ name: 'liver', value: 1, color: '#e69f00' }]);
  });
});

describe('sam-unet evaluate', () => {
  it('prints means over masks and over sets', async () => {
    const sets = ['first', 'second'].map((name) => path.join(folder, name));
    writeDiscSet(sets[0]!, left, right);
    writeDiscSet(sets[1]!, right);
    const { code, stdout, stderr } = await runCli('evaluate', ...sets, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { protocols, ...rest } = JSON.parse(stdout) as { protocols: ProtocolSummary[] };
    expect(rest).toMatchObject({ settings: { model: 'compact', zoom: true }, failures: 0, interrupted: false });
    const [{ sets: groups, mean }] = protocols as [ProtocolSummary];
    expect(protocols).toHaveLength(1);
    expect(groups).toMatchObject([
      { name: 'first', images: 1, masks: 2 },
      { name: 'second', images: 1, masks: 1 },
    ]);
    expect(mean!.score.dice).toBeCloseTo((groups[0]!.score.dice + groups[1]!.score.dice) / 2, 9);
    expect(mean!.score.dice).toBeGreaterThan(0.9);
    // The objects are the very ellipses of the baseline.
    expect(mean!.baseline).toMatchObject({ nsd: 1, hd95: 0 });
    expect(mean!.baseline.dice).toBeCloseTo(1, 9);
  });

  it('measures by several protocols, the same in every run, and writes what it was asked to', async () => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, left, right);
    const files = ['cases.csv', 'tables.md', 'report.html'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    const args = [
      'evaluate',
      set,
      '--protocol',
      'loose,clicks',
      '--clicks',
      '6',
      '--csv',
      files[0],
      '--markdown',
      files[1],
      '--html',
      files[2],
    ];
    const first = await runCli(...args);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    for (const title of ['Loose box', 'Clicks', 'Corrections', 'Estimated quality'])
      expect(first.stdout).toContain(title);
    const csv = readFileSync(files[0], 'utf8');
    expect(csv.match(/^set,image\.png,mask_\d\.png,(loose|clicks),/gm)).toHaveLength(4);
    expect(readFileSync(files[1], 'utf8')).toContain('## Loose box');
    expect(readFileSync(files[2], 'utf8').match(/<image href="data:image\/png;base64,/g)).toHaveLength(4);
    await runCli(...args);
    expect(readFileSync(files[0], 'utf8')).toBe(csv);
  });

  it('ends with the figures until then when it is interrupted', async () => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, left, right);
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => {
        copyFileSync(path.join(set, 'image.png'), path.join(set, `image_${i}.png`));
        return [`image_${i}.png`, ['mask_0.png']];
      }),
    );
    writeFileSync(path.join(set, 'image2label_all.json'), JSON.stringify(many));
    // It tells of this image when it comes to it.
    writeFileSync(path.join(set, 'image_3.png'), 'no image');
    const csv = path.join(folder, 'cases.csv');
    const isAtWork = (said: string): boolean => said.includes('image_3.png');
    const { code, stdout, stderr } = await runCliUntil(isAtWork, 'evaluate', set, '--csv', csv);
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted');
    expect(stderr).not.toContain('    at ');
    const scored = readFileSync(csv, 'utf8').split('\r\n').length - 2;
    expect(scored).toBeLessThan(402);
    if (scored > 0) expect(stdout).toMatch(/^set +\d+ +\d+ /m);
  });

  it('makes one pass if zoom-in refinement is off', async () => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, { x0: 20, y0: 20, x1: 40, y1: 36 });
    const [on, off] = await Promise.all(['on', 'off'].map((zoom) => runCli('evaluate', set, '--zoom', zoom)));
    expect(on!.stdout).not.toBe(off!.stdout);
  });

  it('wants millimetres only of images that know theirs', async () => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, left);
    const { code, stderr } = await runCli('evaluate', set, '--unit', 'mm');
    expect(code).toBe(1);
    expect(stderr).toContain('size of its pixels');
  });

  it.each([
    ['--csv', '/proc/none/x.csv', '/proc/none/x.csv'],
    ['--csv', 'image.png', '.csv'],
    ['--protocol', 'box,scribble', 'scribble'],
    ['--tolerance', '-1', '0 or more'],
    ['--clicks', '0', 'at least 1'],
  ])('refuses %s %s before it starts', async (option, value, message) => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, left);
    const { code, stdout, stderr } = await runCli('evaluate', set, option, value);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('reports and counts what is missing or does not fit, and scores the rest', async () => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, left, right);
    writeFileSync(path.join(set, 'mask_1.png'), readFileSync(path.join(set, 'mask_1.png')).subarray(0, 50));
    const probabilities = Float32Array.from(disc(left).data, (value) => 0.7 * value);
    const flat = { ...size, slices: 1, channels: 1, slope: 1, intercept: 0 } as const;
    writeFileSync(path.join(set, 'mask_2.nii'), writeImageVolume({ ...flat, data: probabilities }, false));
    const index = {
      'mask_0.png': 'image.png',
      'mask_1.png': 'image.png',
      'mask_2.nii': 'image.png',
      'mask_9.png': 'image.png',
      'm.png': 'none.png',
    };
    writeFileSync(path.join(set, 'label2image_test.json'), JSON.stringify(index));
    const { code, stdout, stderr } = await runCli('evaluate', set, '--protocol', 'point');
    expect(code).toBe(1);
    expect(stdout).toMatch(/set +1 +1 /);
    for (const name of ['mask_1.png', 'mask_2.nii', 'mask_9.png', 'none.png'])
      expect(stderr).toContain(path.join(set, name));
    expect(stderr).toMatch(/mask_2\.nii: .* holds probabilities/);
    expect(stderr).toContain('4 images or masks could not be used');
  });

  it('scores an object of a volume in three dimensions', async () => {
    const set = path.join(folder, 'set');
    mkdirSync(set);
    const slices = Array.from({ length: 9 }, (_, i) => (i < 1 || i > 7 ? undefined : disc({ ...left, x1: 60 + i })));
    const values = (inside: number, outside: number): Uint8Array =>
      Uint8Array.from(
        slices.flatMap((mask) => [...(mask ?? new Mask(size.width, size.height)).data]),
        (value) => (value === 1 ? inside : outside),
      );
    const volume = { ...size, slices: 9, channels: 1, slope: 1, intercept: 0 } as const;
    writeFileSync(path.join(set, 'ct.nii'), writeImageVolume({ ...volume, data: values(200, 40) }, false));
    writeFileSync(path.join(set, 'map.nii'), writeImageVolume({ ...volume, data: values(3, 0) }, false));
    writeFileSync(path.join(set, 'image2label_test.json'), JSON.stringify({ 'ct.nii': ['map.nii'] }));
    const csv = path.join(folder, 'cases.csv');
    const { code, stdout, stderr } = await runCli('evaluate', set, '--protocol', 'all', '--csv', csv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Two boxes in a volume +0\.9/m);
    expect(stdout).toContain('Correction 3');
    expect(stdout).not.toContain('Exact box, then clicks');
    expect(readFileSync(csv, 'utf8').match(/^set,ct\.nii,map\.nii,volume(\+corrections|-slices)?,/gm)).toHaveLength(3);
    const box = await runCli('evaluate', set);
    expect(box.code).toBe(1);
    expect(box.stderr).toContain('The image is a volume');
  });

  it('takes every colour of a reference mask for the object', async () => {
    const set = path.join(folder, 'set');
    writeDiscSet(set, left);
    const object = disc(left).data;
    const green = Uint8Array.from({ length: 3 * size.width * size.height }, (_, i) =>
      i % 3 === 1 ? object[(i - 1) / 3]! * 255 : 0,
    );
    writeFileSync(path.join(set, 'mask_0.png'), encode({ ...size, data: green, depth: 8, channels: 3 }));
    const { code, stdout } = await runCli('evaluate', set, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ protocols: [{ mean: { baseline: { dice: 1 } } }] });
  });

  it('fails for a folder that is no data set', async () => {
    const { code, stdout, stderr } = await runCli('evaluate', folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(folder);
  });
});

describe('sam-unet cache', () => {
  it('measures and clears what is kept on disk, and nothing else', async () => {
    vi.stubEnv('SAM_UNET_HOME', folder);
    const store = path.join(folder, 'cache', 'embeddings');
    mkdirSync(store, { recursive: true });
    const file = path.join(store, `${'a'.repeat(64)}.safetensors`);
    const other = path.join(store, 'notes.txt');
    writeFileSync(file, 'x'.repeat(100));
    writeFileSync(other, 'x');
    const measured = await runCli('cache', '--json');
    expect(JSON.parse(measured.stdout)).toEqual({ folder: store, files: 1, bytes: 100 });
    const cleared = await runCli('cache', '--clear', '--json');
    expect(cleared.code).toBe(0);
    expect(JSON.parse(cleared.stdout)).toMatchObject({ files: 0, bytes: 0, cleared: { files: 1, bytes: 100 } });
    expect([existsSync(file), existsSync(other)]).toEqual([false, true]);
    expect((await runCli('cache', '--clear')).stdout).toBe('Deleted 0 embeddings, 0.0 MB.\n');
    vi.unstubAllEnvs();
  });
});

describe('sam-unet doctor', () => {
  it('reports which devices work, and of the others what they lack', async () => {
    const { code, stdout } = await runCli('doctor', '--json');
    expect(code).toBe(0);
    const { devices, model } = JSON.parse(stdout) as DoctorReport;
    expect(devices.find(({ device }) => device === 'cpu')?.failure).toBeUndefined();
    for (const { failure, ms } of devices)
      expect(failure === undefined ? ms?.encode : failure.length).toBeGreaterThan(0);
    expect(model.name).toMatch(/^compact /);
    expect((await runCli('doctor')).stdout).toMatch(/^ {2}cpu +works: load /m);
  });
});

describe('sam-unet install-cuda', () => {
  it('downloads nothing unless requested', async () => {
    const { code, stdout, stderr } = await runCli('install-cuda');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/nuget\.org.*--download/);
  });

  it('refuses a file that is no package', async () => {
    const { code, stderr } = await runCli('install-cuda', '--from', image);
    expect(code).toBe(1);
    expect(stderr).toMatch(process.platform === 'linux' ? /discs\.png.*not a readable package/ : /Linux x64/);
  });
});

describe('sam-unet convert', () => {
  const checkpoint = (): string => path.join(folder, 'Best.pth');
  const folders = (): string[] => readdirSync(folder).sort();

  it.each([
    ['copied', []],
    ['in half precision', ['--precision', 'fp16']],
    ['in place', ['--in-place']],
  ])('makes a model that segments, %s', async (_, args) => {
    writeFileSync(checkpoint(), tinyCheckpoint(tinyWindowed));
    const { code, stdout } = await runCli('convert', checkpoint(), ...args, '--json');
    expect(code).toBe(0);
    const { model, card } = JSON.parse(stdout) as { model: string; card: ModelCard };
    expect(model).toBe(path.join(folder, 'best'));
    expect(card).toMatchObject({ name: 'best', architecture: tinyWindowed, source: { file: 'Best.pth' } });
    const segment = ['--box', boxOf(left), '--model', model, '--device', 'cpu', '--out', path.join(folder, 'mask.png')];
    expect((await runCli('segment', image, ...segment)).code).toBe(0);
    expect(readLabelPng(readFileSync(path.join(folder, 'mask.png')))).toMatchObject(size);
  });

  it('says what it found, and never changes a folder that is there', async () => {
    writeFileSync(checkpoint(), tinyCheckpoint(tinyPublished, 'legacy'));
    const first = await runCli('convert', checkpoint(), '--name', 'small', '--out', path.join(folder, 'models', 'x'));
    expect(first.stdout).toContain('4 blocks, width 24, 3 heads');
    const again = await runCli('convert', checkpoint(), '--out', path.join(folder, 'models', 'x'));
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('The folder already exists');
  });

  it.each<[string, Uint8Array, RegExp, string[]]>([
    ['empty', new Uint8Array(), /Best\.pth: The checkpoint is damaged: it is empty/, []],
    ['cut off', tinyCheckpoint(tinyPublished).subarray(0, 5000), /Best\.pth: The checkpoint is damaged/, []],
    ['no checkpoint', Buffer.from('%PDF-1.7 and so on'), /Best\.pth: The file is not a PyTorch checkpoint/, []],
    ['badly named', tinyCheckpoint(tinyPublished), /“No Name” is not a valid model name/, ['--name', 'No Name']],
    ['told two things', new Uint8Array(), /either --in-place or --precision/, ['--in-place', '--precision', 'fp16']],
  ])('refuses a file that is %s and leaves nothing behind', async (_, bytes, message, args) => {
    writeFileSync(checkpoint(), bytes);
    const { code, stdout, stderr } = await runCli('convert', checkpoint(), ...args);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(folders()).toEqual(['Best.pth', 'discs.png']);
  });
});
